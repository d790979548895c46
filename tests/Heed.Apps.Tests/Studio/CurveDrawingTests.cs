using Heed.Studio.Pages.Runs;

namespace Heed.Apps.Tests.Studio;

public sealed class CurveDrawingTests
{
    [Theory]
    [InlineData(0, 10, 5, new double[] { 0, 2, 4, 6, 8, 10 })]
    [InlineData(0.12, 0.31, 4, new double[] { 0.15, 0.2, 0.25, 0.3 })]
    [InlineData(1, 1780, 5, new double[] { 500, 1000, 1500 })]
    public void Numbers_beside_an_axis_are_round(double low, double high, int about, double[] expected) =>
        Assert.Equal(expected, CurveDrawing.Ticks(low, high, about).Select(static tick => Math.Round(tick, 9)));

    [Fact]
    public void The_first_and_the_last_point_reach_from_edge_to_edge()
    {
        var drawing = Drawing([(10, 1), (20, 3), (30, 2)]);
        Assert.Equal((54, 546), (drawing.X(10), drawing.X(30)));
        Assert.Equal((204, 10), (drawing.Y(1), drawing.Y(3)));
        Assert.Contains("points=\"54.0,204.0 300.0,10.0 546.0,107.0\"", drawing.Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_logarithmic_axis_gives_equal_ratios_equal_heights()
    {
        var drawing = Drawing([(1, 1), (2, 10), (3, 100)], logarithmic: true);
        Assert.Equal(drawing.Y(1) - drawing.Y(10), drawing.Y(10) - drawing.Y(100), 6);
        Assert.True(double.IsFinite(Drawing([(1, 0), (2, 10)], logarithmic: true).Y(0)));       // not all positive: drawn as they are
    }

    [Fact]
    public void The_smallest_and_the_largest_numbers_are_drawn_in_the_end() =>
        Assert.DoesNotContain("NaN", Drawing([(1, double.Epsilon), (1L << 48, 1e30)], logarithmic: true).Svg, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void Values_that_are_all_the_same_are_drawn(double value)
    {
        var drawing = Drawing([(1, value), (2, value)]);
        Assert.DoesNotContain("NaN", drawing.Svg, StringComparison.Ordinal);
        Assert.InRange(drawing.Y(value), 10, 204);
    }

    [Fact]
    public void Smoothing_forgets_and_does_not_begin_at_zero()
    {
        IReadOnlyList<(long Step, double Value)> smooth = Curve.Smooth([(1, 3), (2, 0)], 0.5);
        Assert.Equal(3, smooth[0].Value);
        Assert.Equal(1, smooth[1].Value, 12);                                                   // (0.5 · 1.5 + 0.5 · 0) / 0.75
    }

    [Fact]
    public void Thinning_keeps_the_last_point()
    {
        IReadOnlyList<(long Step, double Value)> thin = Curve.Thin([.. Enumerable.Range(1, 1001).Select(static i => ((long)i, (double)i))], 400);
        Assert.InRange(thin.Count, 300, 400);
        Assert.Equal(1001, thin[^1].Step);
    }

    private static CurveDrawing Drawing(IReadOnlyList<(long, double)> points, bool logarithmic = false) =>
        new([new Curve("one", 0, points)], logarithmic, fromZero: false, static value => $"{value}", static step => $"{step}");
}
