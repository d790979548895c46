using Heed.Kernels;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>The tokens that may come next: padding, the start symbol and the unknown token never do.</summary>
internal static class Candidates
{
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
}
