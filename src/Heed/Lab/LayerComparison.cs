using System.Diagnostics;
using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>What one layer cost at one length.</summary>
/// <param name="Length">n, positions.</param>
/// <param name="Core">Multiply-adds of the layer's core, counted as the backend was asked for them.</param>
/// <param name="Projections">Those of projections before and after it: of queries, keys, values and output, or of a recurrence's inputs.</param>
/// <param name="Bytes">Bytes of the operands of all operations, forward.</param>
/// <param name="Forward">Milliseconds of the forward pass, the median.</param>
/// <param name="ForwardAndBackward">Milliseconds of both, the median.</param>
public readonly record struct LayerPoint(int Length, long Core, long Projections, long Bytes, double Forward, double ForwardAndBackward);

/// <summary>A slope of logarithms with the interval that holds it with a probability of 95 %, as least squares tell it.</summary>
public readonly record struct Exponent(double Value, double Low, double High);

/// <summary>One way to map n vectors of size d to n vectors, by formula, by counting and by measurement. Vaswani et al. 2017, table 1.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Formula">Operations of the core.</param>
/// <param name="Sequential">Operations that have to wait for each other.</param>
/// <param name="Path">Layers that connect the first position with the last, and the steps between them at the longest length; none where nothing connects them.</param>
/// <param name="Points">What it cost at each length.</param>
public sealed record LayerComparison(string Name, string Formula, string Sequential, (int Layers, int Steps)? Path, IReadOnlyList<LayerPoint> Points)
{
    /// <summary>The longest sequence and the largest vectors that can be compared.</summary>
    public const int MostLength = 16_384, MostSize = 1024;

    /// <summary>The power of n that the core's multiply-adds grow with.</summary>
    public Exponent Counted => Fit(Points.Select(point => ((double)point.Length, (double)point.Core)));

    /// <summary>The power of n that the time of the forward pass grows with.</summary>
    public Exponent Measured => Fit(Points.Select(point => ((double)point.Length, point.Forward)));

    /// <summary>Measures convolution, GRU, LSTM and self-attention (exact, with a window, linear) at some lengths.</summary>
    /// <param name="lengths">Ascending lengths, two at least.</param>
    /// <param name="size">d.</param>
    /// <param name="kernel">k of the convolution; the window of attention sees as many neighbours on each side.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="progress">Told which layer and length comes next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<LayerComparison> Run(IReadOnlyList<int> lengths, int size, int kernel, Workers? workers = null, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Count < 2 || lengths[0] < 2 || lengths[^1] > MostLength || lengths.Zip(lengths.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new ArgumentException($"lengths: give two or more rising numbers from 2 to {MostLength:N0}.", nameof(lengths));
        if (size is < 1 or > MostSize) throw new ArgumentException($"size: must be from 1 to {MostSize:N0}, it is {size:N0}.", nameof(size));
        if (kernel < 1 || kernel > lengths[0]) throw new ArgumentException($"kernel: must be from 1 to the shortest length, {lengths[0]:N0}; it is {kernel:N0}.", nameof(kernel));
        long d = size;
        var convolution = new Conv1d(new ConvolutionOptions(size, size, kernel).Centred());
        var gru = new Gru(new RecurrentOptions(size, size));
        var lstm = new Lstm(new RecurrentOptions(size, size));
        var attention = new MultiHeadAttention(new MultiHeadOptions { QuerySize = size, Heads = 1 });
        var linear = new LinearAttention(size, 1);
        foreach (Module module in (Module[])[convolution, gru, lstm, attention, linear]) module.Initialize(1);
        AttentionMask window = AttentionMask.Window(kernel, kernel);
        (string Name, string Formula, string Sequential, LayerReach Reach, Func<int, long>? Projections, Func<Tensor, ForwardContext, Tensor> Forward)[] kinds =
        [
            ($"convolution, kernel {kernel}", "O(k n d²)", "O(1)", LayerReach.Convolution(kernel), _ => 0, (x, c) => convolution.Forward(x, Whole(x), c).Y),
            ("recurrence, GRU", "O(n d²)", "O(n)", LayerReach.Recurrence(), n => 3 * n * d * d, (x, c) => gru.Forward(x, new PackedSequence([x.Shape[0]]), c).Outputs),
            ("recurrence, LSTM", "O(n d²)", "O(n)", LayerReach.Recurrence(), n => 4 * n * d * d, (x, c) => lstm.Forward(x, new PackedSequence([x.Shape[0]]), c).Outputs),
            ("self-attention", "O(n² d)", "O(1)", LayerReach.Attention(), null, (x, c) => attention.Forward(x.Reshape(1, x.Shape[0], size), AttentionMask.All, c).Output),
            ($"self-attention, window {kernel}", "O(k n d)", "O(1)", LayerReach.Attention(kernel), null, (x, c) => attention.Forward(x.Reshape(1, x.Shape[0], size), window, c).Output),
            ("self-attention, linear", "O(n d²)", "O(1)", LayerReach.Attention(), null, (x, c) => linear.Forward(x, Whole(x), false, c)),
        ];
        var inner = new CpuBackend(workers ?? Workers.All);
        var compared = new List<LayerComparison>();
        foreach ((string name, string formula, string sequential, LayerReach reach, Func<int, long>? projections, Func<Tensor, ForwardContext, Tensor> forward) in kinds)
        {
            var points = new List<LayerPoint>();
            foreach (int length in lengths)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report($"{name}, {length:N0} positions");
                points.Add(Measure(length, size, projections, forward, inner));
            }
            compared.Add(new LayerComparison(name, formula, sequential, LayerReach.Connect(lengths[^1], reach), points));
        }
        return compared;
    }

    /// <summary>The lengths between which one layer's forward pass becomes slower than another's, in the order they come, interpolated between what was measured.</summary>
    public IReadOnlyList<double> Crossings(LayerComparison other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var crossings = new List<double>();
        for (int i = 1; i < Points.Count; i++)
        {
            double before = Math.Log(Points[i - 1].Forward / other.Points[i - 1].Forward), after = Math.Log(Points[i].Forward / other.Points[i].Forward);
            if (before * after < 0) crossings.Add(Math.Exp(Math.Log(Points[i - 1].Length) + Math.Log((double)Points[i].Length / Points[i - 1].Length) * before / (before - after)));
        }
        return crossings;
    }

    /// <summary>The slope of log y over log x.</summary>
    internal static Exponent Fit(IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] logs = [.. points.Where(point => point.Y > 0).Select(point => (Math.Log(point.X), Math.Log(point.Y)))];
        if (logs.Length < 2) return new Exponent(double.NaN, double.NaN, double.NaN);
        double x = logs.Average(point => point.X), y = logs.Average(point => point.Y), squares = logs.Sum(point => (point.X - x) * (point.X - x));
        double slope = logs.Sum(point => (point.X - x) * (point.Y - y)) / squares;
        if (logs.Length == 2) return new Exponent(slope, double.NaN, double.NaN);
        double rest = logs.Sum(point => Math.Pow(point.Y - y - slope * (point.X - x), 2)), error = Math.Sqrt(Math.Max(0, rest) / (logs.Length - 2) / squares);
        double t = Quantile[Math.Min(logs.Length - 2, Quantile.Length) - 1];
        return new Exponent(slope, slope - t * error, slope + t * error);
    }

    // Student's t for 97.5 %, by degrees of freedom from 1 on; beyond them as for the last.
    private static readonly double[] Quantile = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

    private static ConsecutiveRows Whole(Tensor x) => new([x.Shape[0]], 0);

    private static LayerPoint Measure(int length, int size, Func<int, long>? projections, Func<Tensor, ForwardContext, Tensor> forward, CpuBackend inner)
    {
        var counting = new CountingBackend(inner);
        float[] values = new float[length * size];
        Philox.FillUniform(-1, 1, 1, 0, values);
        var counted = new Workspace(counting);
        Tensor x = counted.From(new(length, size), values);
        counting.Reset();
        forward(x, new ForwardContext(counted));
        long core = projections is null ? counting.AttentionMultiplyAdds : counting.MultiplyAdds - projections(length);
        var workspace = new Workspace(inner);
        Tensor input = workspace.From(new(length, size), values);
        return new LayerPoint(length, core, counting.MultiplyAdds - core, counting.Bytes, Median(() =>
        {
            using Workspace.Scope scope = workspace.Open();
            forward(input, new ForwardContext(workspace));
        }), Median(() =>
        {
            using Workspace.Scope scope = workspace.Open();
            var tape = new GradientTape(workspace);
            Tensor y = forward(input, new ForwardContext(workspace, tape));
            tape.GradientOf(y).Memory.Fill(1);
            tape.Backward();
        }));
    }

    private static double Median(Action work)
    {
        work();
        var times = new List<double>();
        var whole = Stopwatch.StartNew();
        while (times.Count < 3 || (whole.ElapsedMilliseconds < 60 && times.Count < 200))
        {
            long start = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
