namespace Heed.Text;

/// <summary>
/// What byte-pair encoding learns: a vocabulary, and the merges in the order in which they apply. A word is cut into bytes,
/// then the earliest applicable merge is applied until none is left. Sennrich et al. 2016, section 3.2.
/// </summary>
public sealed class BpeModel
{
    /// <summary>A vocabulary and its merges.</summary>
    /// <exception cref="ArgumentException">A merge joins or makes a piece that is not in the vocabulary, or comes twice.</exception>
    internal BpeModel(Vocabulary vocabulary, IReadOnlyList<Merge> merges, string? shortfall = null)
    {
        if (merges.Count > Vocabulary.LargestSize) throw new ArgumentException($"{merges.Count:N0} merges; at most {Vocabulary.LargestSize:N0} are taken.");
        var seen = new HashSet<Merge>(merges.Count);
        for (int i = 0; i < merges.Count; i++)
        {
            Merge merge = merges[i];
            foreach (string piece in (ReadOnlySpan<string>)[merge.Left, merge.Right, merge.Result])
                if (!vocabulary.TryGetId(piece, out int id) || Vocabulary.IsSpecial(id))
                    throw new ArgumentException($"merge {i + 1}, \"{VisibleText.Of($"{merge.Left} {merge.Right}")}\", needs the piece \"{VisibleText.Of(piece)}\", which the vocabulary lacks.");
            if (!seen.Add(merge)) throw new ArgumentException($"merge {i + 1}, \"{VisibleText.Of($"{merge.Left} {merge.Right}")}\", comes twice.");
        }
        Vocabulary = vocabulary;
        Merges = merges;
        Shortfall = shortfall;
    }

    /// <summary>Whether another model gives every text the same ids.</summary>
    public bool IsSameAs(BpeModel other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Vocabulary.Pieces.SequenceEqual(other.Vocabulary.Pieces) && Merges.SequenceEqual(other.Merges);
    }

    /// <summary>The pieces and their ids.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>The merges, the first to apply first.</summary>
    public IReadOnlyList<Merge> Merges { get; }

    /// <summary>One line that says why the vocabulary is smaller than was asked for, or null where it is not.</summary>
    public string? Shortfall { get; }
}
