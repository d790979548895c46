using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Benchmarks.Quick;

internal static class AttentionInputs
{
    public static float[] Values(ulong seed, int count)
    {
        float[] values = new float[count];
        Philox.FillUniform(-1, 1, seed, 0, values);
        return values;
    }

    public static void Forward(AttentionOperands operands, Workspace workspace)
    {
        using Workspace.Scope scope = workspace.Open();
        operands.Attention(null);
    }

    public static void Check(ReadOnlySpan<float> ours, float[] theirs)
    {
        for (int i = 0; i < theirs.Length; i++)
            if (!(Math.Abs(ours[i] - theirs[i]) <= 1e-3f)) throw new InvalidOperationException($"attention: element {i} is {ours[i]}, the peer has {theirs[i]}.");
    }
}
