using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>The dot product of one query with every key, and its gradient.</summary>
internal static unsafe class DotScores
{
    /// <summary>scores[k] = q · key_k. query [size], keys [count, size].</summary>
    public static void Score(ReadOnlySpan<float> query, ReadOnlySpan<float> keys, int count, int size, Span<float> scores)
    {
        Debug.Assert(query.Length == size && keys.Length >= count * size && scores.Length >= count);
        fixed (float* pq = query, pk = keys, ps = scores)
        {
            if (Simd512.IsSupported) Score<Simd512>(pq, pk, count, size, ps);
            else if (Simd256.IsSupported) Score<Simd256>(pq, pk, count, size, ps);
            else if (Simd128.IsSupported) Score<Simd128>(pq, pk, count, size, ps);
            else Score<Simd1>(pq, pk, count, size, ps);
        }
    }

    /// <summary>scores[r] = q · table_r for the rows named, and nothing else. query [size], table [rows, size].</summary>
    public static void Gather(ReadOnlySpan<float> query, ReadOnlySpan<float> table, ReadOnlySpan<int> rows, Span<float> scores)
    {
        int size = query.Length;
        foreach (int row in rows) Score(query, table.Slice(row * size, size), 1, size, scores.Slice(row, 1));
    }

    /// <summary>dQuery += Σ_k dScores[k] key_k; dKeys[k] += dScores[k] q.</summary>
    public static void AddGradient(ReadOnlySpan<float> dScores, ReadOnlySpan<float> query, ReadOnlySpan<float> keys, int count, int size, Span<float> dQuery, Span<float> dKeys)
    {
        Debug.Assert(dScores.Length >= count && query.Length == size && keys.Length >= count * size && dQuery.Length == size && dKeys.Length >= count * size);
        fixed (float* pd = dScores, pq = query, pk = keys, pdq = dQuery, pdk = dKeys)
        {
            if (Simd512.IsSupported) AddGradient<Simd512>(pd, pq, pk, count, size, pdq, pdk);
            else if (Simd256.IsSupported) AddGradient<Simd256>(pd, pq, pk, count, size, pdq, pdk);
            else if (Simd128.IsSupported) AddGradient<Simd128>(pd, pq, pk, count, size, pdq, pdk);
            else AddGradient<Simd1>(pd, pq, pk, count, size, pdq, pdk);
        }
    }

    private static void Score<V>(float* query, float* keys, int count, int size, float* scores) where V : struct, ISimd<V>
    {
        for (int k = 0; k < count; k++, keys += size)
        {
            V s0 = V.All(0), s1 = s0;
            int i = 0;
            for (; i <= size - 2 * V.Width; i += 2 * V.Width)
            {
                s0 = V.MultiplyAdd(V.Load(query + i), V.Load(keys + i), s0);
                s1 = V.MultiplyAdd(V.Load(query + i + V.Width), V.Load(keys + i + V.Width), s1);
            }
            for (; i < size; i += V.Width)
            {
                int part = Math.Min(V.Width, size - i);
                s0 = V.MultiplyAdd(V.LoadPart(query + i, part, 0), V.LoadPart(keys + i, part, 0), s0);
            }
            scores[k] = V.Sum(s0 + s1);
        }
    }

    private static void AddGradient<V>(float* dScores, float* query, float* keys, int count, int size, float* dQuery, float* dKeys) where V : struct, ISimd<V>
    {
        for (int k = 0; k < count; k++, keys += size, dKeys += size)
        {
            V d = V.All(dScores[k]);
            for (int i = 0; i < size; i += V.Width)
            {
                int part = Math.Min(V.Width, size - i);
                V.StorePart(V.MultiplyAdd(d, V.LoadPart(keys + i, part, 0), V.LoadPart(dQuery + i, part, 0)), dQuery + i, part);
                V.StorePart(V.MultiplyAdd(d, V.LoadPart(query + i, part, 0), V.LoadPart(dKeys + i, part, 0)), dKeys + i, part);
            }
        }
    }
}
