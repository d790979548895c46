using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// Linear attention of one head: o_i = φ(q_i) S / (φ(q_i) · z), S = Σ_j φ(k_j) v_jᵀ, z = Σ_j φ(k_j), φ(x) = elu(x) + 1, over all keys, or over those up to i. Time grows with the length, not its square.
/// Katharopoulos et al. 2020. Rows may stand any distance apart, so that heads side by side are read in place.
/// </summary>
internal static class LinearAttentionKernel
{
    /// <summary>Floats of what a head has seen: S [size, value size] and z [size].</summary>
    public static int StateLength(int size, int valueSize) => size * (valueSize + 1);

    /// <summary>φ(x) = x + 1 above 0, e^x elsewhere.</summary>
    public static float Feature(float x) => x > 0 ? x + 1 : MathF.Exp(x);

    /// <summary>Adds a key and its value to what was seen.</summary>
    public static void See(ReadOnlySpan<float> key, ReadOnlySpan<float> value, Span<float> state)
    {
        (int size, int valueSize) = (key.Length, value.Length);
        Debug.Assert(state.Length == StateLength(size, valueSize));
        for (int i = 0; i < size; i++)
        {
            float feature = Feature(key[i]);
            Elementwise.AddScaled(value, feature, state.Slice(i * valueSize, valueSize));
            state[size * valueSize + i] += feature;
        }
    }

    /// <summary>o = φ(q) S / (φ(q) · z); zeros where nothing was seen. Gives φ(q) · z.</summary>
    public static float Ask(ReadOnlySpan<float> query, ReadOnlySpan<float> state, Span<float> output)
    {
        (int size, int valueSize) = (query.Length, output.Length);
        output.Clear();
        float sum = 0;
        for (int i = 0; i < size; i++)
        {
            float feature = Feature(query[i]);
            Elementwise.AddScaled(state.Slice(i * valueSize, valueSize), feature, output);
            sum = MathF.FusedMultiplyAdd(feature, state[size * valueSize + i], sum);
        }
        if (sum > 0) Elementwise.Scale(output, 1 / sum, output);
        else output.Clear();
        return sum;
    }

    /// <summary>dq += the gradient through φ(q). <paramref name="sum"/> is what <see cref="Ask"/> gave.</summary>
    public static void AddQueryGradient(ReadOnlySpan<float> dOutput, ReadOnlySpan<float> output, float sum, ReadOnlySpan<float> query, ReadOnlySpan<float> state, Span<float> dQuery)
    {
        if (!(sum > 0)) return;
        (int size, int valueSize) = (query.Length, output.Length);
        float along = Dot(dOutput, output) / sum;                                              // −d(φ(q) · z)
        for (int i = 0; i < size; i++)
        {
            float slope = query[i] > 0 ? 1 : Feature(query[i]);
            dQuery[i] += slope * (Dot(dOutput, state.Slice(i * valueSize, valueSize)) / sum - along * state[size * valueSize + i]);
        }
    }

    /// <summary>The gradient of S and z, added to that of the state. <paramref name="sum"/> is what <see cref="Ask"/> gave.</summary>
    public static void AddStateGradient(ReadOnlySpan<float> dOutput, ReadOnlySpan<float> output, float sum, ReadOnlySpan<float> query, Span<float> dState)
    {
        if (!(sum > 0)) return;
        (int size, int valueSize) = (query.Length, output.Length);
        float along = Dot(dOutput, output) / sum;                                              // −d(φ(q) · z)
        for (int i = 0; i < size; i++)
        {
            float feature = Feature(query[i]);
            Elementwise.AddScaled(dOutput, feature / sum, dState.Slice(i * valueSize, valueSize));
            dState[size * valueSize + i] -= along * feature;
        }
    }

    /// <summary>dk and dv of a key that was seen, from the gradient of the state.</summary>
    public static void SeeGradient(ReadOnlySpan<float> dState, ReadOnlySpan<float> key, ReadOnlySpan<float> value, Span<float> dKey, Span<float> dValue)
    {
        (int size, int valueSize) = (key.Length, value.Length);
        for (int i = 0; i < size; i++)
        {
            float feature = Feature(key[i]), slope = key[i] > 0 ? 1 : feature;
            ReadOnlySpan<float> row = dState.Slice(i * valueSize, valueSize);
            dKey[i] += slope * (Dot(row, value) + dState[size * valueSize + i]);
            Elementwise.AddScaled(row, feature, dValue);
        }
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => System.Numerics.Tensors.TensorPrimitives.Dot(x, y);
}
