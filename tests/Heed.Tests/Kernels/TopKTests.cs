using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class TopKTests
{
    [Fact]
    public void An_example_by_hand()
    {
        int[] indices = new int[3];
        float[] values = new float[3];
        TopK.Largest([1, 5, 3, 5, 2], 3, indices, values);
        Assert.Equal([1, 3, 2], indices);
        Assert.Equal([5, 5, 3], values);
    }

    [Fact]
    public void Every_length_agrees_with_sorting()
    {
        foreach (int n in (int[])[.. Numbers.Lengths, 8000])
            foreach (int k in (int[])[1, 2, 5, 16])
                foreach (int distinct in (int[])[3, 1 << 20])
                {
                    float[] x = Array.ConvertAll(Numbers.Below(n, distinct, (ulong)(n + k)), v => (float)v - distinct / 2);
                    int[] indices = new int[k];
                    float[] values = new float[k];
                    TopK.Largest(x, k, indices, values);
                    int[] expected = [.. Enumerable.Range(0, n).OrderByDescending(i => x[i]).ThenBy(i => i).Take(k)];
                    Assert.Equal(expected, indices[..expected.Length]);
                    Assert.Equal(expected.Select(i => x[i]), values[..expected.Length]);
                    Assert.All(indices[expected.Length..], i => Assert.Equal(-1, i));
                }
    }

    [Fact]
    public void What_is_not_a_number_comes_last()
    {
        int[] indices = new int[2];
        float[] values = new float[2];
        TopK.Largest([float.NaN, float.NaN, 1, float.NaN, 2], 2, indices, values);
        Assert.Equal([4, 2], indices);
        float[] masked = new float[100];
        Array.Fill(masked, float.NegativeInfinity);
        masked[90] = -1;
        masked[50] = float.NaN;
        TopK.Largest(masked, 2, indices, values);
        Assert.Equal([90, 0], indices);
    }
}
