namespace Heed.Layers;

/// <summary>
/// Sequences step by step: in each step the sequences that are long enough, the longest first.
/// Recurrent layers read them so, and a sequence's result does not depend on its neighbours.
/// </summary>
public sealed class PackedSequence : SequenceRows
{
    private readonly int[] _offsets;
    private readonly int[] _rank;

    /// <summary>The packing of sequences with these lengths.</summary>
    /// <param name="lengths">Each at least 1, in tokens.</param>
    /// <param name="firstSentence">The number of the first sequence in the batch that this is a part of; counts for dropout alone.</param>
    /// <exception cref="ArgumentException">There is no sequence, or an empty one.</exception>
    public PackedSequence(ReadOnlySpan<int> lengths, int firstSentence = 0)
        : base(lengths, firstSentence)
    {
        Order = [.. Enumerable.Range(0, Batch).OrderByDescending(b => Lengths[b])];        // stable: ties in their order
        _rank = new int[Batch];
        for (int i = 0; i < Batch; i++) _rank[Order[i]] = i;
        BatchSizes = new int[Longest];
        foreach (int length in Lengths)
            for (int t = 0; t < length; t++) BatchSizes[t]++;
        _offsets = new int[Longest];
        for (int t = 1; t < Longest; t++) _offsets[t] = _offsets[t - 1] + BatchSizes[t - 1];
        for (int t = 0; t < Longest; t++)
            for (int i = 0; i < BatchSizes[t]; i++)
            {
                Sentences[_offsets[t] + i] = firstSentence + Order[i];
                Times[_offsets[t] + i] = t;
            }
    }

    /// <summary>The sequences, longest first: the place in a step → the sequence's number.</summary>
    public int[] Order { get; }

    /// <summary>How many sequences reach each step.</summary>
    public int[] BatchSizes { get; }

    /// <inheritdoc/>
    public override int RowOf(int b, int t) => _offsets[t] + _rank[b];

    /// <summary>The first row of step <paramref name="t"/>.</summary>
    public int FirstRow(int t) => _offsets[t];
}
