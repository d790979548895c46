using System.Diagnostics;
using System.Runtime.CompilerServices;

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
        {
            int i = 0;
            for (; i <= hidden - V.Width; i += V.Width) Forward<V>(true, x + i, u + i, previous + i, V.Width, hidden, saved + i, h + i);
            if (i < hidden) Forward<V>(false, x + i, u + i, previous + i, hidden - i, hidden, saved + i, h + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward<V>(bool whole, float* x, float* u, float* previous, int count, int hidden, float* saved, float* h)
        where V : struct, ISimd<V>
    {
        int toZ = hidden, toN = 2 * hidden;
        V r = SimdMath<V>.Sigmoid(Lanes<V>.Load(whole, x, count) + Lanes<V>.Load(whole, u, count));
        V z = SimdMath<V>.Sigmoid(Lanes<V>.Load(whole, x + toZ, count) + Lanes<V>.Load(whole, u + toZ, count));
        V n = SimdMath<V>.Tanh(V.MultiplyAdd(r, Lanes<V>.Load(whole, u + toN, count), Lanes<V>.Load(whole, x + toN, count)));
        Lanes<V>.Store(whole, r, saved, count);
        Lanes<V>.Store(whole, z, saved + toZ, count);
        Lanes<V>.Store(whole, n, saved + toN, count);
        Lanes<V>.Store(whole, V.MultiplyAdd(z, Lanes<V>.Load(whole, previous, count) - n, n), h, count);
    }

    private static void Backward<V>(
        float* dh, float* saved, float* u, float* previous, int rows, int hidden, float* dx, float* du, float* dprevious)
        where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++)
        {
            int i = 0;
            for (; i <= hidden - V.Width; i += V.Width)
                Backward<V>(true, dh + i, saved + i, u + i, previous + i, V.Width, hidden, dx + i, du + i, dprevious + i);
            if (i < hidden) Backward<V>(false, dh + i, saved + i, u + i, previous + i, hidden - i, hidden, dx + i, du + i, dprevious + i);
            dh += hidden;
            previous += hidden;
            dprevious += hidden;
            saved += 3 * hidden;
            u += 3 * hidden;
            dx += 3 * hidden;
            du += 3 * hidden;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward<V>(
        bool whole, float* dh, float* saved, float* u, float* previous, int count, int hidden, float* dx, float* du, float* dprevious)
        where V : struct, ISimd<V>
    {
        int toZ = hidden, toN = 2 * hidden;
        V one = V.All(1), d = Lanes<V>.Load(whole, dh, count);
        V r = Lanes<V>.Load(whole, saved, count), z = Lanes<V>.Load(whole, saved + toZ, count), n = Lanes<V>.Load(whole, saved + toN, count);
        V dn = d * (one - z) * (one - n * n);
        V dz = d * (Lanes<V>.Load(whole, previous, count) - n) * (z * (one - z));
        V dr = dn * Lanes<V>.Load(whole, u + toN, count) * (r * (one - r));
        Lanes<V>.Store(whole, dr, dx, count);
        Lanes<V>.Store(whole, dz, dx + toZ, count);
        Lanes<V>.Store(whole, dn, dx + toN, count);
        Lanes<V>.Store(whole, dr, du, count);
        Lanes<V>.Store(whole, dz, du + toZ, count);
        Lanes<V>.Store(whole, dn * r, du + toN, count);
        Lanes<V>.Store(whole, V.MultiplyAdd(d, z, Lanes<V>.Load(whole, dprevious, count)), dprevious, count);
    }
}
