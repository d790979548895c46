using System.Diagnostics;
using System.Globalization;
using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Benchmarks.Quick;

/// <summary>Time and memory of causal self-attention against length, one head of 64, two threads: exact, with a window, linear, and composed of operations; exponents fitted over three seeds. Draws both.</summary>
internal static class LengthsSubject
{
    private const int Size = 64, Window = 512, LongestComposed = 8192, ShortestFitted = 2048;

    private static readonly int[] Lengths = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

    private static readonly (string Name, int Longest, Action<Tensor[], Workspace> Forward)[] Kinds =
    [
        ("exact", Lengths[^1], (x, _) => Fused(x, new MaskSpec(MaskSpec.Unbounded, 0))),
        ($"window of {Window}", Lengths[^1], (x, _) => Fused(x, new MaskSpec(Window - 1, 0))),
        ("linear", Lengths[^1], (x, _) => x[0].LinearAttention(x[1], x[2], 1, [new AttentionSpan(0, x[0].Shape[0], 0, x[0].Shape[0])], true, null)),
        ("composed, weights stored", LongestComposed, Composed),
    ];

    /// <summary>For a process of its own: prints the megabytes that one kind takes beside its inputs.</summary>
    public static int PrintMemory(int kind, int length)
    {
        // Twice a short one first, so that compiled code does not count.
        for (int i = 0; i < 2; i++) MemoryOf(Kinds[kind].Forward, 256);
        Console.WriteLine(MemoryOf(Kinds[kind].Forward, length).ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    public static void Run()
    {
        var kinds = Kinds;
        Console.WriteLine($"| tokens | {string.Join(" | ", kinds.Select(kind => $"{kind.Name} ms | MB"))} |");
        Console.WriteLine("|---|" + string.Concat(kinds.Select(_ => "---|---|")));
        var slopes = kinds.Select(_ => new List<double>()).ToArray();
        double[,] times = new double[kinds.Length, Lengths.Length], memory = new double[kinds.Length, Lengths.Length];
        for (int kind = 0; kind < kinds.Length; kind++)
        {
            for (ulong seed = 1; seed <= 3; seed++)
            {
                var points = new List<(double X, double Y)>();
                for (int i = 0; i < Lengths.Length && Lengths[i] <= kinds[kind].Longest; i++)
                {
                    double ms = TimeOf(kinds[kind].Forward, Lengths[i], seed);
                    times[kind, i] = seed == 1 ? ms : Math.Min(times[kind, i], ms);
                    if (seed == 1) memory[kind, i] = MemoryInAProcess(kind, Lengths[i]);
                    if (Lengths[i] >= ShortestFitted) points.Add((Math.Log(Lengths[i]), Math.Log(ms)));
                }
                slopes[kind].Add(Slope(points));
            }
        }
        for (int i = 0; i < Lengths.Length; i++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Lengths[i]:N0} | ") + string.Join(" | ", kinds.Select((kind, k) => Lengths[i] > kind.Longest ? "| " : string.Create(CultureInfo.InvariantCulture, $"{times[k, i]:F2} | {memory[k, i]:F1}"))) + " |");
        Console.WriteLine();
        Console.WriteLine($"Exponents of time, fitted from {ShortestFitted:N0} tokens on, mean of three seeds (least to greatest): " + string.Join("; ", kinds.Select((kind, k) => string.Create(CultureInfo.InvariantCulture, $"{kind.Name} {slopes[k].Average():F2} ({slopes[k].Min():F2} to {slopes[k].Max():F2})"))) + ".");
        Save("time of causal attention, one head of 64, two threads", "ms", times, "docs/images/lengths-time.svg");
        Save("memory it takes beside queries, keys and values", "MB", memory, "docs/images/lengths-memory.svg");

        void Save(string title, string unit, double[,] values, string path)
        {
            var plot = new Plot(title, unit);
            for (int k = 0; k < kinds.Length; k++) plot.Add(kinds[k].Name, Enumerable.Range(0, Lengths.Length).Where(i => Lengths[i] <= kinds[k].Longest).Select(i => ((double)Lengths[i], Math.Max(0.01, values[k, i]))));
            if (Directory.Exists(Path.GetDirectoryName(path))) plot.Save(path);
        }
    }

    private static double TimeOf(Action<Tensor[], Workspace> forward, int length, ulong seed)
    {
        (Workspace workspace, Tensor[] x) = Inputs(length, seed);
        double best = double.MaxValue;
        var whole = Stopwatch.StartNew();
        for (int i = 0; i < 4 || (whole.Elapsed.TotalSeconds < 0.3 && i < 500); i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (workspace.Open()) forward(x, workspace);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return best;
    }

    // Memory that a process keeps for later would hide what the next length takes.
    private static double MemoryInAProcess(int kind, int length)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["memory-of-length", kind.ToString(CultureInfo.InvariantCulture), length.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string answer = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    private static double MemoryOf(Action<Tensor[], Workspace> forward, int length)
    {
        (Workspace workspace, Tensor[] x) = Inputs(length, 1);
        double before = PeakMegabytes(reset: true);
        using (workspace.Open()) forward(x, workspace);
        return PeakMegabytes(reset: false) - before;
    }

    private static (Workspace Workspace, Tensor[] X) Inputs(int length, ulong seed)
    {
        var workspace = new Workspace(new CpuBackend(new Workers(2)));
        Tensor[] x = [.. Enumerable.Range(0, 3).Select(i => workspace.From(new(length, Size), AttentionInputs.Values(seed * 3 + (ulong)i, length * Size)))];
        workspace.Backend.Scale(x[0], 1 / MathF.Sqrt(Size), x[0]);
        return (workspace, x);
    }

    // Linux counts the most that was resident, from the last reset on; elsewhere what is resident.
    private static double PeakMegabytes(bool reset)
    {
        if (!OperatingSystem.IsLinux()) return Environment.WorkingSet / 1e6;
        if (reset)
        {
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);      // what inputs were made from goes back to the system
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1000;
    }

    private static void Fused(Tensor[] x, MaskSpec mask) => new AttentionOperands(x[0], x[1], x[2], 1, 1, [new AttentionSpan(0, x[0].Shape[0], 0, x[0].Shape[0])], mask).Attention(null);

    private static void Composed(Tensor[] x, Workspace workspace)
    {
        int n = x[0].Shape[0];
        Tensor Batch(Tensor t) => t.Reshape(1, n, Size);
        Batch(x[0]).MatMulTransposed(Batch(x[1]), null).MaskedSoftmax(1, [n], [0], new MaskSpec(MaskSpec.Unbounded, 0), null).MatMul(Batch(x[2]), null);
    }

    private static double Slope(List<(double X, double Y)> points)
    {
        double x = points.Average(point => point.X), y = points.Average(point => point.Y);
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }
}
