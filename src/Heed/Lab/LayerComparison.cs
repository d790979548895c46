using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>One way to map n vectors of size d to n vectors, by formula, by counting and by measurement. Vaswani et al. 2017, table 1.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Formula">Operations of the core, O(…).</param>
/// <param name="Sequential">Operations that have to wait for each other, O(…).</param>
/// <param name="PathFormula">Layers between positions far apart, O(…).</param>
/// <param name="Stack">The stack of such layers through which every input reaches every output it can reach at all; none where no number of layers does.</param>
/// <param name="Seen">Positions of the input that an output in the middle sees through a stack of <see cref="LayerSettings.Depth"/> layers.</param>
/// <param name="Points">What it cost at each length.</param>
/// <param name="BySize">What it cost with each d, at <see cref="LayerSettings.LengthOfSweeps"/>.</param>
/// <param name="ByKernel">What it cost with each k, at the same length; empty where k does not matter.</param>
public sealed record LayerComparison(
    string Name, string Formula, string Sequential, string PathFormula, LayerStack? Stack, int Seen, IReadOnlyList<LayerPoint> Points, IReadOnlyList<LayerPoint> BySize, IReadOnlyList<LayerPoint> ByKernel)
{
    /// <summary>The longest sequence for which the stack that connects all positions is searched.</summary>
    public const int MostConnected = 2048;

    /// <summary>The power of n that the core's multiply-adds grow with.</summary>
    public Exponent Counted => Of(Points, point => point.Length, point => point.Core);

    /// <summary>The power of n that the time of the forward pass grows with.</summary>
    public Exponent Measured => Of(Points, point => point.Length, point => point.Forward);

    /// <summary>The power of n that the time of both passes grows with.</summary>
    public Exponent MeasuredWithBackward => Of(Points, point => point.Length, point => point.ForwardAndBackward);

    /// <summary>The power of d that the core's multiply-adds grow with.</summary>
    public Exponent CountedBySize => Of(BySize, point => point.Size, point => point.Core);

    /// <summary>The power of d that the time of the forward pass grows with.</summary>
    public Exponent MeasuredBySize => Of(BySize, point => point.Size, point => point.Forward);

    /// <summary>The power of k that the core's multiply-adds grow with.</summary>
    public Exponent CountedByKernel => Of(ByKernel, point => point.Kernel, point => point.Core);

    /// <summary>The power of k that the time of the forward pass grows with.</summary>
    public Exponent MeasuredByKernel => Of(ByKernel, point => point.Kernel, point => point.Forward);

    /// <summary>The power of n that the longest chain of operations grows with.</summary>
    public Exponent Depth => Of(Points, point => point.Length, point => point.Depth);

    /// <summary>Measures convolution (plain, dilated, strided), recurrence (RNN, GRU, LSTM) and self-attention (exact, with a window, linear).</summary>
    /// <param name="settings">With what.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="seed">Of weights and inputs.</param>
    /// <param name="progress">Told what comes next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<LayerComparison> Run(LayerSettings settings, Workers? workers = null, ulong seed = 1, IProgress<LabProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        IReadOnlyList<LayerKind> kinds = LayerKind.All(settings);
        var inner = new CpuBackend(workers ?? Workers.All);
        int[] lengths = [.. settings.Lengths], sizes = [.. settings.Sizes], kernels = [.. settings.Kernels];
        // Long sequences take most of the time.
        double all = kinds.Sum(kind => lengths.Sum(Weight) + Weight(settings.LengthOfSweeps) * (sizes.Length + (kind.HasKernel ? kernels.Length : 0))), done = 0;
        var compared = new List<LayerComparison>();
        foreach (LayerKind kind in kinds)
        {
            LayerPoint[] points = [.. lengths.Select(length => Point(kind, length, settings.Size, settings.Kernel))];
            LayerPoint[] bySize = [.. sizes.Select(size => Point(kind, settings.LengthOfSweeps, size, settings.Kernel))];
            LayerPoint[] byKernel = kind.HasKernel ? [.. kernels.Select(kernel => Point(kind, settings.LengthOfSweeps, settings.Size, kernel))] : [];
            int connected = Math.Min(lengths[^1], MostConnected);
            LayerPoint last = points.Last(point => point.Length == lengths.Last(length => length <= connected || length == lengths[0]));
            LayerStack? stack = kind.Connect(connected, settings.Kernel) is { } found
                ? new LayerStack(connected, found.Layers, found.Steps, found.InLayers * (last.Core + last.Projections) * connected / last.Length, found.InLayers * last.Forward * connected / last.Length)
                : null;
            compared.Add(new LayerComparison(kind.Name, kind.Formula, kind.Sequential, kind.PathFormula, stack, kind.Seen(connected, settings.Kernel, settings.Depth), points, bySize, byKernel));
        }
        return compared;

        LayerPoint Point(LayerKind kind, int length, int size, int kernel)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new LabProgress(done / all, $"{kind.Name}, n {length:N0}, d {size:N0}" + (kind.HasKernel ? $", k {kernel:N0}" : "")));
            LayerPoint point = LayerPoint.Of(kind, length, size, kernel, inner, seed);
            done += Weight(length);
            return point;
        }

        static double Weight(int length) => 200 + length;
    }

    private static Exponent Of(IReadOnlyList<LayerPoint> points, Func<LayerPoint, double> x, Func<LayerPoint, double> y) => Exponent.Fit(points.Select(point => (x(point), y(point))));
}

/// <summary>A stack of layers of one kind that connects the positions of a sequence.</summary>
/// <param name="Length">Positions, at most <see cref="LayerComparison.MostConnected"/>.</param>
/// <param name="Layers">How many layers it takes until every input reaches every output that it can reach at all.</param>
/// <param name="Steps">The shortest chain of reads from the first input to the last output.</param>
/// <param name="MultiplyAdds">Multiply-adds of all of them, projections included.</param>
/// <param name="Milliseconds">Their forward time, as one layer's was measured; of strided ones as the rows that they work on.</param>
public sealed record LayerStack(int Length, int Layers, int Steps, double MultiplyAdds, double Milliseconds);
