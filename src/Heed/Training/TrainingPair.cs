using Heed.Text;

namespace Heed.Training;

/// <summary>A sentence pair in tokens, as the model reads it.</summary>
internal readonly struct TrainingPair
{
    public TrainingPair(ReadOnlySpan<int> source, ReadOnlySpan<int> target)
    {
        Source = [.. source, Vocabulary.End];
        Input = [Vocabulary.Start, .. target];
        Target = [.. target, Vocabulary.End];
    }

    /// <summary>The source, its end symbol included.</summary>
    public int[] Source { get; }

    /// <summary>What the decoder reads: the start symbol, then the target.</summary>
    public int[] Input { get; }

    /// <summary>What the decoder should say: the target, then the end symbol.</summary>
    public int[] Target { get; }
}
