using System.Diagnostics;
using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>What one layer cost with one n, d and k.</summary>
/// <param name="Length">n, positions.</param>
/// <param name="Size">d, numbers of a vector.</param>
/// <param name="Kernel">k, for layers that have one.</param>
/// <param name="Core">Multiply-adds of the layer's core, counted as the backend was asked for them.</param>
/// <param name="Projections">Those of projections before and after it: of queries, keys, values and output, or of a recurrence's inputs.</param>
/// <param name="Bytes">Bytes of the operands of all operations, forward.</param>
/// <param name="Depth">Operations of the longest chain in which each waits for the one before, forward.</param>
/// <param name="Forward">Milliseconds of the forward pass, the median.</param>
/// <param name="ForwardAndBackward">Milliseconds of both, the median.</param>
/// <param name="ForwardMemory">Bytes of the forward pass's tensors at its peak.</param>
/// <param name="BackwardMemory">Bytes of the tensors of both passes at their peak.</param>
public readonly record struct LayerPoint(int Length, int Size, int Kernel, long Core, long Projections, long Bytes, int Depth, double Forward, double ForwardAndBackward, long ForwardMemory, long BackwardMemory)
{
    /// <summary>Measures a layer; weights and inputs are drawn from a seed.</summary>
    internal static LayerPoint Of(LayerKind kind, int length, int size, int kernel, CpuBackend inner, ulong seed)
    {
        (LayerKind.Made layer, float[] values) = Draw(kind, length, size, kernel, seed);
        (long core, long projections, long bytes, int depth) = Count(layer, length, size, values, inner);
        (double forward, long forwardMemory) = Time(inner, length, size, values, (input, workspace) => layer.Forward(input, new ForwardContext(workspace)));
        (double both, long backwardMemory) = Time(inner, length, size, values, (input, workspace) =>
        {
            var tape = new GradientTape(workspace);
            Tensor y = layer.Forward(input, new ForwardContext(workspace, tape));
            tape.GradientOf(y).Memory.Fill(1);
            tape.Backward();
        });
        return new LayerPoint(length, size, kernel, core, projections, bytes, depth, forward, both, forwardMemory, backwardMemory);
    }

    /// <summary>Counts what a layer's forward pass asks the backend for, without measuring its time.</summary>
    internal static (long Core, long Projections, long Bytes, int Depth) Count(LayerKind kind, int length, int size, int kernel, CpuBackend inner, ulong seed)
    {
        (LayerKind.Made layer, float[] values) = Draw(kind, length, size, kernel, seed);
        return Count(layer, length, size, values, inner);
    }

    /// <summary>Milliseconds of the forward pass alone, the median.</summary>
    internal static double TimeForward(LayerKind kind, int length, int size, int kernel, CpuBackend backend, ulong seed)
    {
        (LayerKind.Made layer, float[] values) = Draw(kind, length, size, kernel, seed);
        return Time(backend, length, size, values, (input, workspace) => layer.Forward(input, new ForwardContext(workspace))).Milliseconds;
    }

    private static (long Core, long Projections, long Bytes, int Depth) Count(LayerKind.Made layer, int length, int size, float[] values, CpuBackend inner)
    {
        var counting = new CountingBackend(inner);
        var counted = new Workspace(counting);
        Tensor x = counted.From(new(length, size), values);
        counting.Reset();
        layer.Forward(x, new ForwardContext(counted));
        long core = layer.Projections is null ? counting.AttentionMultiplyAdds : counting.MultiplyAdds - layer.Projections(length);
        return (core, counting.MultiplyAdds - core, counting.Bytes, counting.Depth);
    }

    private static (LayerKind.Made Layer, float[] Values) Draw(LayerKind kind, int length, int size, int kernel, ulong seed)
    {
        LayerKind.Made layer = kind.Make(size, kernel);
        foreach (Module module in layer.Modules) module.Initialize(seed);
        float[] values = new float[length * size];
        Philox.FillUniform(-1, 1, seed, 1, values);
        return (layer, values);
    }

    private static (double Milliseconds, long Bytes) Time(CpuBackend backend, int length, int size, float[] values, Action<Tensor, Workspace> work)
    {
        var workspace = new Workspace(backend);
        Tensor input = workspace.From(new(length, size), values);
        Once();
        var times = new List<double>();
        var whole = Stopwatch.StartNew();
        while (times.Count < 3 || (whole.ElapsedMilliseconds < 60 && times.Count < 200))
        {
            long start = Stopwatch.GetTimestamp();
            Once();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return (times[times.Count / 2], sizeof(float) * workspace.Peak);

        void Once()
        {
            using Workspace.Scope scope = workspace.Open();
            work(input, workspace);
        }
    }
}
