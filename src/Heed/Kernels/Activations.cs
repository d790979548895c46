using System.Runtime.CompilerServices;

namespace Heed.Kernels;

/// <summary>Element-wise non-linear functions and their gradients, which take the function's result y and add to dx.</summary>
internal static class Activations
{
    /// <summary>y = tanh(x).</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Loops.Map(default(TanhMap), x, y);

    /// <summary>dx += dy (1 − y²).</summary>
    public static void AddTanhGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, Span<float> dx) =>
        Loops.Map(default(TanhGradientMap), dy, y, dx, dx);

    /// <summary>y = 1 / (1 + e^{−x}).</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Loops.Map(default(SigmoidMap), x, y);

    /// <summary>dx += dy y (1 − y).</summary>
    public static void AddSigmoidGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, Span<float> dx) =>
        Loops.Map(default(SigmoidGradientMap), dy, y, dx, dx);

    /// <summary>y = max(x, 0); NaN stays.</summary>
    public static void Relu(ReadOnlySpan<float> x, Span<float> y) => Loops.Map(default(ReluMap), x, y);

    /// <summary>dx += dy where y &gt; 0.</summary>
    public static void AddReluGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> y, Span<float> dx) =>
        Loops.Map(default(ReluGradientMap), dy, y, dx, dx);

    /// <summary>y = x Φ(x), Φ the distribution function of the normal distribution.</summary>
    public static void Gelu(ReadOnlySpan<float> x, Span<float> y) => Loops.Map(default(GeluMap), x, y);

    /// <summary>dx += dy (Φ(x) + x φ(x)), of x and not of the result.</summary>
    public static void AddGeluGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, Span<float> dx) => Loops.Map(default(GeluGradientMap), dy, x, dx, dx);

    /// <summary>y = x / (1 + e^{−x}).</summary>
    public static void Silu(ReadOnlySpan<float> x, Span<float> y) => Loops.Map(default(SiluMap), x, y);

    /// <summary>dx += dy σ (1 + x (1 − σ)), σ = 1 / (1 + e^{−x}), of x and not of the result.</summary>
    public static void AddSiluGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> x, Span<float> dx) => Loops.Map(default(SiluGradientMap), dy, x, dx, dx);

    /// <summary>y = a σ(b).</summary>
    public static void Gate(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => Loops.Map(default(GateMap), a, b, y);

    /// <summary>da += dy σ(b), db += dy a σ(b) (1 − σ(b)).</summary>
    public static void AddGateGradient(ReadOnlySpan<float> dy, ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> da, Span<float> db)
    {
        Loops.Map(default(GatedGradientMap), dy, b, da, da);
        for (int i = 0; i < db.Length; i++)
        {
            float sigmoid = 1 / (1 + MathF.Exp(-b[i]));
            db[i] += dy[i] * a[i] * sigmoid * (1 - sigmoid);
        }
    }

    private readonly struct GateMap : IMap2
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y) where V : struct, ISimd<V> => x * SimdMath<V>.Sigmoid(y);
    }

    private readonly struct GatedGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V> => V.MultiplyAdd(x, SimdMath<V>.Sigmoid(y), z);
    }

    private readonly struct GeluMap : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => x * SimdMath<V>.NormalDistribution(x);
    }

    private readonly struct GeluGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V>
        {
            V density = SimdMath<V>.Exp(y * y * V.All(-0.5f)) * V.All(0.398942280f);
            return V.MultiplyAdd(x, V.MultiplyAdd(y, density, SimdMath<V>.NormalDistribution(y)), z);
        }
    }

    private readonly struct SiluMap : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => x * SimdMath<V>.Sigmoid(x);
    }

    private readonly struct SiluGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V>
        {
            V sigmoid = SimdMath<V>.Sigmoid(y);
            return V.MultiplyAdd(x, sigmoid * V.MultiplyAdd(y, V.All(1) - sigmoid, V.All(1)), z);
        }
    }

    private readonly struct TanhMap : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => SimdMath<V>.Tanh(x);
    }

    private readonly struct TanhGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V> => V.MultiplyAdd(x, V.All(1) - y * y, z);
    }

    private readonly struct SigmoidMap : IMap
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => SimdMath<V>.Sigmoid(x);
    }

    private readonly struct SigmoidGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V> => V.MultiplyAdd(x, y * (V.All(1) - y), z);
    }

    private readonly struct ReluMap : IMap
    {
        // The second operand comes back where one is NaN.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x) where V : struct, ISimd<V> => V.Max(V.All(0), x);
    }

    private readonly struct ReluGradientMap : IMap3
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V x, V y, V z) where V : struct, ISimd<V> => z + V.SelectGreaterOrEqual(V.All(0), y, V.All(0), x);
    }
}
