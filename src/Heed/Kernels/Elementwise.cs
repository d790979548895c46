using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Heed.Kernels;

/// <summary>Sums, products, scaling, gathering and copying of plain arrays.</summary>
internal static unsafe class Elementwise
{
    private const int SumChunk = 4096;

    /// <summary>z = x + y.</summary>
    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => Loops.Map(default(AddMap), x, y, z);

    /// <summary>z += x.</summary>
    public static void AddTo(ReadOnlySpan<float> x, Span<float> z) => Loops.Map(default(AddMap), z, x, z);

    /// <summary>into += other: one joint of a tree of sums.</summary>
    public static void AddPairwise(Span<float> into, ReadOnlySpan<float> other) => Loops.Map(default(AddMap), into, other, into);

    /// <summary>z = x y.</summary>
    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => Loops.Map(default(MultiplyMap), x, y, z);

    /// <summary>z += x y.</summary>
    public static void AddProduct(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => Loops.Map(default(AddProductMap), x, y, z, z);

    /// <summary>y = factor x.</summary>
    public static void Scale(ReadOnlySpan<float> x, float factor, Span<float> y) => Loops.Map(new ScaleMap(factor), x, y);

    /// <summary>y += factor x.</summary>
    public static void AddScaled(ReadOnlySpan<float> x, float factor, Span<float> y) => Loops.Map(new AddScaledMap(factor), x, y, y);

    /// <summary>y = ln max(x, 2⁻¹²⁶). y may be x.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y)
    {
        const float SmallestNormal = 1.17549435e-38f;
        TensorPrimitives.Max(x, SmallestNormal, y);
        TensorPrimitives.Log(y, y);
    }

    /// <summary>sum[j] += Σ_i rows[i, j]: a chain over i ascending for every j.</summary>
    public static void AddRowsTo(ReadOnlySpan<float> rows, int rowCount, int width, Span<float> sum)
    {
        Debug.Assert(rows.Length >= (long)rowCount * width && sum.Length == width);
        fixed (float* p = rows, s = sum)
        {
            if (Simd512.IsSupported) AddRowsTo<Simd512>(p, rowCount, width, s);
            else if (Simd256.IsSupported) AddRowsTo<Simd256>(p, rowCount, width, s);
            else if (Simd128.IsSupported) AddRowsTo<Simd128>(p, rowCount, width, s);
            else AddRowsTo<Simd1>(p, rowCount, width, s);
        }
    }

    private static void AddRowsTo<V>(float* rows, int rowCount, int width, float* sum) where V : struct, ISimd<V>
    {
        int j = 0;
        for (; j <= width - 4 * V.Width; j += 4 * V.Width)
        {
            V s0 = V.Load(sum + j), s1 = V.Load(sum + j + V.Width), s2 = V.Load(sum + j + 2 * V.Width), s3 = V.Load(sum + j + 3 * V.Width);
            float* row = rows + j;
            for (int i = 0; i < rowCount; i++, row += width)
            {
                s0 += V.Load(row);
                s1 += V.Load(row + V.Width);
                s2 += V.Load(row + 2 * V.Width);
                s3 += V.Load(row + 3 * V.Width);
            }
            V.Store(s0, sum + j);
            V.Store(s1, sum + j + V.Width);
            V.Store(s2, sum + j + 2 * V.Width);
            V.Store(s3, sum + j + 3 * V.Width);
        }
        for (; j < width; j += V.Width)
        {
            int count = Math.Min(V.Width, width - j);
            V s = V.LoadPart(sum + j, count, 0);
            float* row = rows + j;
            for (int i = 0; i < rowCount; i++, row += width) s += V.LoadPart(row, count, 0);
            V.StorePart(s, sum + j, count);
        }
    }

    /// <summary>destination[i] = source[indices[i]], rows of <paramref name="width"/>; index −1 gives a row of zeros.</summary>
    public static void Gather(ReadOnlySpan<float> source, int width, ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> row = destination.Slice(i * width, width);
            if (indices[i] < 0) row.Clear();
            else source.Slice(indices[i] * width, width).CopyTo(row);
        }
    }

    /// <summary>destination[indices[i]] += source[i] for i ascending, rows of <paramref name="width"/>; index −1 is left out.</summary>
    public static void ScatterAdd(ReadOnlySpan<float> source, int width, ReadOnlySpan<int> indices, Span<float> destination)
    {
        for (int i = 0; i < indices.Length; i++)
            if (indices[i] >= 0) AddTo(source.Slice(i * width, width), destination.Slice(indices[i] * width, width));
    }

    /// <summary>dst[i, j] = src[i, j] for rows × columns, whose rows lie ldSrc and ldDst floats apart.</summary>
    public static void CopyColumns(ReadOnlySpan<float> src, int ldSrc, Span<float> dst, int ldDst, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) src.Slice(i * ldSrc, columns).CopyTo(dst.Slice(i * ldDst, columns));
    }

    /// <summary>dst[i, j] += src[i, j] for rows × columns, whose rows lie ldSrc and ldDst floats apart.</summary>
    public static void AddColumns(ReadOnlySpan<float> src, int ldSrc, Span<float> dst, int ldDst, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) AddTo(src.Slice(i * ldSrc, columns), dst.Slice(i * ldDst, columns));
    }

    /// <summary>
    /// Σ x² in double precision. Sixteen running sums (element i goes to sum i mod 16) per 4,096 elements, added in a fixed tree,
    /// then chunk after chunk: the same bits for every vector width.
    /// </summary>
    public static double SquareSum(ReadOnlySpan<float> x)
    {
        fixed (float* p = x) return Sum<Squares>(p, x.Length);
    }

    /// <summary>Σ x in double precision, added in the order of <see cref="SquareSum"/>.</summary>
    public static double Sum(ReadOnlySpan<float> x)
    {
        fixed (float* p = x) return Sum<Plain>(p, x.Length);
    }

    // What is summed. As types, so that the compiler leaves only one case in the code.
    private readonly struct Squares;

    private readonly struct Plain;

    private static double Sum<TTerm>(float* x, int n)
    {
        double total = 0;
        for (int start = 0; start < n; start += SumChunk) total += SumOfChunk<TTerm>(x + start, Math.Min(SumChunk, n - start));
        return total;
    }

    private static double SumOfChunk<TTerm>(float* x, int n)
    {
        bool squares = typeof(TTerm) == typeof(Squares);
        double* sums = stackalloc double[16];
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<double> s0 = default, s1 = default;
            for (; i <= n - 16; i += 16)
            {
                (Vector512<double> a, Vector512<double> b) = Vector512.Widen(Vector512.Load(x + i));
                s0 += squares ? a * a : a;
                s1 += squares ? b * b : b;
            }
            s0.Store(sums);
            s1.Store(sums + 8);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
            for (; i <= n - 16; i += 16)
            {
                (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.Load(x + i));
                (Vector256<double> c, Vector256<double> d) = Vector256.Widen(Vector256.Load(x + i + 8));
                s0 += squares ? a * a : a;
                s1 += squares ? b * b : b;
                s2 += squares ? c * c : c;
                s3 += squares ? d * d : d;
            }
            s0.Store(sums);
            s1.Store(sums + 4);
            s2.Store(sums + 8);
            s3.Store(sums + 12);
        }
        else
        {
            new Span<double>(sums, 16).Clear();
        }
        for (; i < n; i++) sums[i & 15] += squares ? (double)x[i] * x[i] : x[i];
        for (int half = 8; half >= 1; half /= 2)
            for (int k = 0; k < half; k++) sums[k] += sums[k + half];
        return sums[0];
    }

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> x)
    {
        fixed (float* p = x)
        {
            if (Simd512.IsSupported) return AllFinite<Simd512>(p, x.Length);
            if (Simd256.IsSupported) return AllFinite<Simd256>(p, x.Length);
            return Simd128.IsSupported ? AllFinite<Simd128>(p, x.Length) : AllFinite<Simd1>(p, x.Length);
        }
    }

    private static bool AllFinite<V>(float* x, int n) where V : struct, ISimd<V>
    {
        V zero = V.All(0), s0 = zero, s1 = zero;          // 0·x is 0, but NaN where x is not finite
        int i = 0;
        for (; i <= n - 2 * V.Width; i += 2 * V.Width)
        {
            s0 = V.MultiplyAdd(zero, V.Load(x + i), s0);
            s1 = V.MultiplyAdd(zero, V.Load(x + i + V.Width), s1);
        }
        for (; i < n; i += V.Width) s0 = V.MultiplyAdd(zero, V.LoadPart(x + i, Math.Min(V.Width, n - i), 0), s0);
        return V.Sum(s0 + s1) == 0;
    }

    private readonly struct AddMap : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y) where V : struct, ISimd<V> => x + y;
    }

    private readonly struct MultiplyMap : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y) where V : struct, ISimd<V> => x * y;
    }

    private readonly struct AddProductMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V> => V.MultiplyAdd(x, y, z);
    }

    private readonly struct ScaleMap(float factor) : IMap
    {
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => x * V.All(_factor);
    }

    private readonly struct AddScaledMap(float factor) : IMap2
    {
        private readonly float _factor = factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y) where V : struct, ISimd<V> => V.MultiplyAdd(x, V.All(_factor), y);
    }
}
