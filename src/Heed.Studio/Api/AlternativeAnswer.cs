using Heed.Decoding;

namespace Heed.Studio.Api;

/// <summary>A translation that came behind the best.</summary>
internal sealed record AlternativeAnswer(string Text, double? Score)
{
    public static AlternativeAnswer Of(Translation translation) => new(translation.Text, Numbers.Finite(translation.Score));
}
