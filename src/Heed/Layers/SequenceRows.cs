namespace Heed.Layers;

/// <summary>
/// Sequences of different lengths as the rows of one matrix, without padding: which row is which step of which sequence. A layer that works row by row
/// needs no more; what relates the steps of a sequence to each other says which order of the rows it reads.
/// </summary>
public abstract class SequenceRows
{
    private protected SequenceRows(ReadOnlySpan<int> lengths, int firstSentence)
    {
        if (lengths.IsEmpty) throw new ArgumentException($"{GetType().Name}: there is no sequence.", nameof(lengths));
        Lengths = lengths.ToArray();
        foreach (int length in lengths)
        {
            if (length < 1) throw new ArgumentException($"{GetType().Name}: a sequence is empty.", nameof(lengths));
            Longest = Math.Max(Longest, length);
        }
        Rows = Lengths.Sum();
        FirstSentence = firstSentence;
        Sentences = new int[Rows];
        Times = new int[Rows];
    }

    /// <summary>The lengths as they were given.</summary>
    public int[] Lengths { get; }

    /// <summary>The number of rows: the sum of the lengths.</summary>
    public int Rows { get; }

    /// <summary>The first sequence's number within the whole batch.</summary>
    public int FirstSentence { get; }

    /// <summary>For each row the sequence's number within the whole batch.</summary>
    public int[] Sentences { get; }

    /// <summary>For each row its step.</summary>
    public int[] Times { get; }

    /// <summary>For each row zero: the step for what is the same at all steps.</summary>
    public int[] NoTimes => field ??= new int[Rows];

    /// <summary>How many sequences there are.</summary>
    public int Batch => Lengths.Length;

    /// <summary>The steps of the longest sequence.</summary>
    public int Longest { get; }

    /// <summary>The row of sequence <paramref name="b"/> at step <paramref name="t"/>.</summary>
    public abstract int RowOf(int b, int t);

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
