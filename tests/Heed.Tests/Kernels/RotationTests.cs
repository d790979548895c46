using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class RotationTests
{
    [Fact]
    public void A_quarter_turn_by_hand()
    {
        float[] y = new float[4];
        Rotation.Turn([1, 2, 3, 4], 4, [1], [1, 0, 1, 0, 0, 1, -1, 0], y);          // position 1: a quarter turn of the first pair, a half turn of the second
        Assert.Equal([-2, 1, -3, -4], y);
        float[] back = [10, 10, 10, 10];
        Rotation.AddTurnedBack(y, 4, [1], [1, 0, 1, 0, 0, 1, -1, 0], back);
        Assert.Equal([11, 12, 13, 14], back);
    }

    [Fact]
    public void Results_have_the_bits_of_the_formula_at_every_size()
    {
        foreach (int size in (int[])[2, 4, 6, 8, 10, 14, 16, 18, 32, 34, 64, 66])
            foreach (int heads in (int[])[1, 3])
            {
                int[] positions = [4, 0, 4, 2];
                float[] x = Numbers.Uniform(4 * heads * size, 1), turns = Numbers.Uniform(5 * size, 2, -1, 1), before = Numbers.Uniform(x.Length, 3);
                float[] y = new float[x.Length], back = [.. before];
                Rotation.Turn(x, size, positions, turns, y);
                Rotation.AddTurnedBack(x, size, positions, turns, back);
                for (int i = 0; i < x.Length; i += 2)
                {
                    int turn = positions[i / (heads * size)] * size + i % size;
                    float a = x[i], b = x[i + 1], cos = turns[turn], sin = turns[turn + 1];
                    Numbers.AssertSameBits([a * cos - b * sin, b * cos + a * sin], y.AsSpan(i, 2));
                    Numbers.AssertSameBits([before[i] + (a * cos + b * sin), before[i + 1] + (b * cos - a * sin)], back.AsSpan(i, 2));
                }
                Rotation.Turn(x, size, positions, turns, x);
                Numbers.AssertSameBits(y, x);                                        // in place
            }
    }

    [Fact]
    public void No_rows_are_no_work() => Rotation.Turn([], 4, [], [], []);
}
