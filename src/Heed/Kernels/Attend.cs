using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>The weighted sum at the end of attention, context = Σ_k w_k v_k, for one query, and its gradient.</summary>
internal static unsafe class Attend
{
    /// <summary>
    /// weights [keys], values [keys, size] with rows <paramref name="ldValues"/> apart, context [size] (written). Each element is one
    /// chain of multiply-adds over k ascending.
    /// </summary>
    public static void Context(ReadOnlySpan<float> weights, ReadOnlySpan<float> values, int ldValues, int keys, int size, Span<float> context)
    {
        Debug.Assert(weights.Length >= keys && context.Length == size && (keys == 0 || values.Length >= (keys - 1) * (long)ldValues + size));
        fixed (float* pw = weights, pv = values, pc = context)
        {
            if (Simd512.IsSupported) Context<Simd512>(pw, pv, ldValues, keys, size, pc);
            else if (Simd256.IsSupported) Context<Simd256>(pw, pv, ldValues, keys, size, pc);
            else if (Simd128.IsSupported) Context<Simd128>(pw, pv, ldValues, keys, size, pc);
            else Context<Simd1>(pw, pv, ldValues, keys, size, pc);
        }
    }

    /// <summary>dWeights[k] += dContext · v_k; dValues[k] += w_k dContext (rows <paramref name="ldValues"/> apart, as the values' are).</summary>
    public static void AddGradient(
        ReadOnlySpan<float> dContext, ReadOnlySpan<float> weights, ReadOnlySpan<float> values, int ldValues, int keys, int size,
        Span<float> dWeights, Span<float> dValues)
    {
        Debug.Assert(weights.Length >= keys && dWeights.Length >= keys && dContext.Length == size);
        Debug.Assert(keys == 0 || (values.Length >= (keys - 1) * (long)ldValues + size && dValues.Length >= (keys - 1) * (long)ldValues + size));
        fixed (float* pc = dContext, pw = weights, pv = values, pdw = dWeights, pdv = dValues)
        {
            if (Simd512.IsSupported) AddGradient<Simd512>(pc, pw, pv, ldValues, keys, size, pdw, pdv);
            else if (Simd256.IsSupported) AddGradient<Simd256>(pc, pw, pv, ldValues, keys, size, pdw, pdv);
            else if (Simd128.IsSupported) AddGradient<Simd128>(pc, pw, pv, ldValues, keys, size, pdw, pdv);
            else AddGradient<Simd1>(pc, pw, pv, ldValues, keys, size, pdw, pdv);
        }
    }

    private static void Context<V>(float* weights, float* values, int ld, int keys, int size, float* context) where V : struct, ISimd<V>
    {
        int i = 0;
        for (; i <= size - 8 * V.Width; i += 8 * V.Width)
        {
            V c0 = V.All(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
            float* v = values + i;
            for (int k = 0; k < keys; k++, v += ld)
            {
                V w = V.All(weights[k]);
                c0 = V.MultiplyAdd(w, V.Load(v), c0);
                c1 = V.MultiplyAdd(w, V.Load(v + V.Width), c1);
                c2 = V.MultiplyAdd(w, V.Load(v + 2 * V.Width), c2);
                c3 = V.MultiplyAdd(w, V.Load(v + 3 * V.Width), c3);
                c4 = V.MultiplyAdd(w, V.Load(v + 4 * V.Width), c4);
                c5 = V.MultiplyAdd(w, V.Load(v + 5 * V.Width), c5);
                c6 = V.MultiplyAdd(w, V.Load(v + 6 * V.Width), c6);
                c7 = V.MultiplyAdd(w, V.Load(v + 7 * V.Width), c7);
            }
            V.Store(c0, context + i);
            V.Store(c1, context + i + V.Width);
            V.Store(c2, context + i + 2 * V.Width);
            V.Store(c3, context + i + 3 * V.Width);
            V.Store(c4, context + i + 4 * V.Width);
            V.Store(c5, context + i + 5 * V.Width);
            V.Store(c6, context + i + 6 * V.Width);
            V.Store(c7, context + i + 7 * V.Width);
        }
        for (; i < size; i += V.Width)
        {
            int count = Math.Min(V.Width, size - i);
            V c = V.All(0);
            float* v = values + i;
            for (int k = 0; k < keys; k++, v += ld) c = V.MultiplyAdd(V.All(weights[k]), V.LoadPart(v, count, 0), c);
            V.StorePart(c, context + i, count);
        }
    }

    private static void AddGradient<V>(float* dContext, float* weights, float* values, int ld, int keys, int size, float* dWeights, float* dValues)
        where V : struct, ISimd<V>
    {
        for (int k = 0; k < keys; k++, values += ld, dValues += ld)
        {
            V w = V.All(weights[k]), s0 = V.All(0), s1 = s0;
            int i = 0;
            for (; i <= size - 2 * V.Width; i += 2 * V.Width)
            {
                V d0 = V.Load(dContext + i), d1 = V.Load(dContext + i + V.Width);
                s0 = V.MultiplyAdd(d0, V.Load(values + i), s0);
                s1 = V.MultiplyAdd(d1, V.Load(values + i + V.Width), s1);
                V.Store(V.MultiplyAdd(w, d0, V.Load(dValues + i)), dValues + i);
                V.Store(V.MultiplyAdd(w, d1, V.Load(dValues + i + V.Width)), dValues + i + V.Width);
            }
            for (; i < size; i += V.Width)
            {
                int count = Math.Min(V.Width, size - i);
                V d = V.LoadPart(dContext + i, count, 0);
                s0 = V.MultiplyAdd(d, V.LoadPart(values + i, count, 0), s0);
                V.StorePart(V.MultiplyAdd(w, d, V.LoadPart(dValues + i, count, 0)), dValues + i, count);
            }
            dWeights[k] += V.Sum(s0 + s1);
        }
    }
}
