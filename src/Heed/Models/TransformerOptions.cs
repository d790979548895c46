using Heed.Positions;

namespace Heed.Models;

/// <summary>What a layer of a Transformer is built from.</summary>
internal sealed record TransformerOptions(int Size, int Heads, int KeyHeads, int Inner, string Activation, bool NormFirst, string Score, Func<bool, PositionEncoding?> Positions);
