namespace Heed.Text;

/// <summary>Every way to bring the links of two directions together. Koehn, Och and Marcu 2003, "Statistical phrase-based translation", section 3.1.</summary>
public static class Symmetrisations
{
    /// <summary>One line for each.</summary>
    public static IReadOnlyList<Symmetrisation> All { get; } =
    [
        new("intersection", "what both directions have", (a, b) => WordLinks.Sorted(a.Intersect(b))),
        new("union", "what one of them has", (a, b) => WordLinks.Sorted(a.Union(b))),
        new("grow-diagonal", "what both have, and then what one has and stands beside a link, diagonally too, for a word that has none yet", WordLinks.GrowDiagonal),
        new("grow-diagonal-final", "the same, and then what one has for two words that have none yet (Moses calls it grow-diag-final-and)", (a, b) => WordLinks.Final(WordLinks.GrowDiagonal(a, b), a, b)),
    ];

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(way => way.Name)];

    /// <summary>The one of a name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists the names.</exception>
    public static Symmetrisation Named(string name) => All.FirstOrDefault(way => way.Name == name)
        ?? throw new ArgumentException($"There is no symmetrisation '{name}'; choose one of {string.Join(", ", Names)}.", nameof(name));
}
