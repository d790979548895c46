using Heed.Kernels;
using Heed.Lab;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Lab;

public sealed class LayerComparisonTests
{
    [Fact]
    public void What_is_counted_is_the_formula()
    {
        IReadOnlyList<LayerComparison> compared = LayerComparison.Run([64, 128, 256], 8, 3, Workers.One);
        long n = 256, d = 8;
        Assert.Equal([3 * n * d * d, 3 * n * d * d, 4 * n * d * d, 2 * n * n * d, (7 * n - 2 * (1 + 2 + 3)) * 2 * d, 2 * n * d * d], compared.Select(layer => layer.Points[^1].Core));
        Assert.Equal([0, 3 * n * d * d, 4 * n * d * d, 4 * n * d * d, 4 * n * d * d, 4 * n * d * d], compared.Select(layer => layer.Points[^1].Projections));
        double[] powers = [1, 1, 1, 2, 1, 1];
        for (int i = 0; i < powers.Length; i++) Assert.Equal(powers[i], compared[i].Counted.Value, 0.05);
        Assert.All(compared, layer => Assert.All(layer.Points, point => Assert.True(point.Forward > 0 && point.ForwardAndBackward > 0 && point.Bytes > 4 * point.Length * 8)));
        Assert.Equal([255, 1, 1, 1, 85, 1], compared.Select(layer => layer.Path!.Value.Layers));
    }

    [Fact]
    public void Fused_attention_declares_what_composed_attention_asks_for()
    {
        var counting = new CountingBackend(CpuBackend.SingleThreaded);
        var workspace = new Workspace(counting);
        Tensor[] x = [.. Enumerable.Range(0, 3).Select(i => workspace.Zeros(new(6, 4)))];
        counting.Reset();
        new AttentionOperands(x[0], x[1], x[2], 1, 1, [new AttentionSpan(0, 6, 0, 6)], MaskSpec.All).Attention(null);
        long fused = counting.MultiplyAdds;
        counting.Reset();
        x[0].Reshape(1, 6, 4).MatMulTransposed(x[1].Reshape(1, 6, 4), null).MaskedSoftmax(1, [6], [0], MaskSpec.All, null).MatMul(x[2].Reshape(1, 6, 4), null);
        Assert.Equal(2 * 6 * 6 * 4, counting.MultiplyAdds);
        Assert.Equal(counting.MultiplyAdds, fused);
    }

    [Fact]
    public void A_slope_comes_with_its_interval()
    {
        Exponent exact = LayerComparison.Fit([(1, 3), (2, 12), (4, 48), (8, 192)]);
        Assert.Equal((2, 2, 2), (Math.Round(exact.Value, 9), Math.Round(exact.Low, 6), Math.Round(exact.High, 6)));
        Exponent rough = LayerComparison.Fit([(1, 1), (2, 2.2), (4, 3.9), (8, 8.1)]);
        Assert.True(rough.Low < 1 && 1 < rough.High && rough.High - rough.Low < 0.5);
    }

    [Fact]
    public void Lengths_at_which_one_overtakes_another_are_found_between()
    {
        LayerComparison steep = With(1, 4, 16), flat = With(2, 4.5, 8);
        Assert.InRange(Assert.Single(steep.Crossings(flat)), 20, 40);
        Assert.Empty(steep.Crossings(With(20, 20, 20)));

        static LayerComparison With(params double[] times) => new("", "", "", null, [.. times.Select((time, i) => new LayerPoint(10 << i, 0, 0, 0, time, time))]);
    }

    [Theory]
    [InlineData(new[] { 16 }, 8, 3, "two or more")]
    [InlineData(new[] { 0, 16 }, 8, 3, "from 2")]
    [InlineData(new[] { 32, 16 }, 8, 3, "rising")]
    [InlineData(new[] { 16, 32 }, 0, 3, "size")]
    [InlineData(new[] { 16, 32 }, 8, 17, "kernel")]
    public void What_cannot_be_compared_is_said(int[] lengths, int size, int kernel, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => LayerComparison.Run(lengths, size, kernel)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_page_holds_every_layer_and_loads_nothing()
    {
        IReadOnlyList<LayerComparison> compared = LayerComparison.Run([8, 16], 4, 3, Workers.One);
        foreach ((string language, string direction) in new[] { ("en", "ltr"), ("fa", "rtl") })
        {
            using var page = new StringWriter();
            LayerPage.Write(page, compared, "heed compare <x>", language);
            string html = page.ToString();
            Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\">", html, StringComparison.Ordinal);
            Assert.Contains("heed compare &lt;x&gt;", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.Equal(3, html.Split("self-attention, linear</bdi>").Length - 1);
            Assert.Equal(compared.Count, html.Split("<polyline").Length - 1);
        }
        Assert.Throws<ArgumentException>(() => LayerPage.Write(TextWriter.Null, compared, "", "xx"));
    }

    [Fact]
    public void It_stops_when_asked() =>
        Assert.Throws<OperationCanceledException>(() => LayerComparison.Run([16, 32], 8, 3, cancellation: new CancellationToken(true)));
}
