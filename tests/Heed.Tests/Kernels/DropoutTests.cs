using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class DropoutTests
{
    [Fact]
    public void The_decision_is_the_documented_function_of_its_place()
    {
        const int Width = 150;
        float[] x = Numbers.Uniform(3 * Width, 1), y = new float[3 * Width];
        int[] sentence = [7, 100_000, 0], time = [0, 3, 59];
        Dropout.Apply(x, 3, Width, sentence, time, 0.3f, 11, 5, 2, y);
        (uint k0, uint k1) = Philox.Key(11, 5);
        for (int r = 0; r < 3; r++)
            for (int f = 0; f < Width; f++)
            {
                int g = f % 64 / 16, l = f % 16;
                (uint, uint, uint, uint) b = Philox.Block((uint)(8 * (f / 64) + l / 2), (uint)time[r], (uint)sentence[r], 2, k0, k1);
                uint[] words = [b.Item1, b.Item2, b.Item3, b.Item4];
                uint word = words[2 * (g / 2) + l % 2];
                uint bits = g % 2 == 0 ? word & 0xFFFF : word >> 16;
                float expected = bits >= (uint)MathF.Round(0.3f * 65536) ? x[r * Width + f] * (1 / (1 - 0.3f)) : 0;
                Numbers.AssertSameBits([expected], [y[r * Width + f]]);
            }
    }

    [Fact]
    public void Every_width_gives_the_beginning_of_a_longer_row()
    {
        float[] x = Numbers.Uniform(300, 2), whole = new float[300];
        Dropout.Apply(x, 1, 300, [4], [9], 0.5f, 1, 1, 1, whole);
        foreach (int width in Numbers.Lengths)
        {
            float[] y = new float[width + 1];
            Dropout.Apply(x.AsSpan(0, width), 1, width, [4], [9], 0.5f, 1, 1, 1, y.AsSpan(0, width));
            Numbers.AssertSameBits(whole.AsSpan(0, width), y.AsSpan(0, width));
            Assert.Equal(0, y[width]);
        }
    }

    [Fact]
    public void A_row_is_the_same_wherever_it_stands_in_the_batch()
    {
        float[] x = Numbers.Uniform(4 * 70, 3), y = new float[4 * 70], swapped = new float[4 * 70];
        Dropout.Apply(x, 4, 70, [0, 1, 2, 3], [5, 6, 7, 8], 0.4f, 1, 1, 1, y);
        float[] reversed = [.. Enumerable.Range(0, 4).Reverse().SelectMany(r => x[(r * 70)..(r * 70 + 70)])];
        Dropout.Apply(reversed, 4, 70, [3, 2, 1, 0], [8, 7, 6, 5], 0.4f, 1, 1, 1, swapped);
        for (int r = 0; r < 4; r++) Numbers.AssertSameBits(y.AsSpan(r * 70, 70), swapped.AsSpan((3 - r) * 70, 70));
    }

    [Fact]
    public void Every_coordinate_changes_the_decisions_and_the_rate_is_kept()
    {
        const int Width = 20_000;
        float[] ones = new float[Width];
        Array.Fill(ones, 1);
        float[][] masks = [Mask(1, 1, 1, 1, 1), Mask(2, 1, 1, 1, 1), Mask(1, 2, 1, 1, 1), Mask(1, 1, 2, 1, 1), Mask(1, 1, 1, 2, 1), Mask(1, 1, 1, 1, 2)];
        foreach (float[] mask in masks) Assert.InRange(mask.Count(v => v == 0), 5500, 6500);
        for (int i = 0; i < masks.Length; i++)
            for (int j = 0; j < i; j++)
            {
                int both = Enumerable.Range(0, Width).Count(f => masks[i][f] == 0 && masks[j][f] == 0);
                Assert.InRange(both, 1600, 2000);         // independent: 0.09 · 20,000 = 1,800, deviation 40
            }

        float[] Mask(int sentence, int time, ulong seed, uint step, uint place)
        {
            float[] y = new float[Width];
            Dropout.Apply(ones, 1, Width, [sentence], [time], 0.3f, seed, step, place, y);
            return y;
        }
    }

    [Fact]
    public void The_gradient_goes_through_what_was_kept()
    {
        const int Width = 133;
        float[] x = Numbers.Uniform(2 * Width, 4, 1, 2), y = new float[2 * Width], dx = Numbers.Uniform(2 * Width, 5), dy = Numbers.Uniform(2 * Width, 6);
        float[] before = [.. dx];
        Dropout.Apply(x, 2, Width, [1, 2], [3, 4], 0.25f, 7, 8, 9, y);
        Dropout.AddGradient(dy, 2, Width, [1, 2], [3, 4], 0.25f, 7, 8, 9, dx);
        for (int i = 0; i < 2 * Width; i++) Assert.Equal(before[i] + (y[i] == 0 ? 0 : dy[i] * (1 / 0.75f)), dx[i]);
    }

    [Fact]
    public void Rate_zero_keeps_everything_and_dropped_infinities_are_zeros()
    {
        float[] x = Numbers.Uniform(100, 7), y = new float[100];
        Dropout.Apply(x, 1, 100, [0], [0], 0, 1, 1, 1, y);
        Numbers.AssertSameBits(x, y);
        Array.Fill(x, float.PositiveInfinity);
        Dropout.Apply(x, 1, 100, [0], [0], 0.5f, 1, 1, 1, x);
        Assert.All(x, v => Assert.True(v == 0 || float.IsPositiveInfinity(v)));
        Assert.Contains(0, x);
    }
}
