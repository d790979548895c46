using Heed.Lab;
using Heed.Visuals;

namespace Heed.Tests.Visuals;

/// <summary>
/// Pictures as they were looked at and found right. When one is meant to change, set HEED_WRITE_SVG to the folder Fixtures/svg of the sources, run these tests, look at what they wrote, and commit it.
/// </summary>
public sealed class GoldenSvgTests
{
    public static TheoryData<string> Names => [.. Pictures.Keys];

    private static readonly Dictionary<string, Func<string>> Pictures = new()
    {
        ["curves"] = () => SvgCurves.Draw("position", [("sin", [.. Enumerable.Range(0, 9).Select(i => Math.Sin(i))]), ("خط", [.. Enumerable.Range(0, 9).Select(i => i / 8.0)])]),
        ["powers"] = () => SvgCurves.DrawLogarithmic("n", "ms", [("n²", [.. Enumerable.Range(4, 4).Select(p => ((double)(1 << p), 1e-4 * (1 << (2 * p))))]), ("n", [.. Enumerable.Range(4, 4).Select(p => ((double)(1 << p), 1e-3 * (1 << p)))]), ("none", [])]),
        ["bands"] = () => SvgCurves.DrawBands("فاصله", [4, 8, 16], [("attention", [(1, 1, 1), (0.95, 0.9, 1), (0.9, 0.8, 0.95)]), ("convolution", [(1, 1, 1), (0.12, 0.1, 0.15), (double.NaN, double.NaN, double.NaN)])], bound: 1),
        ["digits"] = () => PositionPage.DrawDigits().Digits,
        ["waves"] = () => PositionPage.DrawDigits().Waves,
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_is_what_was_looked_at(string name)
    {
        string drawn = Pictures[name]().Replace("><", ">\n<", StringComparison.Ordinal) + "\n";
        if (Environment.GetEnvironmentVariable("HEED_WRITE_SVG") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, name + ".svg"), drawn);
        else Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "svg", name + ".svg")).ReplaceLineEndings("\n"), drawn);
    }
}
