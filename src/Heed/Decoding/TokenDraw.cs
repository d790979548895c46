using System.Numerics.Tensors;
using Heed.Kernels;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Draws the next token from logits. It holds buffers, so one search has its own.</summary>
internal sealed class TokenDraw(Sampling sampling)
{
    // So many of the most probable tokens are found without sorting all; they mostly hold the probability asked for.
    private const int Few = 128;

    private float[] _probabilities = [], _values = [];
    private int[] _order = [];
    private ulong[] _keys = [];

    /// <summary>What distinguishes the draws of a source: the seed and the source's tokens.</summary>
    public (uint K0, uint K1) KeyOf(int[] source)
    {
        ulong key = sampling.Seed;
        foreach (int token in source)
        {
            (uint low, uint high) = Philox.Key(key, (ulong)token);
            key = (ulong)high << 32 | low;
        }
        return Philox.Key(key, (ulong)source.Length);
    }

    /// <summary>The token of a sample at a step. Padding, the start symbol and the unknown token are never drawn.</summary>
    public int Next(ReadOnlySpan<float> logits, (uint K0, uint K1) key, int sample, int step)
    {
        double uniform = Uniform(key, sample, step);
        Span<float> p = Probabilities(logits);
        int count = Order(p, out double mass);
        if (!(mass > 0)) return Candidates.Best(logits);                         // the logits are no numbers
        ReadOnlySpan<int> order = _order.AsSpan(0, count);
        double sum = 0;
        int token = Vocabulary.End;
        foreach (int next in order)
        {
            if (!(p[next] > 0)) continue;
            token = next;
            sum += p[next];
            if (sum > uniform * mass) break;
        }
        return token;
    }

    /// <summary>One of a few ways to begin, whose log-probabilities are given, for a sample: drawn by the temperature alone.</summary>
    public int OneOf(ReadOnlySpan<float> logProbabilities, (uint K0, uint K1) key, int sample)
    {
        float[] p = new float[logProbabilities.Length];
        TensorPrimitives.Divide(logProbabilities, (float)sampling.Temperature, p);
        Softmax.Row(p, p);
        double uniform = Uniform(key, sample, 0), sum = 0;
        for (int i = 0; i < p.Length; i++)
            if ((sum += p[i]) > uniform) return i;
        return 0;
    }

    // 53 bits, in [0, 1). Steps count from 1.
    private static double Uniform((uint K0, uint K1) key, int sample, int step)
    {
        (uint x, uint y, _, _) = Philox.Block((uint)step, (uint)sample, 0, 0, key.K0, key.K1);
        return ((ulong)(x >> 6) << 27 | y >> 5) * (1.0 / (1L << 53));
    }

    // p^(1/T), normalized, of the tokens that may come next; zero for the others.
    private Span<float> Probabilities(ReadOnlySpan<float> logits)
    {
        if (_probabilities.Length != logits.Length)
        {
            (_probabilities, _values) = (new float[logits.Length], new float[Math.Min(Few, logits.Length)]);
            (_order, _keys) = (new int[logits.Length], new ulong[logits.Length]);
        }
        Span<float> p = _probabilities;
        TensorPrimitives.Divide(logits, (float)sampling.Temperature, p);
        foreach (int never in (ReadOnlySpan<int>)[Vocabulary.Pad, Vocabulary.Start, Vocabulary.Unknown]) p[never] = float.NegativeInfinity;
        Softmax.Row(p, p);
        return p;
    }

    // Fills the order with the tokens to draw from, and gives their number and their probability together.
    private int Order(ReadOnlySpan<float> p, out double mass)
    {
        int most = sampling.TopK == 0 ? p.Length : Math.Min(sampling.TopK, p.Length);
        if (most == p.Length && sampling.TopP == 1)
        {
            for (int i = 0; i < p.Length; i++) _order[i] = i;                     // the order does not matter
            mass = Sum(p, p.Length);
            return p.Length;
        }
        int sorted = Math.Min(Few, p.Length);
        TopK.Largest(p, sorted, _order, _values);
        // Of all tokens the probabilities add up to 1; of the first K to what the K have.
        if (most > sorted && !(most == p.Length && Sum(p, sorted) >= sampling.TopP)) sorted = Sort(p, most, _values[sorted - 1]);
        double wanted = sampling.TopP * (most == p.Length ? 1 : Sum(p, Math.Min(most, sorted)));
        mass = 0;
        int count = 0;
        while (count < Math.Min(most, sorted) && (count == 0 || mass < wanted)) mass += p[_order[count++]];
        return count;
    }

    private double Sum(ReadOnlySpan<float> p, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++) sum += p[_order[i]];
        return sum;
    }

    // The most probable first, equal ones by number (a float above zero is ordered as its bits are): no more than are needed, for which a bound is lowered step by step.
    private int Sort(ReadOnlySpan<float> p, int most, float bound)
    {
        int count;
        double sum;
        do
        {
            bound /= 4;
            (count, sum) = (0, 0);
            for (int i = 0; i < p.Length; i++)
            {
                if (!(p[i] >= bound)) continue;
                _keys[count++] = (ulong)(uint.MaxValue - BitConverter.SingleToUInt32Bits(p[i])) << 32 | (uint)i;
                sum += p[i];
            }
        }
        while (bound > 0 && count < most && !(most == p.Length && sum >= sampling.TopP));
        Array.Sort(_keys, 0, count);
        for (int i = 0; i < count; i++) _order[i] = (int)(uint)_keys[i];
        return count;
    }
}
