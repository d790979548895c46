using Heed.Tensors;

namespace Heed.Attention;

/// <summary>
/// The prepared keys and values of the source side of a batch, for queries that come one by one. <see cref="Select"/> says which sentence each query row attends to:
/// the source stays one row per sentence behind that map, beams are extra queries on the same keys, and nothing is copied.
/// </summary>
public sealed class AttentionMemory
{
    internal AttentionMemory(object keys, Tensor values, int[] lengths, int[] sentences)
    {
        Keys = keys;
        Values = values;
        Lengths = lengths;
        Sentences = sentences;
    }

    /// <summary>The values [batch, keys, size].</summary>
    public Tensor Values { get; }

    /// <summary>For each sentence how many keys are there.</summary>
    internal int[] Lengths { get; }

    /// <summary>What the score made of the keys.</summary>
    internal object Keys { get; }

    /// <summary>For each query row the sentence it attends to.</summary>
    internal int[] Sentences { get; }

    /// <summary>The same memory for other query rows: row i of the new ones attends to what row rows_i attended to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is not there.</exception>
    public AttentionMemory Select(ReadOnlySpan<int> rows)
    {
        foreach (int row in rows)
            if ((uint)row >= (uint)Sentences.Length) throw new ArgumentOutOfRangeException(nameof(rows), $"Select: there is no row {row} among {Sentences.Length}.");
        int[] sentences = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++) sentences[i] = Sentences[rows[i]];
        return new AttentionMemory(Keys, Values, Lengths, sentences);
    }
}
