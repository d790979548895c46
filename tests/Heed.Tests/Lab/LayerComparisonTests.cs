using Heed.Kernels;
using Heed.Lab;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Lab;

public sealed class LayerComparisonTests
{
    private static readonly LayerSettings Small = new() { Lengths = [64, 128, 256], Sizes = [4, 8, 16], Kernels = [2, 4, 8], Size = 8 };

    [Fact]
    public void What_is_counted_is_the_formula()
    {
        IReadOnlyList<LayerComparison> compared = LayerComparison.Run(Small, Workers.One);
        long n = 256, d = 8, k = 3, s = 2;
        // A window of k loses k − 1 pairs at the ends together: one before the first, one after the last.
        Assert.Equal([k * n * d * d, k * n * d * d, 2 * (n / s) * k * d * d, n * d * d, 3 * n * d * d, 4 * n * d * d, 2 * n * n * d, (k * n - 2) * 2 * d, 2 * n * d * d], compared.Select(layer => layer.Points[^1].Core));
        Assert.Equal([0, 0, 0, n * d * d, 3 * n * d * d, 4 * n * d * d, 4 * n * d * d, 4 * n * d * d, 4 * n * d * d], compared.Select(layer => layer.Points[^1].Projections));
        (double N, double D, double? K)[] powers = [(1, 2, 1), (1, 2, 1), (1, 2, 1), (1, 2, null), (1, 2, null), (1, 2, null), (2, 1, null), (1, 1, 1), (1, 2, null)];
        for (int i = 0; i < powers.Length; i++)
        {
            Assert.Equal(powers[i].N, compared[i].Counted.Value, 0.05);
            Assert.Equal(powers[i].D, compared[i].CountedBySize.Value, 0.05);
            if (powers[i].K is { } power) Assert.Equal(power, compared[i].CountedByKernel.Value, 0.05);
            else Assert.Empty(compared[i].ByKernel);
        }
        Assert.All(compared, layer => Assert.All(layer.Points, point => Assert.True(point.Forward > 0 && point.ForwardAndBackward > 0 && point.Bytes > 4 * point.Length * 8 && point.BackwardMemory > point.ForwardMemory && point.ForwardMemory >= 4 * point.Length * 8)));
        // A kernel of 3 goes on by one; eight halvings of 256 leave one position, and eight steps lead back.
        Assert.Equal([255, 16, 1, 1, 1, 1, 255, 1], compared.Where(layer => layer.Name != "convolution, dilated").Select(layer => layer.Stack!.Layers));
        Assert.InRange(compared[1].Stack!.Layers, 6, 12);
    }

    [Fact]
    public void Chains_of_operations_grow_with_time_in_recurrences_alone()
    {
        IReadOnlyList<LayerComparison> compared = LayerComparison.Run(Small with { Sizes = [], Kernels = [] }, Workers.One);
        // A step is a product, and a cell; without gates a sum and a tanh. Attention: a projection, a scale, scores, softmax, weighted sum, a projection.
        Assert.Equal([1, 1, 4, 3 * 256, 2 * 256, 2 * 256, 6, 6, 5], compared.Select(layer => layer.Points[^1].Depth));
        Assert.Equal([0, 0, 0, 1, 1, 1, 0, 0, 0], compared.Select(layer => Math.Round(layer.Depth.Value, 6)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Fused_attention_declares_what_composed_attention_asks_for(int heads)
    {
        var counting = new CountingBackend(CpuBackend.SingleThreaded);
        var workspace = new Workspace(counting);
        var attention = new Heed.Attention.MultiHeadAttention(new Heed.Attention.MultiHeadOptions { QuerySize = 4, Heads = heads });
        attention.Initialize(1);
        Tensor x = workspace.Zeros(new(1, 6, 4));
        counting.Reset();
        attention.Forward(x, Heed.Attention.AttentionMask.All, new ForwardContext(workspace));
        (long, int) fused = (counting.MultiplyAdds, counting.Depth);
        counting.Reset();
        attention.Forward(x, Heed.Attention.AttentionMask.All, new ForwardContext(workspace) { ByFormula = true });
        Assert.Equal((4 * 6 * 4 * 4 + 2 * 6 * 6 * 4, 6), fused);
        Assert.Equal((counting.MultiplyAdds, counting.Depth), fused);
    }

    [Fact]
    public void A_loop_over_time_counts_as_its_steps()
    {
        var counting = new CountingBackend(CpuBackend.SingleThreaded);
        var workspace = new Workspace(counting);
        foreach ((string cell, _, _) in RecurrentCells.All)
        {
            RecurrentLayers layers = RecurrentCells.Create(cell, new RecurrentOptions(3, 3));
            layers.Initialize(1);
            Tensor x = workspace.From(new(5, 3), new float[15]);
            Tensor[] states = [.. Enumerable.Range(0, layers.StatesPerLayer).Select(_ => workspace.Zeros(new(1, 3)))];
            counting.Reset();
            layers.Forward(x, new PackedSequence([5]), new ForwardContext(workspace));
            int whole = counting.Depth;
            counting.Reset();
            for (int t = 0; t < 5; t++) states = layers.Step(x.Rows(t, 1), states, null, 0, new ForwardContext(workspace)).States;
            Assert.Equal(counting.Depth, whole);
        }
    }

    [Fact]
    public void A_slope_comes_with_its_interval()
    {
        Exponent exact = Exponent.Fit([(1, 3), (2, 12), (4, 48), (8, 192)]);
        Assert.Equal((2, 2, 2), (Math.Round(exact.Value, 9), Math.Round(exact.Low, 6), Math.Round(exact.High, 6)));
        Exponent rough = Exponent.Fit([(1, 1), (2, 2.2), (4, 3.9), (8, 8.1)]);
        Assert.True(rough.Low < 1 && 1 < rough.High && rough.High - rough.Low < 0.5);
        Assert.True(double.IsNaN(Exponent.Fit([(1, 1)]).Value));
    }

    [Fact]
    public void Lengths_at_which_one_overtakes_another_are_between_measured_ones()
    {
        (bool fasterAtFirst, IReadOnlyList<LayerCrossing> crossings) = LayerCrossing.Find(Small, longest: 512, workers: Workers.One);
        bool faster = fasterAtFirst;
        foreach (LayerCrossing crossing in crossings)
        {
            Assert.InRange(crossing.Length, crossing.Low, crossing.High);
            Assert.NotEqual(faster, crossing.FasterAfter);
            faster = crossing.FasterAfter;
        }
        Assert.Throws<ArgumentException>(() => LayerCrossing.Find(Small, "recurrence, none"));
        Assert.Throws<ArgumentException>(() => LayerCrossing.Find(Small, longest: 1));
    }

    public static TheoryData<LayerSettings, string> Refused => new()
    {
        { Small with { Lengths = [16] }, "two or more" },
        { Small with { Lengths = [0, 16] }, "from 2" },
        { Small with { Lengths = [32, 16] }, "rising" },
        { Small with { Lengths = [16, 1 << 20] }, "16,384" },
        { Small with { Size = 0 }, "size" },
        { Small with { Kernel = 65 }, "kernel" },
        { Small with { Stride = 65 }, "stride: 65 is above the shortest length, 64" },
        { Small with { Stride = 4 }, "above the kernel" },
        { Small with { Heads = 3 }, "3 heads do not divide" },
        { Small with { Depth = 0 }, "depth" },
        { Small with { Sizes = [8, 4] }, "sizes" },
        { Small with { Kernels = [0, 4] }, "kernels" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_compared_is_said(LayerSettings settings, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => LayerComparison.Run(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_kernel_of_one_never_connects()
    {
        IReadOnlyList<LayerComparison> compared = LayerComparison.Run(Small with { Lengths = [8, 16], Kernel = 1, Sizes = [], Kernels = [] }, Workers.One);
        Assert.DoesNotContain(compared, layer => layer.Name.Contains("stride", StringComparison.Ordinal));
        Assert.Equal([true, true, false, false, false, false, true, false], compared.Select(layer => layer.Stack is null));
    }

    [Fact]
    public void A_page_holds_every_layer_and_loads_nothing()
    {
        var report = new LayerReport(Small, LayerComparison.Run(Small with { Lengths = [8, 16], Sizes = [4, 8], Kernels = [2, 3] }, Workers.One), true, [new LayerCrossing(10, 8, 12, false)],
            [new DistancePoint("copy", "family <1>", 7, 4, [1, 0.5], [10, 20]), new DistancePoint("copy", "family <1>", 7, 8, [0.25, 0.5], [20, 20])]);
        foreach ((string language, string direction) in new[] { ("en", "ltr"), ("fa", "rtl") })
        {
            using var page = new StringWriter();
            LayerPage.Write(page, report, "heed compare <x>", language);
            string html = page.ToString();
            Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\">", html, StringComparison.Ordinal);
            Assert.Contains("heed compare &lt;x&gt;", html, StringComparison.Ordinal);
            Assert.Contains("family &lt;1&gt;", html, StringComparison.Ordinal);
            Assert.Contains("75% (50–100)", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
            // In three tables, and under the pictures over n twice and over d.
            Assert.Equal(6, html.Split("self-attention, linear</bdi>").Length - 1);
            string[] charts = [.. LabPage.Charts(html)];
            Assert.Equal(html.Split("<svg ").Length - 1, charts.Length);
            Assert.All(charts, chart => Assert.Equal("svg", System.Xml.Linq.XElement.Parse(chart).Name.LocalName));
        }
        Assert.Throws<ArgumentException>(() => LayerPage.Write(TextWriter.Null, report, "", "xx"));
    }

    [Fact]
    public void It_stops_when_asked()
    {
        Assert.Throws<OperationCanceledException>(() => LayerComparison.Run(Small, cancellation: new CancellationToken(true)));
        Assert.Throws<OperationCanceledException>(() => LayerCrossing.Find(Small, cancellation: new CancellationToken(true)));
    }

    [Fact]
    public void Progress_rises_to_its_end()
    {
        var told = new List<LabProgress>();
        LayerComparison.Run(Small with { Lengths = [8, 16], Sizes = [], Kernels = [] }, Workers.One, progress: new Told(told));
        Assert.Equal(2 * 9, told.Count);
        Assert.Equal(0, told[0].Done);
        Assert.True(told.Zip(told.Skip(1)).All(pair => pair.First.Done < pair.Second.Done) && told[^1].Done < 1);
    }

    private sealed class Told(List<LabProgress> told) : IProgress<LabProgress>
    {
        public void Report(LabProgress value) => told.Add(value);
    }
}
