namespace Heed.Tests;

/// <summary>A tiny seeded generator for tests, so that every failure comes again.</summary>
internal sealed class Lcg(ulong seed)
{
    private ulong _state = (seed * 2862933555777941757) + 3037000493;

    /// <summary>A whole number from 0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below)
    {
        _state = (_state * 6364136223846793005) + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)below);
    }

    /// <summary>A number in [0, 1).</summary>
    public float NextFloat() => Next(1 << 24) / (float)(1 << 24);
}
