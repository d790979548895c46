namespace Heed.Layers;

/// <summary>
/// Sequences of different lengths without padding: rows step by step, in each step the sequences that are long enough, the longest first.
/// Recurrent layers read them so, and a sequence's result does not depend on its neighbours.
/// </summary>
public sealed class PackedSequence
{
    private readonly int[] _offsets;
    private readonly int[] _rank;

    /// <summary>The packing of sequences with these lengths.</summary>
    /// <param name="lengths">Each at least 1, in tokens.</param>
    /// <param name="firstSentence">The number of the first sequence in the batch that this is a part of; counts for dropout alone.</param>
    /// <exception cref="ArgumentException">There is no sequence, or an empty one.</exception>
    public PackedSequence(ReadOnlySpan<int> lengths, int firstSentence = 0)
    {
        if (lengths.IsEmpty) throw new ArgumentException("PackedSequence: there is no sequence.", nameof(lengths));
        int batch = lengths.Length;
        int[] original = lengths.ToArray();
        Order = [.. Enumerable.Range(0, batch).OrderByDescending(b => original[b])];       // stable: ties in their order
        Lengths = original;
        int longest = original[Order[0]];
        if (original[Order[^1]] < 1) throw new ArgumentException("PackedSequence: a sequence is empty.", nameof(lengths));
        _rank = new int[batch];
        for (int i = 0; i < batch; i++) _rank[Order[i]] = i;
        BatchSizes = new int[longest];
        foreach (int length in original)
            for (int t = 0; t < length; t++) BatchSizes[t]++;
        _offsets = new int[longest];
        for (int t = 1; t < longest; t++) _offsets[t] = _offsets[t - 1] + BatchSizes[t - 1];
        Rows = original.Sum();
        Sentences = new int[Rows];
        Times = new int[Rows];
        for (int t = 0; t < longest; t++)
            for (int i = 0; i < BatchSizes[t]; i++)
            {
                Sentences[_offsets[t] + i] = firstSentence + Order[i];
                Times[_offsets[t] + i] = t;
            }
    }

    /// <summary>The sequences, longest first: the place in a step → the sequence's number.</summary>
    public int[] Order { get; }

    /// <summary>The lengths as they were given.</summary>
    public int[] Lengths { get; }

    /// <summary>How many sequences reach each step.</summary>
    public int[] BatchSizes { get; }

    /// <summary>The number of rows: the sum of the lengths.</summary>
    public int Rows { get; }

    /// <summary>For each row the sequence's number within the whole batch.</summary>
    public int[] Sentences { get; }

    /// <summary>For each row its step.</summary>
    public int[] Times { get; }

    /// <summary>For each row zero: the step for what is the same at all steps.</summary>
    public int[] NoTimes => field ??= new int[Rows];

    /// <summary>How many sequences there are.</summary>
    public int Batch => Order.Length;

    /// <summary>The steps of the longest sequence.</summary>
    public int Longest => BatchSizes.Length;

    /// <summary>The row of sequence <paramref name="b"/> at step <paramref name="t"/>.</summary>
    public int RowOf(int b, int t) => _offsets[t] + _rank[b];

    /// <summary>The first row of step <paramref name="t"/>.</summary>
    public int FirstRow(int t) => _offsets[t];

    /// <summary>The tokens of all sequences in the order of the rows.</summary>
    public int[] Pack(IReadOnlyList<int[]> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        int[] packed = new int[Rows];
        for (int b = 0; b < Batch; b++)
            for (int t = 0; t < Lengths[b]; t++) packed[RowOf(b, t)] = tokens[b][t];
        return packed;
    }

    /// <summary>For each place of a padded array [batch, longest] its row, −1 for padding.</summary>
    public int[] PaddedRows()
    {
        int[] rows = new int[Batch * Longest];
        for (int b = 0; b < Batch; b++)
            for (int t = 0; t < Longest; t++) rows[b * Longest + t] = t < Lengths[b] ? RowOf(b, t) : -1;
        return rows;
    }

    /// <summary>For each row its place in a padded array [batch, longest].</summary>
    public int[] RowsInPadded()
    {
        int[] places = new int[Rows];
        for (int b = 0; b < Batch; b++)
            for (int t = 0; t < Lengths[b]; t++) places[RowOf(b, t)] = b * Longest + t;
        return places;
    }

    /// <summary>For each sequence the row of its last step, or of its first.</summary>
    public int[] EndRows(bool last)
    {
        int[] rows = new int[Batch];
        for (int b = 0; b < Batch; b++) rows[b] = RowOf(b, last ? Lengths[b] - 1 : 0);
        return rows;
    }
}
