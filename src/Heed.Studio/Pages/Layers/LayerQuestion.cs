using Heed.Lab;
using Heed.Studio.Shared.Lab;

namespace Heed.Studio.Pages.Layers;

/// <summary>What the page is asked to show; all of it stands in its address.</summary>
/// <param name="Length">n, positions.</param>
/// <param name="Size">d, numbers of a vector.</param>
/// <param name="Kernel">k, what a convolution or a window sees.</param>
/// <param name="Stride">s, of the strided convolution; at most k.</param>
/// <param name="Dilation">The factor by which dilations grow from layer to layer.</param>
/// <param name="Depth">Layers of the stack that is drawn.</param>
/// <param name="Kind">The layer that is drawn.</param>
/// <param name="Output">The output whose inputs are drawn.</param>
/// <param name="Whole">1 where projections are counted too, 0 for the core alone.</param>
public sealed record LayerQuestion(int Length, int Size, int Kernel, int Stride, int Dilation, int Depth, string Kind, int Output, int Whole)
{
    /// <summary>Where sliders end, and the most positions that are drawn.</summary>
    public const int MostDepth = 8, MostDrawn = 32, MostStride = 8, MostDilation = 8;

    /// <summary>Stops of the sliders for n.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048];

    /// <summary>Stops for d.</summary>
    public static IReadOnlyList<int> Sizes { get; } = [8, 16, 32, 48, 64, 96, 128, 192, 256];

    /// <summary>Stops for k.</summary>
    public static IReadOnlyList<int> Kernels { get; } = [2, 3, 4, 5, 7, 9, 13, 17];

    private static LayerQuestion Usual { get; } = new(64, 64, 3, 2, 3, 4, "dilated", 15, 0);

    /// <summary>Positions that are drawn.</summary>
    public int Drawn => Math.Min(Length, MostDrawn);

    /// <summary>What the library compares layers with.</summary>
    public LayerSettings Settings => new() { Size = Size, Kernel = Kernel, Stride = Stride, Dilation = Dilation, Depth = Depth };

    /// <summary>What an address asks for.</summary>
    public static LayerQuestion Of(string uri)
    {
        var query = new LabQuery(uri);
        return new LayerQuestion(
            query.Number("n", Usual.Length, Lengths[0], Lengths[^1]), query.Number("d", Usual.Size, Sizes[0], Sizes[^1]), query.Number("k", Usual.Kernel, Kernels[0], Kernels[^1]), query.Number("s", Usual.Stride, 2, MostStride),
            query.Number("f", Usual.Dilation, 2, MostDilation), query.Number("l", Usual.Depth, 1, MostDepth), query.Name("layer", Usual.Kind, LayerCost.Ids), query.Number("o", Usual.Output, 0, MostDrawn - 1),
            query.Number("w", Usual.Whole, 0, 1)).Fitted();
    }

    /// <summary>The same with every number where it has a meaning: one of the slider's stops, a kernel that fits the sentence, a stride within the kernel.</summary>
    public LayerQuestion Fitted()
    {
        int length = Nearest(Lengths, Length), kernel = Kernels.Where(k => k <= length).MinBy(k => Math.Abs(k - Kernel));
        return this with { Length = length, Size = Nearest(Sizes, Size), Kernel = kernel, Stride = Math.Clamp(Stride, 2, kernel), Output = Math.Clamp(Output, 0, Math.Min(length, MostDrawn) - 1) };
    }

    /// <summary>The address that asks for it.</summary>
    public string Address() => LabQuery.Write("/layers", ("n", Length, Usual.Length), ("d", Size, Usual.Size), ("k", Kernel, Usual.Kernel), ("s", Stride, Usual.Stride), ("f", Dilation, Usual.Dilation), ("l", Depth, Usual.Depth),
        ("layer", Kind, Usual.Kind), ("o", Output, Usual.Output), ("w", Whole, Usual.Whole));

    private static int Nearest(IReadOnlyList<int> stops, int value) => stops[LabSlider.Nearest(stops, value)];
}
