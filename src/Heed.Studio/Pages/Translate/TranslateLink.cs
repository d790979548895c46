using System.Globalization;
using System.Text;
using Heed.Studio.Shared;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Heed.Studio.Pages.Translate;

/// <summary>What is looked at, as an address says it: a link brings the same view back.</summary>
public sealed record TranslateLink
{
    /// <summary>The longest text that an address carries, in characters.</summary>
    public const int LongestText = 1500;

    /// <summary>The widest beam that the page offers.</summary>
    public const int WidestBeam = 16;

    /// <summary>The longest beginning of a translation, in characters.</summary>
    public const int LongestPrefix = 200;

    /// <summary>The longest terms, in characters.</summary>
    public const int LongestTerms = 1000;

    private const int LongestWritten = 4000;                                                // letters that are no ASCII take six and more in an address

    /// <summary>The model's name; null for the one to begin with.</summary>
    public string? Model { get; init; }

    /// <summary>The text that is translated.</summary>
    public string Text { get; init; } = "";

    /// <summary>A translation of one's own, whose attention is shown; null for the model's.</summary>
    public string? Target { get; init; }

    /// <summary>What the translation begins with.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Terms that it must have, a line each, as <see cref="TermLines"/> reads them.</summary>
    public string Terms { get; init; } = "";

    /// <summary>Whether names that the model would spoil are copied.</summary>
    public bool CopyNames { get; init; }

    /// <summary>Whether the translation must have something.</summary>
    public bool HasDemands => Prefix.Length > 0 || Terms.Length > 0 || CopyNames;

    /// <summary>Hypotheses kept at each step.</summary>
    public int Beam { get; init; } = 5;

    /// <summary>Translations to list.</summary>
    public int NBest { get; init; } = 3;

    /// <summary>The sentence whose attention is shown, from 0.</summary>
    public int Sentence { get; init; }

    /// <summary>Which of its translations, from 0, the best.</summary>
    public int Rank { get; init; }

    /// <summary>The layer; null for the one that aligns.</summary>
    public int? Layer { get; init; }

    /// <summary>The head; null for the mean of all, and without a layer for the one that aligns.</summary>
    public int? Head { get; init; }

    /// <summary>Whether pieces are shown and not words.</summary>
    public bool Pieces { get; init; }

    /// <summary>The cell, row or column that is held.</summary>
    public HeatPin? Pin { get; init; }

    /// <summary>Whether the address has room for the texts.</summary>
    public bool CarriesText => new[] { Text, Target ?? "", Prefix, Terms } is var texts && texts.Sum(static text => text.Length) <= LongestText && texts.Sum(static text => Written(text).Length) <= LongestWritten;

    /// <summary>The address's query, empty or with its question mark.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        Add("model", Model);
        if (Text.Length > 0 && CarriesText)
        {
            Add("text", Text);
            Add("target", Target);
            if (Prefix.Length > 0) Add("prefix", Prefix);
            if (Terms.Length > 0) Add("terms", Terms);
        }
        if (CopyNames) Add("names", 1);
        if (Beam != 5) Add("beam", Beam);
        if (NBest != 3) Add("n", NBest);
        if (Sentence > 0) Add("sentence", Sentence);
        if (Rank > 0) Add("rank", Rank);
        Add("layer", Layer);
        Add("head", Head);
        if (Pieces) Add("pieces", 1);
        if (Pin is { } pin) Add("pin", string.Create(CultureInfo.InvariantCulture, $"{pin.Row}.{pin.Column}"));
        return query.ToString();

        void Add(string name, object? value)
        {
            if (value is not null) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Written(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        }
    }

    /// <summary>Reads a query. What is out of range is left out: an address may come from anywhere.</summary>
    public static TranslateLink Parse(string query)
    {
        Dictionary<string, StringValues> values = QueryHelpers.ParseQuery(query);
        int beam = Whole("beam", 1, WidestBeam) ?? 5;
        string? target = Short("target");
        return new TranslateLink
        {
            Model = values.TryGetValue("model", out StringValues model) && model.ToString() is { Length: > 0 and <= 200 } name ? name : null,
            Text = Short("text") ?? "",
            Target = string.IsNullOrWhiteSpace(target) ? null : target,
            Prefix = Short("prefix", LongestPrefix) ?? "",
            Terms = Short("terms", LongestTerms) ?? "",
            CopyNames = Whole("names", 0, 1) == 1,
            Beam = beam,
            NBest = Math.Min(beam, Whole("n", 1, WidestBeam) ?? 3),
            Sentence = Whole("sentence", 0, 10_000) ?? 0,
            Rank = Whole("rank", 0, WidestBeam - 1) ?? 0,
            Layer = Whole("layer", 0, 1000),
            Head = Whole("head", 0, 1000),
            Pieces = Whole("pieces", 0, 1) == 1,
            Pin = values.TryGetValue("pin", out StringValues pin) && pin.ToString().Split('.') is [string row, string column] && IsWhole(row, out int r) && IsWhole(column, out int c) && (r >= 0 || c >= 0) ? new HeatPin(r, c) : null,
        };

        int? Whole(string name, int least, int most) => values.TryGetValue(name, out StringValues text) && IsWhole(text.ToString(), out int value) && value >= least && value <= most ? value : null;

        string? Short(string name, int longest = LongestText) => values.TryGetValue(name, out StringValues text) && text.ToString() is var value && value.Length <= longest ? value : null;

        static bool IsWhole(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value is >= -1 and <= 100_000;
    }

    private static string Written(string text) => Uri.EscapeDataString(text);
}
