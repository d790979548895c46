using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Heed.Studio.Wording;

/// <summary>What pages say, in one language: texts by key, from the files beside this one. A key that a language lacks is an error of the program, and a test looks for them.</summary>
internal sealed class Words
{
    private const string Prefix = "Heed.Studio.Wording.";
    private readonly FrozenDictionary<string, string> _texts;

    private Words(string language)
    {
        Language = language;
        _texts = Read(language).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The languages there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "fa"];

    private static readonly FrozenDictionary<string, Words> All = Languages.ToFrozenDictionary(static language => language, static language => new Words(language), StringComparer.Ordinal);

    /// <summary>The words of a language; English for one that is not there.</summary>
    public static Words In(string language) => All.GetValueOrDefault(language) ?? All["en"];

    /// <summary><c>en</c> or <c>fa</c>.</summary>
    public string Language { get; }

    /// <summary>Whether it is written from right to left.</summary>
    public bool IsRightToLeft => Language == "fa";

    /// <summary>The direction as HTML has it.</summary>
    public string Direction => IsRightToLeft ? "rtl" : "ltr";

    /// <summary>All keys.</summary>
    public IEnumerable<string> Keys => _texts.Keys;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public string this[string key] => _texts.TryGetValue(key, out string? text) ? text : throw new KeyNotFoundException($"Words: there is no text '{key}' in {Language}.");

    /// <summary>The text of a key with numbers and names in its places {0}, {1}; numbers are written as <see cref="Number(double, string)"/> does.</summary>
    public string Of(string key, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, this[key], [.. values.Select(value => value is IFormattable ? Digits(Convert.ToString(value, CultureInfo.InvariantCulture)!) : value)]);

    /// <summary>A number in the language's digits and marks.</summary>
    /// <param name="value">The number.</param>
    /// <param name="format">As .NET has them, such as <c>N0</c> and <c>P1</c>.</param>
    public string Number(double value, string format = "N0") => double.IsFinite(value) ? Digits(value.ToString(format, CultureInfo.InvariantCulture)) : "–";

    /// <summary>Digits and marks of a number that is written already.</summary>
    public string Digits(string number) => IsRightToLeft ? string.Concat(number.Select(static c => c switch { >= '0' and <= '9' => (char)('۰' + (c - '0')), '.' => '٫', ',' => '٬', '%' => '٪', _ => c })) : number;

    private static Dictionary<string, string> Read(string language)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in typeof(Words).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith($".{language}.json", StringComparison.Ordinal)))
        {
            string area = name[Prefix.Length..^$".{language}.json".Length];
            using Stream stream = typeof(Words).Assembly.GetManifestResourceStream(name)!;
            foreach ((string key, string text) in JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!) texts.Add($"{area}.{key}", text);
        }
        return texts;
    }
}
