using Heed.Positions;
using Heed.Studio.Pages.Positions;
using Heed.Studio.Shared.Lab;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class PositionSightTests
{
    private static readonly PositionQuestion Usual = PositionQuestion.Of("");

    [Fact]
    public void Every_encoding_can_be_looked_at_at_the_ends_of_every_slider()
    {
        foreach (string name in PositionQuestion.Names)
            foreach ((int n, int d, int times) in ((int, int, int)[])[(8, 8, 1), (8, 8, 4), (128, 128, 4), (33, 10, 3)])
            {
                PositionQuestion asked = (Usual with { First = name, Length = n, Size = d, Times = times, Position = n * times - 1 }).Fitted();
                PositionSight sight = PositionSight.Of(name, asked, TestContext.Current.CancellationToken);
                Assert.StartsWith("data:image/png;base64,", sight.Address, StringComparison.Ordinal);
                Assert.Equal(sight.Rows * sight.Columns, sight.Values.Length);
            }
    }

    [Fact]
    public void A_cell_is_the_number_of_the_code()
    {
        PositionSight sight = Sight("sinusoidal");
        Assert.Equal(PositionPlace.Codes, sight.Place);
        Assert.Equal(Math.Sin(40), sight[40, 0], 6);
        Assert.Equal(Math.Cos(40 * Math.Pow(10_000, -6.0 / 32)), sight[40, 7], 6);
        Assert.Equal(16, sight.Products[0], 5);
    }

    [Fact]
    public void A_learned_table_has_nothing_beyond_its_end()
    {
        PositionSight sight = Sight("learned");
        Assert.Equal((64, 32), (sight.Rows, sight.Known));
        Assert.True(double.IsNaN(sight[32, 0]) && !double.IsNaN(sight[31, 0]));
    }

    [Fact]
    public void The_score_of_turned_vectors_depends_on_their_distance_alone()
    {
        PositionSight sight = Sight("rotary");
        for (int i = 0; i < 20; i++) Assert.Equal(sight.Products[7], sight[i, i + 7], 5);
        Assert.Equal(1, sight[3, 3], 5);
    }

    [Fact]
    public void The_bias_of_alibi_falls_with_the_distance_by_each_heads_slope()
    {
        PositionSight sight = Sight("alibi");
        double[] slopes = [.. new AlibiEncoding(4).Slopes.ToArray()];
        for (int head = 0; head < 4; head++) Assert.Equal(-slopes[head] * 5, sight.Biases[head][31 + 5], 6);
        Assert.Equal(-slopes[0] * 3, sight[10, 7], 6);
    }

    [Fact]
    public void Moving_turns_every_pair_and_only_rounding_is_left()
    {
        PositionTurn turn = PositionTurn.Of(Usual with { Offset = 9 }, TestContext.Current.CancellationToken);
        Assert.InRange(turn.WorstError, turn.Error, 1e-6 * turn.Norm);
        Assert.InRange(turn.Spread, 0, 1e-5);
        Assert.Equal(1, turn.Frequencies[0]);
        Assert.Equal(8, turn.Shown.Length);
    }

    [Fact]
    public void What_is_larger_than_training_has_met_has_a_colour_of_its_own()
    {
        Assert.Equal(PositionSight.Colour(1.5), PositionSight.Colour(-2));
        Assert.NotEqual(PositionSight.Colour(1.5), PositionSight.Colour(1));
        Assert.NotEqual(PositionSight.Colour(-1), PositionSight.Colour(1));
    }

    [Fact]
    public void A_picture_is_a_png_of_its_size()
    {
        byte[] file = PixelImage.Encode(2, 3, (row, column) => ((byte)row, (byte)column, 7));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], file[..4]);
        Assert.Equal([0, 0, 0, 3, 0, 0, 0, 2], file[16..24]);
        Assert.Equal([0xAE, 0x42, 0x60, 0x82], file[^4..]);                                  // the check of an empty IEND, as every PNG has it
    }

    private static PositionSight Sight(string name) => PositionSight.Of(name, Usual, TestContext.Current.CancellationToken);
}
