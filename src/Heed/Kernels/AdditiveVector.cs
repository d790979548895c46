using System.Diagnostics;
using System.Numerics.Tensors;

namespace Heed.Kernels;

/// <summary>
/// The score vector w of additive attention, made ready to be folded into the fractions of <see cref="AdditiveScores"/>: with W = max|w| and v_i = w_i / W, Σ w / D = W Σ 1 / (D / v), and every
/// |1 / v_i| ≥ 1. Where v is too small to be seen in a sum, a constant fraction stands in its place and is subtracted again.
/// </summary>
internal unsafe readonly struct AdditiveVector
{
    // |v| below which a feature adds less to a score than rounding does, even 4,096 of them; and 1/v of the fraction that stands for it, which costs little range.
    private const float Unseen = 1f / (1L << 36), Instead = 1 << 12;

    // Products of four denominators stay below e^88.7: four times e^{2 range} twice over (1 + e^x ≤ 2 e^x), and a numerator of four such terms.
    private const float Budget = 84.5f;

    private readonly float* _memory;

    /// <param name="w">The vector; pinned.</param>
    /// <param name="hidden">Its length.</param>
    /// <param name="memory">Room for <see cref="Length"/>(hidden) floats, which the value keeps; pinned.</param>
    public AdditiveVector(float* w, int hidden, float* memory)
    {
        W = w;
        Hidden = hidden;
        _memory = memory;
        var all = new ReadOnlySpan<float>(w, hidden);
        double sum = Elementwise.Sum(all);
        float largest = hidden == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(all));
        int unseen = 0;
        float steepest = 1;
        for (int first = 0; first < hidden; first += AdditiveScores.Together)
        {
            float product = 1;
            for (int i = first; i < Math.Min(hidden, first + AdditiveScores.Together); i++)
            {
                bool seen = Math.Abs(w[i]) >= Unseen * largest;
                float inverse = seen ? largest / w[i] : Instead;
                Inverses[i] = inverse;
                Gains[i] = seen ? inverse : 0;
                if (!seen) unseen++;
                product *= Math.Abs(inverse);
            }
            steepest = Math.Max(steepest, product);
        }
        Sum = (float)sum;
        Scale = -2 * largest;
        Constant = (float)(sum + 2.0 * largest * unseen / Instead);
        FoldableRange = largest > 0 && float.IsFinite(steepest) ? (Budget - MathF.Log(steepest)) / (2 * AdditiveScores.Together) : float.NegativeInfinity;
    }

    /// <summary>Floats that a vector's preparation takes.</summary>
    public static int Length(int hidden) => 2 * hidden;

    /// <summary>w itself.</summary>
    public float* W { get; }

    public int Hidden { get; }

    /// <summary>1 / v.</summary>
    public float* Inverses => _memory;

    /// <summary>What e^{2a} is multiplied with: 1 / v, or zero where v is not seen.</summary>
    public float* Gains => _memory + Hidden;

    /// <summary>Σ w.</summary>
    public float Sum { get; }

    /// <summary>−2 W.</summary>
    public float Scale { get; }

    /// <summary>The score is <see cref="Constant"/> + <see cref="Scale"/> · Σ of fractions.</summary>
    public float Constant { get; }

    /// <summary>The largest max|a| + max|b| for which folded fractions may be added.</summary>
    public float FoldableRange { get; }

    /// <summary>folded = e^{2a} / v of a query. Gives max|a|.</summary>
    public float Prepare(float* a, float* folded)
    {
        Debug.Assert(Hidden >= 0);
        if (Simd512.IsSupported) return Prepare<Simd512>(a, folded);
        if (Simd256.IsSupported) return Prepare<Simd256>(a, folded);
        return Simd128.IsSupported ? Prepare<Simd128>(a, folded) : Prepare<Simd1>(a, folded);
    }

    private float Prepare<V>(float* a, float* folded) where V : struct, ISimd<V>
    {
        V max = V.All(0);
        int i = 0;
        for (; i <= Hidden - V.Width; i += V.Width)
        {
            V x = V.Load(a + i);
            max = V.Max(V.Abs(x), max);
            V.Store(SimdMath<V>.Exp(x + x) * V.Load(Gains + i), folded + i);
        }
        if (i < Hidden)
        {
            V x = V.LoadPart(a + i, Hidden - i, 0);
            max = V.Max(V.Abs(x), max);
            V.StorePart(SimdMath<V>.Exp(x + x) * V.LoadPart(Gains + i, Hidden - i, 0), folded + i, Hidden - i);
        }
        return V.MaxOf(max);
    }
}
