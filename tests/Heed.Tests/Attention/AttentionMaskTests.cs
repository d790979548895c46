using Heed.Attention;

namespace Heed.Tests.Attention;

public sealed class AttentionMaskTests
{
    [Fact]
    public void It_keeps_the_lengths_it_was_given()
    {
        int[] lengths = [3, 0, 7];
        var mask = AttentionMask.ForKeyLengths(lengths);
        lengths[0] = 99;                                    // a copy is kept
        Assert.Equal([3, 0, 7], mask.Lengths);
    }

    [Fact]
    public void A_negative_length_is_refused() =>
        Assert.Contains("-1", Assert.Throws<ArgumentException>(() => AttentionMask.ForKeyLengths([2, -1])).Message);

    [Fact]
    public void What_two_masks_allow_is_what_both_allow()
    {
        AttentionMask[] masks =
        [
            AttentionMask.All, AttentionMask.Causal, AttentionMask.ForKeyLengths([4, 9]), AttentionMask.ForKeyLengths([7, 2]), AttentionMask.Window(2, 1), AttentionMask.DilatedWindow(6, 6, 2), AttentionMask.DilatedWindow(9, 3, 3),
            AttentionMask.Allowing(Matrix(7, 6, 4)), AttentionMask.Allowing(Matrix(5, 9, 3)), AttentionMask.Allowing(new bool[3, 0]),
        ];
        foreach (AttentionMask a in masks)
            foreach (AttentionMask b in masks)
            {
                AttentionMask both = a & b;
                for (int sentence = 0; sentence < 2; sentence++)
                    for (int i = 0; i < 9; i++)
                        for (int j = 0; j < 9; j++) Assert.Equal(a.Allows(sentence, i, j) && b.Allows(sentence, i, j), both.Allows(sentence, i, j));
            }

        static bool[,] Matrix(int rows, int columns, int every)
        {
            bool[,] allowed = new bool[rows, columns];
            for (int i = 0; i < rows; i++)
                for (int j = 0; j < columns; j++) allowed[i, j] = (i * 7 + j * 5) % every != 0;
            return allowed;
        }
    }

    [Fact]
    public void Lengths_say_how_many_keys_are_there()
    {
        AttentionMask mask = AttentionMask.ForKeyLengths([2, 0]);
        Assert.Equal([0, 1], Enumerable.Range(0, 5).Where(key => mask.Allows(0, 4, key)));
        Assert.DoesNotContain(Enumerable.Range(0, 5), key => mask.Allows(1, 4, key));
        Assert.Equal([2, 0], (mask & AttentionMask.Causal).Lengths);
        Assert.Equal([1, 0], AttentionMask.Causal.BitwiseAnd(AttentionMask.ForKeyLengths([1, 3]) & mask).Lengths);
        Assert.Null(AttentionMask.All.Lengths);
    }

    [Fact]
    public void Numbers_that_mean_nothing_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMask.Window(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMask.Window(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMask.DilatedWindow(-1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMask.DilatedWindow(0, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AttentionMask.DilatedWindow(0, 0, 0));
        Assert.True(AttentionMask.DilatedWindow(0, 0, 1).Allows(0, 3, 3));
    }

    [Fact]
    public void A_dilated_window_by_hand()
    {
        AttentionMask mask = AttentionMask.DilatedWindow(4, 2, 2);
        Assert.Equal([1, 3, 5, 7], Enumerable.Range(0, 10).Where(key => mask.Allows(0, 5, key)));
        Assert.Equal([0, 2], Enumerable.Range(0, 10).Where(key => mask.Allows(0, 0, key)));
    }

    [Fact]
    public void Masks_for_different_batches_do_not_combine() =>
        Assert.Contains("2 sentences", Assert.Throws<ArgumentException>(() => AttentionMask.ForKeyLengths([1, 2]) & AttentionMask.ForKeyLengths([1, 2, 3])).Message);
}
