using Heed.Lab;

namespace Heed.Studio.Pages.Layers;

/// <summary>Layers measured on this machine.</summary>
/// <param name="Question">With what.</param>
/// <param name="Layers">The layers, in the order of <see cref="LayerCost.Ids"/>; their last points are those of n.</param>
public sealed record MeasuredLayers(LayerQuestion Question, IReadOnlyList<LayerComparison> Layers)
{
    /// <summary>Measures at n and a few lengths below it, for the curve.</summary>
    public static MeasuredLayers Of(LayerQuestion question, IProgress<LabProgress> progress, CancellationToken cancellation)
    {
        int n = question.Length;
        int[] lengths = [.. new[] { n / 8, n / 4, n / 2, n }.Where(length => length >= Math.Max(2, question.Kernel) || length == n).Distinct()];
        if (lengths.Length < 2) lengths = [n, 2 * n];
        return new MeasuredLayers(question, LayerComparison.Run(question.Settings with { Lengths = lengths, Sizes = [], Kernels = [] }, progress: progress, cancellation: cancellation));
    }
}
