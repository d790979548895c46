using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>
/// Long short-term memory with a forget gate, as PyTorch computes it (Hochreiter and Schmidhuber 1997; Gers et al. 2000):
/// i, f, o = σ(x_* + h_*), g = tanh(x_g + h_g), c' = f c + i g, h' = o tanh c', where x_* = W x + b and h_* = U h + b are given.
/// </summary>
internal static unsafe class LstmCell
{
    /// <summary>xGates, hGates [rows, 4·hidden] as (i, f, g, o), biases included; cPrevious, c, h [rows, hidden]; saved [rows, 4·hidden] takes i, f, g, o.</summary>
    public static void Forward(
        ReadOnlySpan<float> xGates, ReadOnlySpan<float> hGates, ReadOnlySpan<float> cPrevious, int rows, int hidden,
        Span<float> saved, Span<float> c, Span<float> h)
    {
        Debug.Assert(xGates.Length == rows * 4 * hidden && hGates.Length == xGates.Length && saved.Length == xGates.Length);
        Debug.Assert(cPrevious.Length == rows * hidden && c.Length == cPrevious.Length && h.Length == c.Length);
        fixed (float* px = xGates, ph = hGates, pp = cPrevious, ps = saved, pc = c, po = h)
        {
            if (Simd512.IsSupported) Forward<Simd512>(px, ph, pp, rows, hidden, ps, pc, po);
            else if (Simd256.IsSupported) Forward<Simd256>(px, ph, pp, rows, hidden, ps, pc, po);
            else if (Simd128.IsSupported) Forward<Simd128>(px, ph, pp, rows, hidden, ps, pc, po);
            else Forward<Simd1>(px, ph, pp, rows, hidden, ps, pc, po);
        }
    }

    /// <summary>Writes dGates, which is the gradient of xGates and of hGates alike, and adds to dcPrevious. dc is what comes from later steps.</summary>
    public static void Backward(
        ReadOnlySpan<float> dh, ReadOnlySpan<float> dc, ReadOnlySpan<float> saved, ReadOnlySpan<float> c, ReadOnlySpan<float> cPrevious, int rows, int hidden,
        Span<float> dGates, Span<float> dcPrevious)
    {
        Debug.Assert(saved.Length == rows * 4 * hidden && dGates.Length == saved.Length);
        Debug.Assert(dh.Length == rows * hidden && dc.Length == dh.Length && c.Length == dh.Length && cPrevious.Length == dh.Length && dcPrevious.Length == dh.Length);
        fixed (float* pd = dh, pdc = dc, ps = saved, pc = c, pp = cPrevious, pg = dGates, pdp = dcPrevious)
        {
            if (Simd512.IsSupported) Backward<Simd512>(pd, pdc, ps, pc, pp, rows, hidden, pg, pdp);
            else if (Simd256.IsSupported) Backward<Simd256>(pd, pdc, ps, pc, pp, rows, hidden, pg, pdp);
            else if (Simd128.IsSupported) Backward<Simd128>(pd, pdc, ps, pc, pp, rows, hidden, pg, pdp);
            else Backward<Simd1>(pd, pdc, ps, pc, pp, rows, hidden, pg, pdp);
        }
    }

    private static void Forward<V>(float* x, float* u, float* previous, int rows, int hidden, float* saved, float* c, float* h) where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++, x += 4 * hidden, u += 4 * hidden, saved += 4 * hidden, previous += hidden, c += hidden, h += hidden)
        {
            int i = 0;
            for (; i <= hidden - V.Width; i += V.Width) Forward<V>(true, x + i, u + i, previous + i, V.Width, hidden, saved + i, c + i, h + i);
            if (i < hidden) Forward<V>(false, x + i, u + i, previous + i, hidden - i, hidden, saved + i, c + i, h + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward<V>(bool whole, float* x, float* u, float* previous, int count, int hidden, float* saved, float* c, float* h)
        where V : struct, ISimd<V>
    {
        int toF = hidden, toG = 2 * hidden, toO = 3 * hidden;
        V i = SimdMath<V>.Sigmoid(Lanes<V>.Load(whole, x, count) + Lanes<V>.Load(whole, u, count));
        V f = SimdMath<V>.Sigmoid(Lanes<V>.Load(whole, x + toF, count) + Lanes<V>.Load(whole, u + toF, count));
        V g = SimdMath<V>.Tanh(Lanes<V>.Load(whole, x + toG, count) + Lanes<V>.Load(whole, u + toG, count));
        V o = SimdMath<V>.Sigmoid(Lanes<V>.Load(whole, x + toO, count) + Lanes<V>.Load(whole, u + toO, count));
        V cell = V.MultiplyAdd(f, Lanes<V>.Load(whole, previous, count), i * g);
        Lanes<V>.Store(whole, i, saved, count);
        Lanes<V>.Store(whole, f, saved + toF, count);
        Lanes<V>.Store(whole, g, saved + toG, count);
        Lanes<V>.Store(whole, o, saved + toO, count);
        Lanes<V>.Store(whole, cell, c, count);
        Lanes<V>.Store(whole, o * SimdMath<V>.Tanh(cell), h, count);
    }

    private static void Backward<V>(
        float* dh, float* dc, float* saved, float* c, float* previous, int rows, int hidden, float* dGates, float* dPrevious)
        where V : struct, ISimd<V>
    {
        for (int row = 0; row < rows; row++)
        {
            int i = 0;
            for (; i <= hidden - V.Width; i += V.Width)
                Backward<V>(true, dh + i, dc + i, saved + i, c + i, previous + i, V.Width, hidden, dGates + i, dPrevious + i);
            if (i < hidden) Backward<V>(false, dh + i, dc + i, saved + i, c + i, previous + i, hidden - i, hidden, dGates + i, dPrevious + i);
            dh += hidden;
            dc += hidden;
            c += hidden;
            previous += hidden;
            dPrevious += hidden;
            saved += 4 * hidden;
            dGates += 4 * hidden;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Backward<V>(
        bool whole, float* dh, float* dc, float* saved, float* c, float* previous, int count, int hidden, float* dGates, float* dPrevious)
        where V : struct, ISimd<V>
    {
        int toF = hidden, toG = 2 * hidden, toO = 3 * hidden;
        V one = V.All(1), d = Lanes<V>.Load(whole, dh, count), y = SimdMath<V>.Tanh(Lanes<V>.Load(whole, c, count));
        V i = Lanes<V>.Load(whole, saved, count), f = Lanes<V>.Load(whole, saved + toF, count);
        V g = Lanes<V>.Load(whole, saved + toG, count), o = Lanes<V>.Load(whole, saved + toO, count);
        V cell = V.MultiplyAdd(d * o, one - y * y, Lanes<V>.Load(whole, dc, count));               // from h' and from later steps
        Lanes<V>.Store(whole, cell * g * (i * (one - i)), dGates, count);
        Lanes<V>.Store(whole, cell * Lanes<V>.Load(whole, previous, count) * (f * (one - f)), dGates + toF, count);
        Lanes<V>.Store(whole, cell * i * (one - g * g), dGates + toG, count);
        Lanes<V>.Store(whole, d * y * (o * (one - o)), dGates + toO, count);
        Lanes<V>.Store(whole, V.MultiplyAdd(cell, f, Lanes<V>.Load(whole, dPrevious, count)), dPrevious, count);
    }
}
