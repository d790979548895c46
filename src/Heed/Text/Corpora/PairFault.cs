using System.Globalization;

namespace Heed.Text.Corpora;

/// <summary>Something that is wrong with many pairs of a corpus.</summary>
/// <param name="Name">What it is, as <c>heed corpus</c> names it where it does: <c>misaligned</c>.</param>
/// <param name="Says">What it is in words, behind the number of pairs.</param>
/// <param name="Count">How many pairs have it.</param>
/// <param name="Of">Of how many.</param>
internal sealed record PairFault(string Name, string Says, long Count, long Of)
{
    /// <summary>Whether the count is an estimate.</summary>
    public bool IsEstimate { get; init; }

    /// <summary>Where one of them stands, or an example; empty where there is none.</summary>
    public string Example { get; init; } = "";

    /// <summary>How to mend it.</summary>
    public string Mend { get; init; } = "";

    /// <summary>The fault, without an example and how to mend it.</summary>
    public string Short => string.Create(CultureInfo.InvariantCulture, $"{Name}: {(IsEstimate ? "about " : "")}{Count:N0} of {Of:N0} pairs ({Share}) {Says}");

    private string Share => Count == Of ? "all" : Count < 0.01 * Of ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * Count / Of:F1} %") : string.Create(CultureInfo.InvariantCulture, $"{100.0 * Count / Of:F0} %");

    /// <summary>One line.</summary>
    public override string ToString() => Short + (Example.Length > 0 ? $", such as {Example}" : "") + (Mend.Length > 0 ? $"; {Mend}" : "");
}
