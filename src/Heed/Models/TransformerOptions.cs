using Heed.Positions;

namespace Heed.Models;

/// <summary>What a layer of a Transformer is built from.</summary>
/// <param name="Size">Numbers of a row.</param>
/// <param name="Heads">Heads of each attention.</param>
/// <param name="KeyHeads">Heads of keys and values; 0 for as many.</param>
/// <param name="Inner">The inner size of the feed-forward layer.</param>
/// <param name="Activation">Its function, a name of <see cref="Layers.Activations.All"/>.</param>
/// <param name="NormFirst">Whether the norm stands before each part or after its residual.</param>
/// <param name="Score">The score, a name of <see cref="Attention.AttentionScores.All"/>.</param>
/// <param name="Positions">What acts inside self-attention by position, of a causal layer or not; none for nothing.</param>
public sealed record TransformerOptions(int Size, int Heads, int KeyHeads, int Inner, string Activation, bool NormFirst, string Score, Func<bool, PositionEncoding?> Positions)
{
    /// <summary>ε of the norms.</summary>
    public float Epsilon { get; init; } = 1e-5f;
}
