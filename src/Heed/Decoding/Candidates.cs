using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>The tokens that may come next: padding, the start symbol and the unknown token never do.</summary>
internal static class Candidates
{
    private const float LeastForced = -1000;

    /// <summary>The logits of each row, whose sentence says which tokens are wanted where there is a shortlist.</summary>
    public static Tensor Logits(TranslationModel model, Tensor hidden, int[][]? tokens, IEnumerable<int> sentences, ForwardContext context) =>
        tokens is null ? model.Project(hidden, context) : model.Project(hidden, [.. sentences.Select(sentence => tokens[sentence])], context);

    /// <summary>The most probable token.</summary>
    public static int Best(ReadOnlySpan<float> logits)
    {
        Span<int> indices = stackalloc int[Vocabulary.Specials];
        Span<float> values = stackalloc float[Vocabulary.Specials];
        return Largest(logits, 1, indices, values) > 0 ? indices[0] : Vocabulary.End;
    }

    /// <summary>Up to <paramref name="count"/> tokens, the most probable first, ties by the lower number. The spans have room for three more.</summary>
    public static int Largest(ReadOnlySpan<float> logits, int count, Span<int> indices, Span<float> values)
    {
        int asked = Math.Min(count + Vocabulary.Specials - 1, logits.Length), kept = 0;
        TopK.Largest(logits, asked, indices[..asked], values[..asked]);
        for (int i = 0; i < asked && kept < count; i++)
        {
            if (indices[i] is Vocabulary.Pad or Vocabulary.Start or Vocabulary.Unknown) continue;
            (indices[kept], values[kept]) = (indices[i], values[i]);
            kept++;
        }
        return kept;
    }

    /// <summary>The log-probability of a token that must come, of its logit and the logarithm of all: finite also where the model's is none, as an ensemble's may be.</summary>
    public static float Forced(float logit, float logSumExp) => Math.Max(logit - logSumExp, LeastForced);
}
