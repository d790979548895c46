using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class AttendTests
{
    [Fact]
    public void An_example_by_hand()
    {
        // Two keys of size 2, three floats apart.
        float[] context = new float[2];
        Attend.Context([0.25f, 0.75f], [4, 8, 99, 8, 0], 3, 2, 2, context);
        Assert.Equal([7, 2], context);
        float[] dw = [1, 1], dv = new float[5];
        Attend.AddGradient([1, 2], [0.25f, 0.75f], [4, 8, 99, 8, 0], 3, 2, 2, dw, dv);
        Assert.Equal([21, 9], dw);
        Assert.Equal([0.25f, 0.5f, 0, 0.75f, 1.5f], dv);
    }

    [Fact]
    public void No_keys_give_zeros()
    {
        float[] context = [1, 2];
        Attend.Context([], [], 2, 0, 2, context);
        Assert.Equal([0, 0], context);
    }

    [Fact]
    public void Every_size_agrees_with_double_precision()
    {
        foreach (int size in Numbers.Lengths)
            foreach (int keys in (int[])[1, 2, 17])
            {
                int ld = size + 3;
                float[] w = Numbers.Uniform(keys, 1), v = Numbers.Uniform(keys * ld, 2), d = Numbers.Uniform(size, 3);
                float[] context = new float[size], dw = Numbers.Uniform(keys, 4), dv = Numbers.Uniform(keys * ld, 5);
                double[] expected = new double[size], expectedW = Numbers.Doubles(dw), expectedV = Numbers.Doubles(dv);
                for (int k = 0; k < keys; k++)
                    for (int i = 0; i < size; i++)
                    {
                        expected[i] += (double)w[k] * v[k * ld + i];
                        expectedW[k] += (double)d[i] * v[k * ld + i];
                        expectedV[k * ld + i] += (double)w[k] * d[i];
                    }
                Attend.Context(w, v, ld, keys, size, context);
                Attend.AddGradient(d, w, v, ld, keys, size, dw, dv);
                Numbers.AssertNear(expected, context, 2e-6);
                Numbers.AssertNear(expectedW, dw, 1e-5);
                Numbers.AssertNear(expectedV, dv, 1e-6);
            }
    }

    [Fact]
    public void A_feature_has_the_same_bits_in_every_size()
    {
        float[] w = Numbers.Uniform(9, 1), v = Numbers.Uniform(9 * 300, 2), whole = new float[300];
        Attend.Context(w, v, 300, 9, 300, whole);
        foreach (int size in Numbers.Lengths)
        {
            float[] context = new float[size];
            Attend.Context(w, v, 300, 9, size, context);
            Numbers.AssertSameBits(whole.AsSpan(0, size), context);
        }
    }
}
