using Heed.Text;

namespace Heed.Training;

/// <summary>A sentence pair in tokens, as the model reads it.</summary>
internal readonly struct TrainingPair
{
    public TrainingPair(ReadOnlySpan<int> source, ReadOnlySpan<int> target, (int Source, int Target)[]? links = null)
    {
        Source = [.. source, Vocabulary.End];
        Input = [Vocabulary.Start, .. target];
        Target = [.. target, Vocabulary.End];
        Links = links ?? [];
    }

    /// <summary>The source, its end symbol included.</summary>
    public int[] Source { get; }

    /// <summary>What the decoder reads: the start symbol, then the target.</summary>
    public int[] Input { get; }

    /// <summary>What the decoder should say: the target, then the end symbol.</summary>
    public int[] Target { get; }

    /// <summary>Which source token a target token should attend to, by target; none if attention is not guided.</summary>
    public (int Source, int Target)[] Links { get; }
}
