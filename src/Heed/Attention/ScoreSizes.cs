namespace Heed.Attention;

/// <summary>What a score is built for.</summary>
/// <param name="Query">Numbers of a query in one head.</param>
/// <param name="Key">Numbers of a key in one head.</param>
/// <param name="Inner">The inner size, for scores that have one.</param>
/// <param name="Heads">How many heads ask.</param>
/// <param name="KeyHeads">How many heads the keys have, a divisor of <paramref name="Heads"/>; 0 for as many.</param>
public sealed record ScoreSizes(int Query, int Key, int Inner = 0, int Heads = 1, int KeyHeads = 0)
{
    /// <summary>Heads of the keys.</summary>
    public int HeadsOfKeys => KeyHeads == 0 ? Heads : KeyHeads;

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message names it.</exception>
    public ScoreSizes Validate()
    {
        if (Query < 1 || Key < 1 || Inner < 0 || Heads < 1 || KeyHeads < 0) throw new ArgumentException($"attention score: sizes must be positive: {this}.");
        if (Heads % HeadsOfKeys != 0) throw new ArgumentException($"attention score: {HeadsOfKeys} key heads do not divide {Heads} heads.");
        return this;
    }
}
