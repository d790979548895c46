using Heed.Studio.Wording;

namespace Heed.Studio.Pages.Translate;

/// <summary>What languages are called on pages.</summary>
internal static class LanguageNames
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal) { "ar", "cs", "de", "en", "es", "fa", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh" };

    /// <summary>The name of a language such as <c>fr</c> or <c>zh-Hans</c>; the code itself for one that has no name here.</summary>
    public static string Of(string code, Words words)
    {
        string[] parts = code.Split('-', 2);
        return !Known.Contains(parts[0]) ? code : parts.Length == 1 ? words[$"translate.language-{parts[0]}"] : $"{words[$"translate.language-{parts[0]}"]} ({parts[1]})";
    }
}
