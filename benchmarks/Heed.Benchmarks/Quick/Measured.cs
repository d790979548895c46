using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Heed.Benchmarks.Quick;

/// <summary>What a table of measurements stands on: machine, versions, the processor's clock at that moment.</summary>
internal static class Measured
{
    /// <summary>One line about the machine and the peers.</summary>
    public static string On()
    {
        string processor = "unknown processor";
        if (File.Exists("/proc/cpuinfo"))
            processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[^1].Trim() ?? processor;
        string vectors = Vector512Name();
        return $"{processor}, {Environment.ProcessorCount} cores, {vectors}, {Clock():F2} GHz; {RuntimeInformation.OSDescription}; .NET {Environment.Version}; ONNX Runtime {typeof(SessionOptions).Assembly.GetName().Version!.ToString(3)}; {DateTime.UtcNow:yyyy-MM-dd}";
    }

    /// <summary>10⁹ cycles a second: a chain of dependent additions takes a cycle for each.</summary>
    public static double Clock()
    {
        double best = 0;
        for (int round = 0; round < 20; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Sink = Chain(1 << 20, Sink | 1);
            best = Math.Max(best, 16.0 * (1 << 20) / Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }
        return best;
    }

    private static long Sink { get; set; }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static long Chain(int times, long add)
    {
        long x = 0;
        for (int i = 0; i < times; i++)
        {
            x += add; x ^= i; x += add; x ^= i; x += add; x ^= i; x += add; x ^= i;
            x += add; x ^= i; x += add; x ^= i; x += add; x ^= i; x += add; x ^= i;
        }
        return x;
    }

    private static string Vector512Name() => System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? "AVX-512" : System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? "256-bit vectors" : "128-bit vectors";
}
