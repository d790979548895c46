using System.Numerics.Tensors;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Tensor = Heed.Tensors.Tensor;

namespace Heed.Studio.Pages.Positions;

/// <summary>
/// Moving by t positions turns each pair of numbers by ω_j t, whatever the position: code(p + t) = R(t) · code(p) for sinusoids, and for rotary codes the product of a query at p and a key at p + t is the same for
/// every p. Both are measured here.
/// </summary>
/// <param name="Frequencies">ω_j in radians for one position.</param>
/// <param name="Shown">The pairs that are drawn, spread over all.</param>
/// <param name="Error">‖R(t) · code(p) − code(p + t)‖ of the sinusoids.</param>
/// <param name="WorstError">The same, the largest over all p of the trained length.</param>
/// <param name="Norm">‖code(p)‖, to compare with: the root of half the size.</param>
/// <param name="Product">The product of a query turned to p with a key turned to p + t, of rotary codes; both are drawn from a seed.</param>
/// <param name="Spread">The greatest less the least of such products over all p of the trained length.</param>
public sealed record PositionTurn(double[] Frequencies, int[] Shown, double Error, double WorstError, double Norm, double Product, double Spread)
{
    private const int MostShown = 8;

    /// <summary>Measures it.</summary>
    public static PositionTurn Of(PositionQuestion question, CancellationToken cancellation)
    {
        int size = question.Size, n = Math.Max(question.Length, question.Position + 1), t = question.Offset;
        var sinusoids = new SinusoidalEncoding(size);
        Tensor codes = sinusoids.Table(n + t)!, shift = sinusoids.RelativeShift(t);
        double worst = 0, error = 0;
        for (int p = 0; p < n; p++)
        {
            cancellation.ThrowIfCancellationRequested();
            double sum = 0;
            for (int row = 0; row < size; row++)
            {
                // A row of R(t) has two numbers that are not 0, in the columns of its pair.
                int pair = row / 2 * 2;
                double moved = (double)shift.Values[row * size + pair] * codes.Values[p * size + pair] + (double)shift.Values[row * size + pair + 1] * codes.Values[p * size + pair + 1];
                sum += Math.Pow(moved - codes.Values[(p + t) * size + row], 2);
            }
            worst = Math.Max(worst, Math.Sqrt(sum));
            if (p == question.Position) error = Math.Sqrt(sum);
        }
        double[] products = Products(size, n, t);
        double[] frequencies = Wavelengths.Frequencies("sinusoidal", size, 10_000);
        int shown = Math.Min(MostShown, frequencies.Length);
        int[] pairs = [.. Enumerable.Range(0, shown).Select(i => shown == 1 ? 0 : (int)Math.Round((double)i * (frequencies.Length - 1) / (shown - 1)))];
        return new PositionTurn(frequencies, pairs, error, worst, Math.Sqrt(size / 2.0), products[question.Position], products.Max() - products.Min());
    }

    private static double[] Products(int size, int n, int t)
    {
        var workspace = new Workspace();
        var context = new ForwardContext(workspace);
        var rotary = new RotaryEncoding(size);
        float[] drawn = new float[2 * size];
        Philox.FillNormal(0, 1 / MathF.Sqrt(MathF.Sqrt(size)), 1, 0, drawn);
        int[] places = [.. Enumerable.Range(0, n)];
        Tensor queries = Turned(drawn.AsSpan(0, size), places), keys = Turned(drawn.AsSpan(size), [.. places.Select(p => p + t)]);
        return [.. places.Select(p => (double)TensorPrimitives.Dot(queries.Values.Slice(p * size, size), keys.Values.Slice(p * size, size)))];

        Tensor Turned(ReadOnlySpan<float> vector, int[] at)
        {
            float[] repeated = new float[at.Length * size];
            for (int row = 0; row < at.Length; row++) vector.CopyTo(repeated.AsSpan(row * size));
            return rotary.Rotate(workspace.From(new(at.Length, size), repeated), 1, new TokenPlaces(at, null), context);
        }
    }
}
