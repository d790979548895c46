using Heed.Visuals;

namespace Heed.Tests.Visuals;

public sealed class SvgCurvesTests
{
    [Fact]
    public void A_matrix_is_drawn_in_runs_of_one_colour() =>
        Assert.Equal("<svg class=\"matrix\" role=\"img\" aria-label=\"a&amp;b\" viewBox=\"0 0 24 16\" shape-rendering=\"crispEdges\">"
            + $"<rect x=\"0\" y=\"0\" width=\"16\" height=\"8\" fill=\"{HeatPalette.Hex(0)}\"/><rect x=\"16\" y=\"0\" width=\"8\" height=\"8\" fill=\"{HeatPalette.Hex(1)}\"/>"
            + $"<rect x=\"0\" y=\"8\" width=\"24\" height=\"8\" fill=\"{HeatPalette.Hex(1)}\"/></svg>",
            SvgCurves.DrawMatrix("a&b", [0, 0, 2, 2, 2, 2], 2, 3));

    [Fact]
    public void A_curve_goes_from_corner_to_corner()
    {
        string svg = SvgCurves.Draw("x", [("line", [0.0, 1, 2]), ("with a gap", [2.0, double.NaN, 0])]);
        Assert.Contains("points=\"56.0,212.0 296.0,112.0 536.0,12.0\"", svg, StringComparison.Ordinal);
        Assert.Contains("points=\"56.0,12.0 536.0,212.0\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_power_is_a_straight_line()
    {
        string svg = SvgCurves.DrawLogarithmic("n", "ms", [("square", [(1.0, 0.01), (2.0, 0.04), (4.0, 0.16)])]);
        // From 10⁻² to 10⁰ of 200 pixels: 0.04 and 0.16 are 0.602 and 1.204 of two decades up.
        Assert.Contains("points=\"56.0,212.0 296.0,151.8 536.0,91.6\"", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_draw_is_no_error() => Assert.Contains("</svg>", SvgCurves.Draw("x", []), StringComparison.Ordinal);
}
