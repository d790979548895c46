using Heed.Kernels;

namespace Heed.Layers;

/// <summary>Sequences one after the other, the steps of each in order: what attention and convolution read.</summary>
public sealed class ConsecutiveRows : SequenceRows
{
    private readonly int[] _first;

    /// <summary>The rows of sequences with these lengths.</summary>
    /// <param name="lengths">Each at least 1, in tokens.</param>
    /// <param name="firstSentence">The number of the first sequence in the batch that this is a part of; counts for dropout alone.</param>
    /// <exception cref="ArgumentException">There is no sequence, or an empty one.</exception>
    public ConsecutiveRows(ReadOnlySpan<int> lengths, int firstSentence = 0)
        : base(lengths, firstSentence)
    {
        _first = new int[Batch];
        int row = 0;
        for (int b = 0; b < Batch; b++)
        {
            _first[b] = row;
            for (int t = 0; t < Lengths[b]; t++, row++)
            {
                Sentences[row] = firstSentence + b;
                Times[row] = t;
            }
        }
    }

    /// <inheritdoc/>
    public override int RowOf(int b, int t) => _first[b] + t;

    /// <summary>The tokens of each sequence ask those of the sequence with the same number: self-attention where both are the same rows.</summary>
    /// <param name="keys">As many sequences.</param>
    public AttentionSpan[] SpansOver(ConsecutiveRows keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var spans = new AttentionSpan[Batch];
        for (int b = 0; b < spans.Length; b++) spans[b] = new AttentionSpan(RowOf(b, 0), Lengths[b], keys.RowOf(b, 0), keys.Lengths[b], 0, FirstSentence + b);
        return spans;
    }
}
