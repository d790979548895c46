using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// The exponentials B = e^{2b} of additive attention's keys in the two layouts its kernels read from front to back. Scores read panels of sixteen keys, [panel][hidden][16], a vector of which holds
/// one feature of neighbouring keys; gradients read strips of sixteen features, [strip][key][16], a vector of which holds neighbouring features of one key.
/// </summary>
internal static unsafe class AdditiveKeys
{
    /// <summary>Keys of a panel, and features of a strip: a multiple of every vector's width.</summary>
    public const int Panel = 16;

    /// <summary>A number of keys or features, rounded up to whole panels or strips.</summary>
    public static int Padded(int count) => (count + Panel - 1) / Panel * Panel;

    /// <summary>The exponentials of keys b, rows <paramref name="ldb"/> apart, in panels: <see cref="Padded"/>(keys) · hidden floats, of which the padding is one. Gives max|b|.</summary>
    public static float Prepare(ReadOnlySpan<float> b, int ldb, int keys, int hidden, Span<float> panels)
    {
        Debug.Assert(keys == 0 || b.Length >= (keys - 1) * ldb + hidden);
        Debug.Assert(panels.Length >= Padded(keys) * hidden);
        fixed (float* pb = b, pp = panels)
        {
            if (Simd512.IsSupported) return Prepare<Simd512>(pb, ldb, keys, hidden, pp);
            if (Simd256.IsSupported) return Prepare<Simd256>(pb, ldb, keys, hidden, pp);
            return Simd128.IsSupported ? Prepare<Simd128>(pb, ldb, keys, hidden, pp) : Prepare<Simd1>(pb, ldb, keys, hidden, pp);
        }
    }

    /// <summary>The same in strips: <see cref="Padded"/>(hidden) · keys floats.</summary>
    public static void PrepareStrips(ReadOnlySpan<float> b, int ldb, int keys, int hidden, Span<float> strips)
    {
        Debug.Assert(keys == 0 || b.Length >= (keys - 1) * ldb + hidden);
        Debug.Assert(strips.Length >= Padded(hidden) * keys);
        fixed (float* pb = b, ps = strips)
        {
            if (Simd512.IsSupported) PrepareStrips<Simd512>(pb, ldb, keys, hidden, ps);
            else if (Simd256.IsSupported) PrepareStrips<Simd256>(pb, ldb, keys, hidden, ps);
            else if (Simd128.IsSupported) PrepareStrips<Simd128>(pb, ldb, keys, hidden, ps);
            else PrepareStrips<Simd1>(pb, ldb, keys, hidden, ps);
        }
    }

    /// <summary>db += a gradient gathered in strips.</summary>
    public static void AddStrips(ReadOnlySpan<float> strips, int keys, int hidden, Span<float> db, int ldb)
    {
        Debug.Assert(keys == 0 || db.Length >= (keys - 1) * ldb + hidden);
        Debug.Assert(strips.Length >= Padded(hidden) * keys);
        fixed (float* ps = strips, pb = db)
        {
            if (Simd512.IsSupported) AddStrips<Simd512>(ps, keys, hidden, pb, ldb);
            else if (Simd256.IsSupported) AddStrips<Simd256>(ps, keys, hidden, pb, ldb);
            else if (Simd128.IsSupported) AddStrips<Simd128>(ps, keys, hidden, pb, ldb);
            else AddStrips<Simd1>(ps, keys, hidden, pb, ldb);
        }
    }

    private static float Prepare<V>(float* b, int ldb, int keys, int hidden, float* panels) where V : struct, ISimd<V>
    {
        V max = V.All(0);
        for (int k = 0; k < keys; k += Panel, panels += Panel * hidden)
        {
            int some = Math.Min(Panel, keys - k);
            if (some < Panel) new Span<float>(panels, Panel * hidden).Clear();
            MatMulTransposition.Run(b + (long)k * ldb, ldb, some, hidden, panels, Panel);
            for (int i = 0; i < Panel * hidden; i += V.Width)
            {
                V x = V.Load(panels + i);
                max = V.Max(V.Abs(x), max);
                V.Store(SimdMath<V>.Exp(x + x), panels + i);
            }
        }
        return V.MaxOf(max);
    }

    private static void PrepareStrips<V>(float* b, int ldb, int keys, int hidden, float* strips) where V : struct, ISimd<V>
    {
        for (int k = 0; k < keys; k++, b += ldb)
            for (int i = 0; i < Padded(hidden); i += V.Width)
            {
                V x = V.LoadPart(b + i, Math.Clamp(hidden - i, 0, V.Width), 0);
                V.Store(SimdMath<V>.Exp(x + x), strips + ((long)(i / Panel) * keys + k) * Panel + i % Panel);
            }
    }

    private static void AddStrips<V>(float* strips, int keys, int hidden, float* db, int ldb) where V : struct, ISimd<V>
    {
        for (int k = 0; k < keys; k++, db += ldb)
            for (int i = 0; i < hidden; i += V.Width)
            {
                int part = Math.Min(V.Width, hidden - i);
                V.StorePart(V.LoadPart(db + i, part, 0) + V.Load(strips + ((long)(i / Panel) * keys + k) * Panel + i % Panel), db + i, part);
            }
    }
}
