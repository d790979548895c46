using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>The k largest elements of a row.</summary>
internal static unsafe class TopK
{
    /// <summary>
    /// Indices and values of the k largest elements, the largest first, equal ones by index. NaN counts as −∞. Where the row has fewer than
    /// k elements the rest is −1 and −∞.
    /// </summary>
    public static void Largest(ReadOnlySpan<float> x, int k, Span<int> indices, Span<float> values)
    {
        Debug.Assert(k >= 0 && indices.Length >= k && values.Length >= k);
        indices[..k].Fill(-1);
        values[..k].Fill(float.NegativeInfinity);
        if (k == 0) return;
        fixed (float* px = x, pv = values)
        fixed (int* pi = indices)
        {
            if (Simd512.IsSupported) Largest<Simd512>(px, x.Length, k, pi, pv);
            else if (Simd256.IsSupported) Largest<Simd256>(px, x.Length, k, pi, pv);
            else if (Simd128.IsSupported) Largest<Simd128>(px, x.Length, k, pi, pv);
            else Largest<Simd1>(px, x.Length, k, pi, pv);
        }
    }

    private static void Largest<V>(float* x, int n, int k, int* indices, float* values) where V : struct, ISimd<V>
    {
        int found = Math.Min(n, k);
        for (int j = 0; j < found; j++) Insert(x[j], j, j, indices, values);
        int i = found;
        for (; i <= n - 4 * V.Width; i += 4 * V.Width)
        {
            // NaN never comes through: the second operand does.
            V most = V.Max(V.Load(x + i), V.All(float.NegativeInfinity));
            most = V.Max(V.Load(x + i + V.Width), most);
            most = V.Max(V.Load(x + i + 2 * V.Width), most);
            most = V.Max(V.Load(x + i + 3 * V.Width), most);
            if (!(V.MaxOf(most) > values[k - 1])) continue;
            for (int j = i; j < i + 4 * V.Width; j++)
                if (x[j] > values[k - 1]) Insert(x[j], j, k - 1, indices, values);
        }
        for (; i < n; i++)
            if (x[i] > values[k - 1]) Insert(x[i], i, k - 1, indices, values);
    }

    // Puts the element into the sorted list, whose place `last` is free or falls out, behind its equals.
    private static void Insert(float value, int index, int last, int* indices, float* values)
    {
        if (float.IsNaN(value)) value = float.NegativeInfinity;
        int at = last;
        while (at > 0 && values[at - 1] < value)
        {
            values[at] = values[at - 1];
            indices[at] = indices[at - 1];
            at--;
        }
        values[at] = value;
        indices[at] = index;
    }
}
