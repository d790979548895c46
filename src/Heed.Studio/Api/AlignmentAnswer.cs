using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>How the words of a pair belong together.</summary>
internal sealed record AlignmentAnswer(string Links, IReadOnlyList<string> SourceWords, IReadOnlyList<string> TargetWords, IReadOnlyList<float[]> Weights, double? Score)
{
    private const string End = "</s>";

    public static AlignmentAnswer Of(WordAlignment alignment, double score)
    {
        float[] weights = [.. alignment.Weights.Cast<float>()];
        return new(WordLinks.Pharaoh(alignment.Links), [.. alignment.Source.Words.Select(static word => word.Text), End],
            [.. alignment.Target.Words.Select(static word => word.Text), End], Numbers.Rows(weights, alignment.Weights.GetLength(1)), Numbers.Finite(score));
    }
}
