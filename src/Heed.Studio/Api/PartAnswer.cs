using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>A sentence of a text of several, with its attention.</summary>
internal sealed record PartAnswer(string Source, string Text, IReadOnlyList<string> SourceWords, IReadOnlyList<string> TargetWords, IReadOnlyList<float[]> Attention)
{
    public static PartAnswer Of(Translation part) => new(part.Source, part.Text, part.SourceWords, part.TargetWords, Numbers.Rows(part));
}
