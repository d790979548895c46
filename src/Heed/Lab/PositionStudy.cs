using Heed.Positions;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>One position encoding, measured. What adds no codes to embeddings has no codes, distances or criteria.</summary>
/// <param name="Name">Its name in <see cref="PositionEncodings"/>.</param>
/// <param name="Description">What it is.</param>
/// <param name="Criteria">The five criteria; none without codes.</param>
/// <param name="Codes">The codes [positions, size]; none without codes.</param>
/// <param name="Collisions">Pairs of positions with the same code, over sentences of every length tried.</param>
/// <param name="DistanceSpread">
/// For two positions at the same distance the greatest less the least of ‖p_i − p_j‖, over all i, over distances 1 to 8 and over sentences of half, once, twice and four times the trained length, relative to
/// their mean; the greatest of the distances.
/// </param>
/// <param name="Largest">The largest number in magnitude within the trained length.</param>
/// <param name="LargestBeyond">The same at four times the trained length; NaN where there are no codes.</param>
/// <param name="ShiftError">For sinusoids the largest ‖M(δ) p_i − p_{i+δ}‖ over positions and offsets: a rotation that does not depend on i moves every code by δ. Vaswani et al. 2017, section 3.5.</param>
public sealed record PositionStudy(
    string Name, string Description, PositionCriteria? Criteria, Tensor? Codes, int Collisions, double DistanceSpread, double Largest, double LargestBeyond, double? ShiftError)
{
    /// <summary>The most positions and numbers of a code that can be studied.</summary>
    public const int MostPositions = 4096, MostSize = 1024;

    private const int FarthestOffset = 8;

    /// <summary>Measures an encoding for sentences of <paramref name="positions"/> tokens and codes of <paramref name="size"/> numbers.</summary>
    /// <exception cref="ArgumentException">There is no such encoding, or the sizes do not fit it; the message says how to mend it.</exception>
    public static PositionStudy Of(string name, int positions, int size)
    {
        if (positions is < 4 or > MostPositions) throw new ArgumentException($"positions: must be from 4 to {MostPositions:N0}, it is {positions:N0}.", nameof(positions));
        if (size is < 1 or > MostSize) throw new ArgumentException($"size: must be from 1 to {MostSize:N0}, it is {size:N0}.", nameof(size));
        string description = PositionEncodings.All.FirstOrDefault(encoding => encoding.Name == name).Description ?? "";
        // What has to be told the longest sentence gets the trained one; digits as many as a code has numbers for.
        PositionEncoding encoding = PositionEncodings.Create(name, new PositionOptions(size, 1, size, name is "learned" ? positions : null));
        encoding.Initialize(1);
        if (encoding.Table(0) is null) return new PositionStudy(name, description, null, null, 0, 0, 0, double.NaN, null);
        int most = encoding.MostPositions ?? int.MaxValue, shown = Math.Min(positions, most);
        Tensor codes = encoding.Table(shown)!;
        var tables = new List<Tensor>();
        foreach (int length in (int[])[positions / 2, positions, 2 * positions, 4 * positions])
            if (length >= 2 && length <= most) tables.Add(encoding.Table(length)!.Rows(0, length));
        return new PositionStudy(name, description, PositionCriteria.Of(encoding, positions, 4 * positions), codes.Rows(0, shown), tables.Sum(CollisionsOf), SpreadOf(tables), LargestOf(codes.Rows(0, shown)),
            4L * positions <= most ? LargestOf(encoding.Table(4 * positions)!.Rows(0, 4 * positions)) : double.NaN, encoding is SinusoidalEncoding sinusoidal ? ShiftErrorOf(sinusoidal, codes, shown) : null);
    }

    /// <summary>p_i · p_{i+δ} for δ = 0, 1, …: the mean over all i that have both.</summary>
    public double[] DotProducts()
    {
        if (Codes is null) return [];
        int n = Codes.Shape[0], size = Codes.Shape[1];
        double[] means = new double[n];
        for (int offset = 0; offset < n; offset++)
        {
            for (int i = 0; i + offset < n; i++)
                for (int k = 0; k < size; k++) means[offset] += (double)Codes.Values[i * size + k] * Codes.Values[(i + offset) * size + k];
            means[offset] /= n - offset;
        }
        return means;
    }

    /// <summary>One number of the codes over all positions.</summary>
    public double[] Column(int column) => Codes is null ? [] : [.. Enumerable.Range(0, Codes.Shape[0]).Select(i => (double)Codes.Values[i * Codes.Shape[1] + column])];

    private static int CollisionsOf(Tensor codes)
    {
        int size = codes.Shape[1];
        int[] order = [.. Enumerable.Range(0, codes.Shape[0])];
        Array.Sort(order, (a, b) => Code(a).SequenceCompareTo(Code(b)));
        int collisions = 0;
        for (int i = 1, equal = 0; i < order.Length; i++)
        {
            equal = Code(order[i - 1]).SequenceEqual(Code(order[i])) ? equal + 1 : 0;
            collisions += equal;
        }
        return collisions;

        ReadOnlySpan<float> Code(int i) => codes.Values.Slice(i * size, size);
    }

    private static double SpreadOf(List<Tensor> tables)
    {
        double greatest = 0;
        for (int offset = 1; offset <= FarthestOffset; offset++)
        {
            double low = double.PositiveInfinity, high = 0, sum = 0;
            long count = 0;
            foreach (Tensor codes in tables)
                for (int i = 0; i + offset < codes.Shape[0]; i++)
                {
                    double distance = Distance(codes, i, i + offset);
                    (low, high, sum, count) = (Math.Min(low, distance), Math.Max(high, distance), sum + distance, count + 1);
                }
            if (count > 0 && sum > 0) greatest = Math.Max(greatest, (high - low) / (sum / count));
        }
        return greatest;
    }

    private static double Distance(Tensor codes, int i, int j)
    {
        int size = codes.Shape[1];
        double sum = 0;
        for (int k = 0; k < size; k++) sum += Math.Pow((double)codes.Values[i * size + k] - codes.Values[j * size + k], 2);
        return Math.Sqrt(sum);
    }

    private static double LargestOf(Tensor codes)
    {
        double largest = 0;
        foreach (float value in codes.Values) largest = Math.Max(largest, Math.Abs((double)value));
        return largest;
    }

    /// <summary>‖M(δ) p_i − p_{i+δ}‖ of sinusoids for i and δ from 0 to <paramref name="most"/> − 1, a row for each i: the matrix M(δ) is the same for every i. Vaswani et al. 2017, section 3.5.</summary>
    /// <exception cref="ArgumentException">The size is odd or a number is out of range.</exception>
    public static float[] ShiftErrors(int most, int size)
    {
        if (most is < 1 or > MostPositions) throw new ArgumentException($"positions: must be from 1 to {MostPositions:N0}, it is {most:N0}.", nameof(most));
        var encoding = (SinusoidalEncoding)PositionEncodings.Create("sinusoidal", new PositionOptions(size, 1, size));
        Tensor codes = encoding.Table(2 * most)!;
        float[] errors = new float[most * most];
        for (int offset = 0; offset < most; offset++)
        {
            Tensor shift = encoding.RelativeShift(offset);
            for (int i = 0; i < most; i++) errors[i * most + offset] = (float)DistanceMoved(shift, codes, i, offset);
        }
        return errors;
    }

    /// <summary>
    /// The lecture's picture: binary digits of the positions beside waves of the same periods, (1 − sin(2π (i + ½) / 2^{b+1})) / 2 for digit b. Digits are waves with corners; sinusoids are the digits without them, so that
    /// a position needs no whole number.
    /// </summary>
    /// <param name="positions">Rows.</param>
    /// <param name="digits">Columns, the fastest first; from 1 to 24.</param>
    /// <returns>Both matrices [positions, digits].</returns>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static (float[] Digits, float[] Waves) DigitsAndWaves(int positions, int digits)
    {
        if (positions is < 1 or > MostPositions || digits is < 1 or > 24) throw new ArgumentException($"positions must be from 1 to {MostPositions:N0} and digits from 1 to 24; they are {positions:N0} and {digits:N0}.", nameof(positions));
        float[] bits = new float[positions * digits], waves = new float[positions * digits];
        for (int i = 0; i < positions; i++)
            for (int digit = 0; digit < digits; digit++)
            {
                bits[i * digits + digit] = i >> digit & 1;
                waves[i * digits + digit] = (float)((1 - Math.Sin(2 * Math.PI * (i + 0.5) / (2 << digit))) / 2);
            }
        return (bits, waves);
    }

    private static double ShiftErrorOf(SinusoidalEncoding encoding, Tensor codes, int positions)
    {
        double worst = 0;
        for (int offset = 1; offset < positions; offset *= 2)
        {
            Tensor shift = encoding.RelativeShift(offset);
            for (int i = 0; i + offset < positions; i++) worst = Math.Max(worst, DistanceMoved(shift, codes, i, offset));
        }
        return worst;
    }

    private static double DistanceMoved(Tensor shift, Tensor codes, int i, int offset)
    {
        int size = codes.Shape[1];
        double sum = 0;
        for (int row = 0; row < size; row++)
        {
            double moved = 0;
            for (int k = 0; k < size; k++) moved += (double)shift.Values[row * size + k] * codes.Values[i * size + k];
            sum += Math.Pow(moved - codes.Values[(i + offset) * size + row], 2);
        }
        return Math.Sqrt(sum);
    }
}
