using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>How the words of a pair belong together.</summary>
internal sealed record AlignmentAnswer(string Links, IReadOnlyList<string> SourceWords, IReadOnlyList<string> TargetWords, IReadOnlyList<float[]> Weights, double? Score)
{
    public static AlignmentAnswer Of(Translation translation) => new(WordLinks.Pharaoh(translation), translation.SourceWords, translation.TargetWords, Numbers.Rows(translation), Numbers.Finite(translation.Score));
}
