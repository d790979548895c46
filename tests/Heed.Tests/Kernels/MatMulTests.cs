using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class MatMulTests
{
    private const float Sentinel = -123456.75f;

    private static readonly bool Fused = Fma.IsSupported || AdvSimd.IsSupported;

    [Fact]
    public void Two_by_three_times_three_by_two_is_as_by_hand()
    {
        float[] a = [1, 2, 3, 4, 5, 6];
        float[] b = [7, 8, 9, 10, 11, 12];
        float[] c = new float[4];
        Multiply(a, 3, false, b, 2, false, [], c, 2, 2, 2, 3, false, Workers.One);
        Assert.Equal([58f, 64f, 139f, 154f], c);

        Multiply(a, 3, false, b, 2, false, [100, 200], c, 2, 2, 2, 3, false, Workers.One);
        Assert.Equal([158f, 264f, 239f, 354f], c);

        Multiply(a, 3, false, b, 2, false, [], c, 2, 2, 2, 3, true, Workers.One);
        Assert.Equal([216f, 328f, 378f, 508f], c);
    }

    [Fact]
    public void Weights_in_bfloat16_give_the_product_of_the_rounded_weights()
    {
        foreach (int m in (int[])[1, 2, 3, 5, 6, 7, 12, 13, 37])
            foreach ((int n, int k) in new[] { (1, 1), (3, 7), (31, 16), (32, 33), (100, 64), (129, 520), (300, 17) })
            {
                float[] a = Numbers.Uniform(m * k, 1), b = Numbers.Uniform(n * k, 2), bias = Numbers.Uniform(n, 3), rounded = new float[b.Length], packed = new float[MatMul.PackedLength(k, n)], expected = new float[m * n], c = new float[m * n];
                ushort[] brain = new ushort[b.Length], panels = new ushort[MatMul.PackedLength(k, n)];
                Halves.ToBrain(b, brain);
                Halves.FromBrain(brain, rounded);
                MatMul.Pack(rounded, k, true, k, n, packed);
                MatMul.Run(a, k, false, packed, bias, expected, n, m, n, k, false, Workers.One);
                MatMul.PackBrain(b, k, n, panels);
                MatMul.Run(a, k, panels, bias, c, n, m, n, k, Workers.One);
                Numbers.AssertSameBits(expected, c);
                MatMul.Run(a, k, panels, bias, c, n, m, n, k, new Workers(3));
                Numbers.AssertSameBits(expected, c);
            }
    }

    public static TheoryData<int, int, int> Sizes()
    {
        int width = MatMul.PanelWidth / 2;
        var data = new TheoryData<int, int, int>();
        int[] columns = [0, 1, 3, width - 1, width, width + 1, (2 * width) - 1, 2 * width, (2 * width) + 1, (4 * width) + 3, (6 * width) - 1, 8 * width];
        foreach (int n in columns.Distinct())
        {
            data.Add(5, n, 7);
            data.Add(0, n, 3);
            data.Add(13, n, 0);
            data.Add(1, n, 33);
        }
        for (int m = 1; m <= 40; m++) data.Add(m, (4 * width) + 5, 9 + (m % 3));
        data.Add(3, 3, 1);
        data.Add(37, 50, 1100);
        data.Add(245, 9, 520);
        data.Add(2, 300, 2049);
        return data;
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void It_is_the_naive_product_for_every_layout_and_start(int m, int n, int k)
    {
        foreach (bool transposedA in new[] { false, true })
            foreach (bool transposedB in new[] { false, true })
                foreach (int extra in new[] { 0, 3 })
                    foreach (string start in new[] { "zero", "bias", "c" })
                    {
                        int lda = (transposedA ? m : k) + extra, ldb = (transposedB ? k : n) + extra, ldc = n + extra;
                        float[] a = Values((transposedA ? k : m) * lda, 1);
                        float[] b = Values((transposedB ? n : k) * ldb, 2);
                        float[] bias = start == "bias" ? Values(n, 3) : [];
                        float[] c = Enumerable.Repeat(Sentinel, (m * ldc) + 40).ToArray();
                        float[] old = Values(m * ldc, 4);
                        if (start == "c")
                        {
                            for (int i = 0; i < m; i++) old.AsSpan(i * ldc, n).CopyTo(c.AsSpan(i * ldc));
                        }

                        Multiply(a, lda, transposedA, b, ldb, transposedB, bias, c, ldc, m, n, k, start == "c", Workers.One);

                        for (int i = 0; i < m; i++)
                        {
                            for (int j = 0; j < ldc; j++)
                            {
                                float actual = c[(i * ldc) + j];
                                if (j >= n)
                                {
                                    Assert.Equal(Sentinel, actual);
                                    continue;
                                }
                                float first = start == "c" ? old[(i * ldc) + j] : start == "bias" && bias.Length > 0 ? bias[j] : 0;
                                double exact = first, size = Math.Abs(first);
                                float chain = first;
                                for (int p = 0; p < k; p++)
                                {
                                    float x = transposedA ? a[(p * lda) + i] : a[(i * lda) + p];
                                    float y = transposedB ? b[(j * ldb) + p] : b[(p * ldb) + j];
                                    exact += (double)x * y;
                                    size += Math.Abs((double)x * y);
                                    chain = Fused ? MathF.FusedMultiplyAdd(x, y, chain) : (x * y) + chain;
                                }
                                Assert.True(Math.Abs(exact - actual) <= 1e-6 * (1 + size), $"[{i}, {j}]: {actual} instead of {exact}");
                                Assert.Equal(BitConverter.SingleToInt32Bits(chain), BitConverter.SingleToInt32Bits(actual));
                            }
                        }
                        Assert.All(c[(m * ldc)..], x => Assert.Equal(Sentinel, x));
                    }
    }

    [Theory]
    [InlineData(37, 1536, 300, false)]
    [InlineData(64, 520, 700, true)]
    [InlineData(2, 3000, 1024, false)]
    [InlineData(700, 70, 130, true)]
    [InlineData(65, 31, 2100, false)]
    public void Any_number_of_threads_gives_the_same_bits(int m, int n, int k, bool transposedA)
    {
        float[] a = Values(m * k, 5), b = Values(k * n, 6), bias = Values(n, 7);
        float[] one = new float[m * n], many = new float[m * n];
        foreach (bool accumulate in new[] { false, true })
        {
            float[] before = Values(m * n, 8);
            before.CopyTo(one, 0);
            Multiply(a, transposedA ? m : k, transposedA, b, n, false, accumulate ? [] : bias, one, n, m, n, k, accumulate, Workers.One);
            foreach (int threads in new[] { 2, 3 })
            {
                before.CopyTo(many, 0);
                Multiply(a, transposedA ? m : k, transposedA, b, n, false, accumulate ? [] : bias, many, n, m, n, k, accumulate, new Workers(threads));
                Assert.True(Same(one, many));
            }
        }
    }

    [Fact]
    public void A_row_alone_gives_the_same_bits_as_among_others()
    {
        const int Rows = 45, N = 150, K = 1300;
        float[] a = Values(Rows * K, 9), b = Values(K * N, 10), bias = Values(N, 11);
        float[] packed = new float[MatMul.PackedLength(K, N)];
        MatMul.Pack(b, N, false, K, N, packed);
        float[] whole = new float[Rows * N];
        MatMul.Run(a, K, false, packed, bias, whole, N, Rows, N, K, false, Workers.One);
        for (int m = 1; m < Rows; m++)
        {
            float[] part = new float[m * N];
            MatMul.Run(a.AsSpan((Rows - m) * K), K, false, packed, bias, part, N, m, N, K, false, Workers.One);
            Assert.True(Same(whole.AsSpan((Rows - m) * N), part), $"the last {m} rows");
        }
    }

    [Fact]
    public void An_inner_product_split_in_two_and_accumulated_gives_the_same_bits()
    {
        const int M = 9, N = 70, K = 200, First = 77;
        float[] a = Values(M * K, 12), b = Values(K * N, 13);
        float[] whole = new float[M * N], parts = new float[M * N];
        Multiply(a, K, false, b, N, false, [], whole, N, M, N, K, false, Workers.One);
        Multiply(a, K, false, b, N, false, [], parts, N, M, N, First, false, Workers.One);
        Multiply(a.AsSpan(First), K, false, b.AsSpan(First * N), N, false, [], parts, N, M, N, K - First, true, Workers.One);
        Assert.True(Same(whole, parts));
    }

    [Fact]
    public void What_is_not_a_number_stays_in_its_own_row_and_column()
    {
        const int M = 7, N = 41, K = 20;
        float[] a = Values(M * K, 14), b = Values(K * N, 15), c = new float[M * N];
        a[(2 * K) + 5] = float.NaN;
        b[(3 * N) + 40] = float.PositiveInfinity;
        Multiply(a, K, false, b, N, false, [], c, N, M, N, K, false, Workers.One);
        for (int i = 0; i < M; i++)
            for (int j = 0; j < N; j++)
                Assert.Equal(i != 2 && j != 40, float.IsFinite(c[(i * N) + j]));
    }

    [Theory]
    [InlineData(300, 700, false)]
    [InlineData(300, 700, true)]
    [InlineData(33, 1031, false)]
    [InlineData(33, 1031, true)]
    [InlineData(1031, 33, true)]
    public void Any_number_of_threads_packs_the_same(int k, int n, bool transposed)
    {
        int ld = (transposed ? k : n) + 3;
        float[] b = Numbers.Uniform((transposed ? n : k) * ld, 8, -1, 1), one = new float[MatMul.PackedLength(k, n)];
        MatMul.Pack(b, ld, transposed, k, n, one);
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            float[] shared = new float[one.Length];
            Array.Fill(shared, float.NaN);
            MatMul.Pack(b, ld, transposed, k, n, shared, new Workers(threads));
            Numbers.AssertSameBits(one, shared);
        }
    }

    [Fact]
    public void Packing_writes_whole_panels_and_nothing_else()
    {
        int panel = MatMul.PanelWidth, n = panel + 1;
        float[] b = Values(3 * n, 16);
        float[] packed = Enumerable.Repeat(Sentinel, MatMul.PackedLength(3, n) + 8).ToArray();
        MatMul.Pack(b, n, false, 3, n, packed);
        Assert.Equal(2 * panel * 3, MatMul.PackedLength(3, n));
        for (int p = 0; p < 3; p++)
        {
            for (int j = 0; j < panel; j++)
            {
                Assert.Equal(b[(p * n) + j], packed[(p * panel) + j]);
                Assert.Equal(j == 0 ? b[(p * n) + panel] : 0, packed[(3 * panel) + (p * panel) + j]);
            }
        }
        Assert.All(packed[(2 * panel * 3)..], x => Assert.Equal(Sentinel, x));
    }

    private static void Multiply(
        ReadOnlySpan<float> a, int lda, bool transposedA, ReadOnlySpan<float> b, int ldb, bool transposedB, ReadOnlySpan<float> bias,
        Span<float> c, int ldc, int m, int n, int k, bool accumulate, Workers workers)
    {
        float[] packed = Enumerable.Repeat(float.NaN, MatMul.PackedLength(k, n)).ToArray();
        MatMul.Pack(b, ldb, transposedB, k, n, packed);
        MatMul.Run(a, lda, transposedA, packed, bias, c, ldc, m, n, k, accumulate, workers);
    }

    private static bool Same(ReadOnlySpan<float> x, ReadOnlySpan<float> y) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(x).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(y));

    private static float[] Values(int count, uint seed)
    {
        uint state = (seed * 2654435761) + 12345;
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            state = (state * 1664525) + 1013904223;
            values[i] = ((state >> 8) / (float)(1 << 24)) - 0.5f;
        }
        return values;
    }
}
