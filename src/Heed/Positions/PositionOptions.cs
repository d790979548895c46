namespace Heed.Positions;

/// <summary>What encodings are made from; each takes what it needs.</summary>
/// <param name="Size">Numbers of an embedding.</param>
/// <param name="Heads">Heads of the attention that asks.</param>
/// <param name="HeadSize">Numbers of a query or key in one head.</param>
/// <param name="MostPositions">The longest sentence there will be, in tokens; none if that is not declared, which a learned encoding refuses.</param>
public sealed record PositionOptions(int Size, int Heads, int HeadSize, int? MostPositions = null)
{
    /// <summary>Whether queries see only keys at or before their own position: buckets of T5 then serve one direction.</summary>
    public bool Causal { get; init; }

    /// <summary>Shaw's k: distances beyond it count as it.</summary>
    public int ClipDistance { get; init; } = 16;

    /// <summary>T5's buckets, of both directions together.</summary>
    public int Buckets { get; init; } = 32;

    /// <summary>The distance from which on T5's last bucket serves.</summary>
    public int FarDistance { get; init; } = 128;

    /// <summary>The base of the wavelengths of sinusoidal and rotary encodings.</summary>
    public double Base { get; init; } = 10_000;
}
