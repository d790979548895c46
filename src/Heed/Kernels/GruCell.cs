using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// The gated recurrent unit with the reset gate after the product, as PyTorch computes it (Cho et al. 2014; Chung et al. 2014):
/// r = σ(x_r + h_r), z = σ(x_z + h_z), n = tanh(x_n + r h_n), h' = (1 − z) n + z h, where x_* = W x + b and h_* = U h + c are given.
/// </summary>
internal static unsafe class GruCell
{
    /// <summary>
    /// xGates, hGates [rows, 3·hidden] as (r, z, n), biases included; hPrevious, h [rows, hidden]; saved [rows, 3·hidden] takes r, z, n.
    /// h may be hPrevious.
    /// </summary>
    public static void Forward(
        ReadOnlySpan<float> xGates, ReadOnlySpan<float> hGates, ReadOnlySpan<float> hPrevious, int rows, int hidden,
        Span<float> saved, Span<float> h)
    {
        Debug.Assert(xGates.Length == rows * 3 * hidden && hGates.Length == xGates.Length && saved.Length == xGates.Length);
        Debug.Assert(hPrevious.Length == rows * hidden && h.Length == hPrevious.Length);
        fixed (float* px = xGates, ph = hGates, pp = hPrevious, ps = saved, po = h)
        {
            if (Simd512.IsSupported) Forward<Simd512>(px, ph, pp, rows, hidden, ps, po);
            else if (Simd256.IsSupported) Forward<Simd256>(px, ph, pp, rows, hidden, ps, po);
            else if (Simd128.IsSupported) Forward<Simd128>(px, ph, pp, rows, hidden, ps, po);
            else Forward<Simd1>(px, ph, pp, rows, hidden, ps, po);
        }
    }

    /// <summary>Writes dxGates and dhGates, adds to dhPrevious what comes straight through z (what comes through dhGates is the caller's).</summary>
    public static void Backward(
        ReadOnlySpan<float> dh, ReadOnlySpan<float> saved, ReadOnlySpan<float> hGates, ReadOnlySpan<float> hPrevious, int rows, int hidden,
        Span<float> dxGates, Span<float> dhGates, Span<float> dhPrevious)
    {
        Debug.Assert(saved.Length == rows * 3 * hidden && hGates.Length == saved.Length && dxGates.Length == saved.Length && dhGates.Length == saved.Length);
        Debug.Assert(dh.Length == rows * hidden && hPrevious.Length == dh.Length && dhPrevious.Length == dh.Length);
        fixed (float* pd = dh, ps = saved, ph = hGates, pp = hPrevious, pdx = dxGates, pdh = dhGates, pdp = dhPrevious)
        {
            if (Simd512.IsSupported) Backward<Simd512>(pd, ps, ph, pp, rows, hidden, pdx, pdh, pdp);
            else if (Simd256.IsSupported) Backward<Simd256>(pd, ps, ph, pp, rows, hidden, pdx, pdh, pdp);
            else if (Simd128.IsSupported) Backward<Simd128>(pd, ps, ph, pp, rows, hidden, pdx, pdh, pdp);
            else Backward<Simd1>(pd, ps, ph, pp, rows, hidden, pdx, pdh, pdp);
        }
    }

    private static void Forward<V>(float* x, float* u, float* previous, int rows, int hidden, float* saved, float* h) where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++, x += 3 * hidden, u += 3 * hidden, saved += 3 * hidden, previous += hidden, h += hidden)
            for (int i = 0; i < hidden; i += V.Width)
            {
                int count = Math.Min(V.Width, hidden - i), zi = hidden + i, ni = 2 * hidden + i;
                V r = SimdMath<V>.Sigmoid(V.LoadPart(x + i, count, 0) + V.LoadPart(u + i, count, 0));
                V z = SimdMath<V>.Sigmoid(V.LoadPart(x + zi, count, 0) + V.LoadPart(u + zi, count, 0));
                V n = SimdMath<V>.Tanh(V.MultiplyAdd(r, V.LoadPart(u + ni, count, 0), V.LoadPart(x + ni, count, 0)));
                V.StorePart(r, saved + i, count);
                V.StorePart(z, saved + zi, count);
                V.StorePart(n, saved + ni, count);
                V.StorePart(V.MultiplyAdd(z, V.LoadPart(previous + i, count, 0) - n, n), h + i, count);
            }
    }

    private static void Backward<V>(
        float* dh, float* saved, float* u, float* previous, int rows, int hidden, float* dx, float* du, float* dprevious)
        where V : struct, ISimd<V>
    {
        V one = V.All(1);
        for (int row = 0; row < rows; row++)
        {
            for (int i = 0; i < hidden; i += V.Width)
            {
                int count = Math.Min(V.Width, hidden - i), zi = hidden + i, ni = 2 * hidden + i;
                V r = V.LoadPart(saved + i, count, 0), z = V.LoadPart(saved + zi, count, 0), n = V.LoadPart(saved + ni, count, 0);
                V d = V.LoadPart(dh + i, count, 0);
                V dn = d * (one - z) * (one - n * n);
                V dz = d * (V.LoadPart(previous + i, count, 0) - n) * (z * (one - z));
                V dr = dn * V.LoadPart(u + ni, count, 0) * (r * (one - r));
                V.StorePart(dr, dx + i, count);
                V.StorePart(dz, dx + zi, count);
                V.StorePart(dn, dx + ni, count);
                V.StorePart(dr, du + i, count);
                V.StorePart(dz, du + zi, count);
                V.StorePart(dn * r, du + ni, count);
                V.StorePart(V.MultiplyAdd(d, z, V.LoadPart(dprevious + i, count, 0)), dprevious + i, count);
            }
            dh += hidden;
            previous += hidden;
            dprevious += hidden;
            saved += 3 * hidden;
            u += 3 * hidden;
            dx += 3 * hidden;
            du += 3 * hidden;
        }
    }
}
