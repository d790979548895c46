using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Philox4x32-10, random bits as a function of a counter and a key: no state, so any number can be had at any time in any order.
/// Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
/// </summary>
internal static class Philox
{
    public const int Rounds = 10;
    public const uint Multiplier0 = 0xD2511F53;
    public const uint Multiplier1 = 0xCD9E8D57;
    public const uint KeyStep0 = 0x9E3779B9;
    public const uint KeyStep1 = 0xBB67AE85;

    /// <summary>The 128 random bits of one counter (c0 to c3) and key (k0, k1).</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0, p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += KeyStep0;
            k1 += KeyStep1;
        }
        return (c0, c1, c2, c3);
    }

    /// <summary>A key from a seed and a number that tells its uses apart (a step, an epoch, a parameter's place).</summary>
    public static (uint K0, uint K1) Key(ulong seed, ulong use)
    {
        ulong key = Scramble(Scramble(seed) + use);
        return ((uint)key, (uint)(key >> 32));
    }

    /// <summary>Uniform in [0, 1) from the upper 24 bits.</summary>
    public static float Uniform(uint bits) => (bits >> 8) * (1 / 16777216f);

    /// <summary>Two independent normal numbers of mean 0 and deviation 1 (Box and Muller 1958).</summary>
    public static (float, float) Normal(uint bits0, uint bits1)
    {
        double radius = Math.Sqrt(-2 * Math.Log((bits0 + 1.0) / 4294967296.0));
        (double sin, double cos) = Math.SinCos(2 * Math.PI * bits1 / 4294967296.0);
        return ((float)(radius * cos), (float)(radius * sin));
    }

    /// <summary>Fills with numbers uniform in [low, high); element i depends on seed, place and i alone.</summary>
    public static void FillUniform(float low, float high, ulong seed, ulong place, Span<float> x)
    {
        (uint k0, uint k1) = Key(seed, place);
        for (int i = 0; i < x.Length; i += 4)
        {
            (uint a, uint b, uint c, uint d) = Block((uint)(i / 4), 0, 0, 0, k0, k1);
            x[i] = low + (high - low) * Uniform(a);
            if (i + 1 < x.Length) x[i + 1] = low + (high - low) * Uniform(b);
            if (i + 2 < x.Length) x[i + 2] = low + (high - low) * Uniform(c);
            if (i + 3 < x.Length) x[i + 3] = low + (high - low) * Uniform(d);
        }
    }

    /// <summary>Fills with normal numbers; element i depends on seed, place and i alone.</summary>
    public static void FillNormal(float mean, float deviation, ulong seed, ulong place, Span<float> x)
    {
        (uint k0, uint k1) = Key(seed, place);
        for (int i = 0; i < x.Length; i += 4)
        {
            (uint a, uint b, uint c, uint d) = Block((uint)(i / 4), 0, 0, 0, k0, k1);
            (float n0, float n1) = Normal(a, b);
            (float n2, float n3) = Normal(c, d);
            x[i] = mean + deviation * n0;
            if (i + 1 < x.Length) x[i + 1] = mean + deviation * n1;
            if (i + 2 < x.Length) x[i + 2] = mean + deviation * n2;
            if (i + 3 < x.Length) x[i + 3] = mean + deviation * n3;
        }
    }

    /// <summary>A whole number from 0 to bound − 1, each equally likely (Lemire 2019); a function of seed, use and place.</summary>
    public static uint Below(uint bound, ulong seed, ulong use, ulong place)
    {
        (uint k0, uint k1) = Key(seed, use);
        return Below(bound, place, k0, k1);
    }

    /// <summary>Puts items into random order, every order equally likely: a function of the length, seed and epoch (Fisher and Yates).</summary>
    public static void Shuffle(ulong seed, ulong epoch, Span<int> items)
    {
        (uint k0, uint k1) = Key(seed, epoch);
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = (int)Below((uint)i + 1, (ulong)i, k0, k1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static uint Below(uint bound, ulong place, uint k0, uint k1)
    {
        // The lowest 2^32 mod bound products are refused, so that every result has as many left.
        uint refused = (uint)((1UL << 32) % bound);
        for (uint attempt = 0; ; attempt++)
        {
            ulong product = (ulong)Block((uint)place, (uint)(place >> 32), attempt, 0, k0, k1).X0 * bound;
            if ((uint)product >= refused) return (uint)(product >> 32);
        }
    }

    // The finalizer of SplitMix64 (Steele et al. 2014): every bit of the result depends on every bit of z.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scramble(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
