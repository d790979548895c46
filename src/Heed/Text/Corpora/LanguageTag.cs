using System.Text.RegularExpressions;

namespace Heed.Text.Corpora;

/// <summary>Names of languages as files have them: <c>fr</c>, <c>fr-CA</c>, <c>pt_BR</c>, <c>zh-Hans</c>.</summary>
internal static partial class LanguageTag
{
    // Behind a hyphen stands a script or region with a capital, or a region in digits: so the hyphen between two languages is another.
    [GeneratedRegex(@"^[a-z]{2,3}(_[A-Za-z0-9]{2,8}|-[A-Z][A-Za-z]{1,3}|-[0-9]{3})*(@[a-z]{1,12})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Tag { get; }

    /// <summary>What stands in a corpus's name: <c>fr-en:FILE</c>.</summary>
    /// <param name="format">What stands before it.</param>
    /// <param name="languagesAndFile">The languages, a colon and the file.</param>
    /// <exception cref="ArgumentException">It is something else.</exception>
    public static (string Source, string Target, string File) Parse(string format, string languagesAndFile)
    {
        if (languagesAndFile.Split(':', 2) is [string languages, { Length: > 0 } file])
            for (int hyphen = languages.IndexOf('-', StringComparison.Ordinal); hyphen >= 0; hyphen = languages.IndexOf('-', hyphen + 1))
            {
                (string source, string target) = (languages[..hyphen], languages[(hyphen + 1)..]);
                if (Tag.IsMatch(source) && Tag.IsMatch(target) && Plain(source) != Plain(target)) return (source, target, file);
            }
        throw new ArgumentException($"\"{format}:{languagesAndFile}\" must name two different languages and a file: {format}:fr-en:FILE, or with regions {format}:pt-BR-en:FILE.", nameof(languagesAndFile));
    }

    /// <summary>How well a language that was found serves for one that was asked for: 2 is the same, 1 one of them with and one without a region, 0 another.</summary>
    public static int Fit(string asked, string? found)
    {
        if (string.IsNullOrEmpty(found)) return 0;
        (string one, string other) = (Plain(asked), Plain(found));
        if (one == other) return 2;
        return one.StartsWith(other + '-', StringComparison.Ordinal) || other.StartsWith(one + '-', StringComparison.Ordinal) ? 1 : 0;
    }

    /// <summary>Whether a file from one language to another serves in the direction asked for.</summary>
    /// <param name="asked">The languages asked for.</param>
    /// <param name="source">The language of the file's originals; null where it does not say.</param>
    /// <param name="target">The language of its translations, likewise. At least one must be said.</param>
    /// <returns>True as it stands, false with its sides changed, null not at all.</returns>
    public static bool? IsStraight((string Source, string Target) asked, string? source, string? target)
    {
        if (string.IsNullOrEmpty(source) && string.IsNullOrEmpty(target)) return null;
        if (Fits(asked.Source, source) && Fits(asked.Target, target)) return true;
        return Fits(asked.Target, source) && Fits(asked.Source, target) ? false : null;

        static bool Fits(string asked, string? found) => string.IsNullOrEmpty(found) || Fit(asked, found) > 0;
    }

    /// <summary>What a file's name ends with: <c>train.fr.gz</c> and <c>train.fr</c> say <c>fr</c>.</summary>
    public static string EndingOf(string file) =>
        Path.GetExtension(Path.GetExtension(file) is ".gz" or ".zip" ? Path.GetFileNameWithoutExtension(file) : file).TrimStart('.');

    private static string Plain(string tag) => tag.Trim().Replace('_', '-').ToLowerInvariant();
}
