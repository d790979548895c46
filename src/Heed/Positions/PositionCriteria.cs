using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// What a good code of positions does, measured from the codes that an encoding gives for sentences of many lengths. Training has seen sentences up to one
/// length, <see cref="Trained"/>; longer ones are tried up to <see cref="Longest"/>.
/// </summary>
/// <param name="Trained">The longest sentence of training, in tokens.</param>
/// <param name="Longest">The longest sentence that was tried, in tokens.</param>
/// <param name="Unique">In no sentence do two positions have the same code.</param>
/// <param name="EqualDistances">‖p_i − p_j‖ of two positions is the same in sentences of every length, within 10⁻⁶.</param>
/// <param name="GoesOnTo">
/// The longest sentence that codes go on to: up to it every sentence has codes, each its own, and no number in them is larger in magnitude than those that
/// training has met. Whole numbers fail at the first longer sentence, for no weight has seen so large an input.
/// </param>
/// <param name="Bounded">Numbers do not grow with the sentence: over all lengths that have codes the largest is less than twice that of training in magnitude, though sentences are at least four times as long.</param>
/// <param name="Deterministic">A position has the same code, bit for bit, whenever it is asked for, and alone as within its sentence (where the length need not be known).</param>
public sealed record PositionCriteria(int Trained, int Longest, bool Unique, bool EqualDistances, int GoesOnTo, bool Bounded, bool Deterministic)
{
    private const int MostCompared = 64;

    /// <summary>Whether codes go on to the longest sentence that was tried.</summary>
    public bool GoesOn => GoesOnTo >= Longest;

    /// <summary>Measures an encoding; none for one that adds no codes to the embeddings.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="trained">The longest sentence of training; fewer where the encoding has fewer positions.</param>
    /// <param name="longest">The longest sentence to try, at least four times as long.</param>
    /// <exception cref="ArgumentOutOfRangeException">The longest sentence is too short to tell.</exception>
    public static PositionCriteria? Of(PositionEncoding encoding, int trained = 32, int longest = 256)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfLessThan(trained, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 4L * trained);
        if (encoding.Table(0) is null) return null;
        int most = encoding.MostPositions ?? int.MaxValue;
        trained = Math.Min(trained, most);

        List<Tensor> tables = [];
        bool unique = true, bounded = true, deterministic = true, goesOn = true;
        float met = 0;                                                               // the largest magnitude that training has met
        int goesOnTo = 0;
        foreach (int length in Lengths(trained, longest, most))
        {
            Tensor codes = encoding.Table(length)!;                                  // [length, size]
            float largest = Largest(codes);
            bool own = AllDiffer(codes);
            unique &= own;
            deterministic &= codes.Values.SequenceEqual(encoding.Table(length)!.Values) && (encoding.NeedsLength || AloneAsWithin(encoding, codes));
            if (length <= trained) met = Math.Max(met, largest);
            else bounded &= largest < 2 * met;
            goesOn &= own && largest <= met * 1.000001f;
            if (goesOn) goesOnTo = length;
            tables.Add(codes);
        }
        return new(trained, longest, unique, HaveEqualDistances(tables), goesOnTo, bounded, deterministic);
    }

    // Ascending: two within training, so that lengths can be compared even where none is longer, the first longer one, doublings, and the last there is.
    private static IEnumerable<int> Lengths(int trained, int longest, int most)
    {
        SortedSet<int> lengths = [Math.Max(1, trained / 2), trained, trained + 1, most, longest];
        for (long length = 2L * trained; length < longest; length *= 2) lengths.Add((int)length);
        return lengths.Where(length => length <= Math.Min(longest, most));
    }

    private static float Largest(Tensor codes)
    {
        float largest = 0;
        foreach (float number in codes.Values) largest = Math.Max(largest, Math.Abs(number));
        return largest;
    }

    private static bool AllDiffer(Tensor codes)
    {
        int size = codes.Shape.Last;
        int[] order = [.. Enumerable.Range(0, codes.Shape.Rows)];
        Array.Sort(order, (a, b) => Code(a).SequenceCompareTo(Code(b)));             // equal codes become neighbours
        for (int i = 1; i < order.Length; i++)
            if (Code(order[i - 1]).SequenceEqual(Code(order[i]))) return false;
        return true;

        ReadOnlySpan<float> Code(int i) => codes.Values.Slice(i * size, size);
    }

    private static bool AloneAsWithin(PositionEncoding encoding, Tensor codes)
    {
        var workspace = new Workspace();
        for (int i = 0; i < codes.Shape.Rows; i++)
        {
            using Workspace.Scope scope = workspace.Open();
            Tensor alone = encoding.Add(workspace.Zeros(new(1, codes.Shape.Last)), TokenPlaces.At(i, 1), new ForwardContext(workspace));
            if (!alone.Values.SequenceEqual(codes.Rows(i, 1).Values)) return false;
        }
        return true;
    }

    private static bool HaveEqualDistances(List<Tensor> tables)
    {
        for (int t = 1; t < tables.Count; t++)
        {
            int compared = Math.Min(MostCompared, tables[t - 1].Shape.Rows);
            for (int i = 0; i < compared; i++)
                for (int j = i + 1; j < compared; j++)
                {
                    double shorter = Distance(tables[t - 1], i, j), longer = Distance(tables[t], i, j);
                    if (Math.Abs(shorter - longer) > 1e-6 * Math.Max(1, shorter)) return false;
                }
        }
        return true;
    }

    private static double Distance(Tensor codes, int i, int j)
    {
        int size = codes.Shape.Last;
        double sum = 0;
        for (int k = 0; k < size; k++)
        {
            double difference = (double)codes.Values[i * size + k] - codes.Values[j * size + k];
            sum += difference * difference;
        }
        return Math.Sqrt(sum);
    }
}
