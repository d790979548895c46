using Bunit;
using Heed.Studio.Shared.Lab;
using Heed.Studio.Wording;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Apps.Tests.Studio.Lab;

public sealed class LabPartsTests : BunitContext
{
    [Fact]
    public void A_slider_over_stops_tells_the_stop_and_writes_it_out()
    {
        Services.AddSingleton(Words.In("fa"));
        int told = 0;
        IRenderedComponent<LabSlider> slider = Render<LabSlider>(parameters => parameters
            .Add(p => p.Id, "n").Add(p => p.Label, "n").Add(p => p.Value, 32).Add(p => p.Stops, [8, 32, 2048]).Add(p => p.ValueChanged, value => told = value));
        Assert.Equal("1", slider.Find("input").GetAttribute("value"));
        Assert.Equal("۳۲", slider.Find("output").TextContent);
        Assert.Equal("۳۲", slider.Find("input").GetAttribute("aria-valuetext"));
        slider.Find("input").Input("2");
        Assert.Equal(2048, told);
    }

    [Fact]
    public void A_curve_has_a_gap_where_a_number_is_missing()
    {
        Services.AddSingleton(Words.In("en"));
        IRenderedComponent<LabPlot> plot = Render<LabPlot>(parameters => parameters.Add(p => p.Label, "wave").Add(p => p.XLabel, "position").Add(p => p.Curves, [LabCurve.Over("a", [0, 1, double.NaN, 1, 0])]));
        string path = plot.Find("path.lab-curve").GetAttribute("d")!;
        Assert.Equal(2, path.Count(c => c == 'M'));
        Assert.Equal(2, path.Count(c => c == 'L'));
        Assert.Equal("wave", plot.Find("svg").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData(0.0, 1.0, 5, new[] { 0, 0.2, 0.4, 0.6, 0.8, 1 })]
    [InlineData(-1.0, 1.0, 4, new[] { -1, -0.5, 0, 0.5, 1 })]
    [InlineData(3.0, 97.0, 5, new[] { 0.0, 20, 40, 60, 80, 100 })]
    [InlineData(5.0, 5.0, 5, new[] { 0.0, 1, 2, 3, 4, 5 })]
    public void Marks_are_round_numbers(double low, double high, int marks, double[] expected)
    {
        IReadOnlyList<double> found = LabScale.Of([low, high], marks: marks).Marks;
        Assert.Equal(expected.Length, found.Count);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 9));
    }

    [Fact]
    public void Powers_of_ten_mark_a_logarithmic_axis()
    {
        LabScale scale = LabScale.Of([3, 4000], isLogarithmic: true);
        Assert.Equal((1.0, 10_000.0), (scale.Low, scale.High));
        Assert.Equal([1, 10, 100, 1000, 10_000], scale.Marks);
        Assert.Equal(0.5, scale.Of(100), 9);
        Assert.Equal([5, 10, 20, 50], LabScale.Of([4, 60], isLogarithmic: true, isExact: true).Marks);
    }

    [Theory]
    [InlineData("en", 0.5, "0.5")]
    [InlineData("en", 8.4e-8, "8.4 · 10⁻⁸")]
    [InlineData("en", 1e6, "10⁶")]
    [InlineData("en", -2, "−2")]
    [InlineData("fa", 0.25, "۰٫۲۵")]
    [InlineData("fa", -2, "\u200E−۲")]
    public void Numbers_that_are_very_large_or_very_small_are_powers_of_ten(string language, double number, string written) => Assert.Equal(written, LabText.Number(Words.In(language), number));

    [Fact]
    public void A_formula_has_indices_and_powers()
    {
        Assert.Equal("p<sub>i,2j</sub> = 10000<sup>−2j/d</sup> a_b", Render(LabText.Formula("p_{i,2j} = 10000^{−2j/d} a_b")).Markup);
    }
}
