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
