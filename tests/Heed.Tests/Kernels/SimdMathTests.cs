using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class SimdMathTests
{
    [Fact]
    public void Values_known_by_heart()
    {
        Each((_, f) =>
        {
            Assert.Equal(1, f.Exp(0));
            Assert.Equal(MathF.E, f.Exp(1), 1e-6f);
            Assert.Equal(0.5f, f.Sigmoid(0));
            Assert.Equal(0, f.Tanh(0));
            Assert.Equal(0, f.Log(1));
            Assert.Equal(0.69314718f, f.Log(2), 1e-7f);
        });
    }

    [Fact]
    public void Relative_errors_stay_below_3e7()
    {
        Each((name, f) =>
        {
            double exp = 0, tanh = 0, sigmoid = 0, log = 0;
            for (int i = 0; i <= 40000; i++)
            {
                float x = (i - 20000) / 20000f * 87;
                exp = Math.Max(exp, Error(Math.Exp(x), f.Exp(x)));
                float s = x * 0.98f;                          // 1/(1 + e^86) is still a normal number
                sigmoid = Math.Max(sigmoid, Error(1 / (1 + Math.Exp(-(double)s)), f.Sigmoid(s)));
                float t = x * 0.15f;
                tanh = Math.Max(tanh, Error(Math.Tanh(t), f.Tanh(t)));
                float small = MathF.ScaleB(1 + (i & 1023) / 1024f, -(i >> 9));
                tanh = Math.Max(tanh, Error(Math.Tanh(small), f.Tanh(small)));
                tanh = Math.Max(tanh, Error(Math.Tanh(-small), f.Tanh(-small)));
                log = Math.Max(log, Error(Math.Log(small), f.Log(small)));
                float near = 1 + (i - 20000) * 1e-6f;
                log = Math.Max(log, Error(Math.Log(near), f.Log(near)));
            }
            Assert.True(exp < 3e-7 && tanh < 3e-7 && sigmoid < 3e-7 && log < 3e-7, $"{name}: exp {exp:E2} tanh {tanh:E2} sigmoid {sigmoid:E2} log {log:E2}");
        });
    }

    [Fact]
    public void Limits_are_exact()
    {
        Each((_, f) =>
        {
            Assert.Equal(0, f.Exp(float.NegativeInfinity));
            Assert.Equal(0, f.Exp(-200));
            Assert.Equal(float.PositiveInfinity, f.Exp(float.PositiveInfinity));
            Assert.Equal(float.PositiveInfinity, f.Exp(89));
            Assert.Equal(3.3e38, f.Exp(88.7f), 1e37);
            Assert.Equal(1, f.Tanh(float.PositiveInfinity));
            Assert.Equal(-1, f.Tanh(float.NegativeInfinity));
            Assert.Equal(1, f.Tanh(30));
            Assert.Equal(1e-30f, f.Tanh(1e-30f));
            Assert.Equal(-1e-30f, f.Tanh(-1e-30f));
            Assert.Equal(1, f.Sigmoid(float.PositiveInfinity));
            Assert.Equal(0, f.Sigmoid(float.NegativeInfinity));
            Assert.Equal(float.NegativeInfinity, f.Log(0));
            Assert.Equal(float.PositiveInfinity, f.Log(float.PositiveInfinity));
            Assert.Equal(Math.Log(1e-40), f.Log(1e-40f), 1e-4);
            Assert.True(float.IsNaN(f.Log(-1)));
        });
    }

    [Fact]
    public void Not_a_number_stays_one()
    {
        Each((_, f) =>
        {
            Assert.True(float.IsNaN(f.Exp(float.NaN)));
            Assert.True(float.IsNaN(f.Tanh(float.NaN)));
            Assert.True(float.IsNaN(f.Sigmoid(float.NaN)));
            Assert.True(float.IsNaN(f.Log(float.NaN)));
        });
    }

    [Fact]
    public void Four_sums_are_stored_in_order()
    {
        Sums<Simd1>();
        if (Simd128.IsSupported) Sums<Simd128>();
        if (Simd256.IsSupported) Sums<Simd256>();
        if (Simd512.IsSupported) Sums<Simd512>();

        static unsafe void Sums<V>() where V : struct, ISimd<V>
        {
            // Powers of two in every lane: a lane left out or taken twice shows.
            float* x = stackalloc float[4 * V.Width];
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < V.Width; j++) x[i * V.Width + j] = (1 << j) * (i + 1);
            float* sums = stackalloc float[4];
            V.StoreSums(V.Load(x), V.Load(x + V.Width), V.Load(x + 2 * V.Width), V.Load(x + 3 * V.Width), sums);
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(((1 << V.Width) - 1) * (i + 1), sums[i]);
                Assert.Equal(sums[i], V.Sum(V.Load(x + i * V.Width)));
            }
        }
    }

    private static double Error(double expected, float actual) => expected == 0 ? Math.Abs(actual) : Math.Abs(actual - expected) / Math.Abs(expected);

    private static void Each(Action<string, Functions> check)
    {
        check("scalar", Functions.Of<Simd1>());
        if (Simd128.IsSupported) check("128 bits", Functions.Of<Simd128>());
        if (Simd256.IsSupported) check("256 bits", Functions.Of<Simd256>());
        if (Simd512.IsSupported) check("512 bits", Functions.Of<Simd512>());
    }

    private sealed record Functions(Func<float, float> Exp, Func<float, float> Tanh, Func<float, float> Sigmoid, Func<float, float> Log)
    {
        public static Functions Of<V>() where V : struct, ISimd<V> => new(
            x => V.MaxOf(SimdMath<V>.Exp(V.All(x))),
            x => V.MaxOf(SimdMath<V>.Tanh(V.All(x))),
            x => V.MaxOf(SimdMath<V>.Sigmoid(V.All(x))),
            x => V.MaxOf(SimdMath<V>.Log(V.All(x))));
    }
}
