namespace Heed.Text.Corpora;

/// <summary>The languages that a file names, so that who asked for another can be told which there are.</summary>
internal sealed class LanguagesSeen
{
    private const int Most = 12;

    private readonly SortedSet<string> _languages = new(StringComparer.Ordinal);

    /// <summary>Adds a language as the file names it.</summary>
    public void Add(string? language)
    {
        if (!string.IsNullOrEmpty(language) && _languages.Count <= Most) _languages.Add(VisibleText.Of(language));
    }

    /// <summary>The languages in words.</summary>
    public override string ToString() => _languages.Count == 0 ? "it names no language"
        : $"its languages are {string.Join(", ", _languages.Take(Most))}{(_languages.Count > Most ? ", …" : "")}";
}
