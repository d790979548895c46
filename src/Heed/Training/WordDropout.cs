using Heed.Kernels;
using Heed.Layers;
using Heed.Text;

namespace Heed.Training;

/// <summary>
/// Tokens that a model reads, replaced by <c>&lt;unk&gt;</c> by chance: what is missing must be told from the rest. Start and end symbols stay, and so does what is to be said.
/// Bowman et al. 2016, section 3.1; Gal and Ghahramani 2016 for recurrent models.
/// </summary>
internal static class WordDropout
{
    private const ulong Use = 0x776F726400000000;       // tells this use of the seed from others

    /// <summary>The sequence with its missing tokens; itself where none is missing.</summary>
    /// <param name="tokens">The sequence.</param>
    /// <param name="settings">The rate, and seed and step, of which the result is a function together with the sentence and the side.</param>
    /// <param name="sentence">The number of the pair in the global batch.</param>
    /// <param name="side">0 for the source, 1 for what the decoder reads.</param>
    public static int[] Of(int[] tokens, DropoutSettings? settings, int sentence, uint side)
    {
        if (settings is not { TokenRate: > 0 }) return tokens;
        (uint k0, uint k1) = Philox.Key(settings.Seed ^ Use, settings.Step);
        int[]? result = null;
        for (int t = 0; t < tokens.Length; t++)
        {
            if (Vocabulary.IsSpecial(tokens[t]) || Philox.Uniform(Philox.Block((uint)sentence, (uint)t, side, 0, k0, k1).X0) >= settings.TokenRate) continue;
            result ??= [.. tokens];
            result[t] = Vocabulary.Unknown;
        }
        return result ?? tokens;
    }
}
