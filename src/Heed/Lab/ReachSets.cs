using System.Numerics;
using System.Numerics.Tensors;

namespace Heed.Lab;

/// <summary>For each position of a layer the inputs of the whole stack that reach it, a bit for each.</summary>
internal sealed class ReachSets
{
    private readonly ulong[][] _sets;
    private readonly int _inputs;

    /// <summary>The inputs themselves: each is reached by itself.</summary>
    public ReachSets(int inputs)
        : this(inputs, [.. Enumerable.Range(0, inputs).Select(i =>
        {
            ulong[] set = new ulong[(inputs + 63) / 64];
            set[i / 64] = 1UL << (i % 64);
            return set;
        })])
    {
    }

    private ReachSets(int inputs, ulong[][] sets) => (_inputs, _sets) = (inputs, sets);

    /// <summary>What reaches the outputs of a layer above.</summary>
    public ReachSets Above(int[][] reads, bool carries)
    {
        ulong[][] above = new ulong[reads.Length][];
        for (int i = 0; i < above.Length; i++)
        {
            // Neighbours that read the same inputs, as in attention over everything, are reached by the same.
            if (i > 0 && !carries && reads[i].AsSpan().SequenceEqual(reads[i - 1]))
            {
                above[i] = above[i - 1];
                continue;
            }
            above[i] = new ulong[(_inputs + 63) / 64];
            foreach (int j in reads[i]) TensorPrimitives.BitwiseOr(above[i], _sets[j], above[i].AsSpan());
            if (carries && i > 0) TensorPrimitives.BitwiseOr(above[i], above[i - 1], above[i].AsSpan());
        }
        return new ReachSets(_inputs, above);
    }

    /// <summary>Whether every input reaches every position, or every one at or after its own.</summary>
    public bool AreAllConnected(bool onlyBack)
    {
        for (int i = 0; i < _sets.Length; i++)
            if (CountOf(i) < (onlyBack ? i + 1 : _inputs)) return false;
        return true;
    }

    /// <summary>How many inputs reach a position.</summary>
    public int CountOf(int position) => _sets[position].Sum(bits => BitOperations.PopCount(bits));
}
