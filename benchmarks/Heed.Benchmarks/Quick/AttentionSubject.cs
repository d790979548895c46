using Heed.Benchmarks.Peers;
using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Benchmarks.Quick;

/// <summary>Fused attention beside the faster of ONNX Runtime's two operators: scaled dot products and additive scores, forward, and Heed's own backward.</summary>
internal static class AttentionSubject
{
    public static void Run()
    {
        Console.WriteLine("scaled dot product       threads   Heed ms   GFLOP/s   ONNX Runtime ms   GFLOP/s   ratio   causal ms   GFLOP/s   backward ms   GFLOP/s   causal ms   GFLOP/s");
        foreach (int threads in new[] { 1, 2 })
            foreach ((int batch, int heads, int length, int size) in new[] { (32, 8, 32, 64), (1, 8, 512, 64), (1, 8, 2048, 64), (1, 4, 8192, 64) })
                Dot(threads, batch, heads, length, size);
        Console.WriteLine();
        Console.WriteLine("additive                 threads   Heed ms   G elements/s   ONNX Runtime ms   G elements/s   ratio   backward ms");
        foreach (int threads in new[] { 1, 2 })
            foreach ((int batch, int queries, int keys, int size) in new[] { (1, 512, 512, 256), (4, 256, 256, 128), (64, 1, 32, 256) })
                Additive(threads, batch, queries, keys, size);
    }

    private static void Dot(int threads, int batch, int heads, int length, int size)
    {
        var workspace = new Workspace(new CpuBackend(new Workers(threads)));
        int width = heads * size;
        float[] q = Values(1, batch * length * width), k = Values(2, q.Length), v = Values(3, q.Length), theirs = new float[q.Length];
        AttentionSpan[] spans = [.. Enumerable.Range(0, batch).Select(b => new AttentionSpan(b * length, length, b * length, length))];
        Tensor queries = workspace.From(new(batch * length, width), q), keys = workspace.From(new(batch * length, width), k), values = workspace.From(new(batch * length, width), v);
        // The peer divides by √size; here the queries hold it.
        workspace.Backend.Scale(queries, 1 / MathF.Sqrt(size), queries);
        var operands = new AttentionOperands(queries, keys, values, heads, heads, spans, MaskSpec.All);
        AttentionOperands causal = operands with { Mask = new MaskSpec(MaskSpec.Unbounded, 0) };
        using OnnxGraph peer = new OnnxGraph($"mha_{batch}x{heads}x{length}x{size}", threads).Input("query", q, batch, length, width).Input("key", k, batch, length, width).Input("value", v, batch, length, width)
            .Output("y", theirs, batch, length, width);
        // Its other operator, which is faster on short sequences, wants a head's rows together; what it computes here counts for nothing.
        long[] byHead = [batch, heads, length, size];
        using OnnxGraph other = new OnnxGraph($"attention_{batch}x{heads}x{length}x{size}", threads).Input("query", q, byHead).Input("key", k, byHead).Input("value", v, byHead).Output("y", new float[q.Length], byHead);
        (Tensor context, Tensor logSumExp) = operands.Attention(null);
        (Tensor causalContext, Tensor causalLogSumExp) = causal.Attention(null);
        peer.Run();
        Check(context.Values, theirs);
        var dContext = workspace.From(context.Shape, Values(4, q.Length));
        Tensor dq = workspace.Zeros(queries.Shape), dk = workspace.Zeros(queries.Shape), dv = workspace.Zeros(queries.Shape);
        Timing[] t = Race.Run(9, 20, () => Forward(operands, workspace), peer.Run, () => Forward(causal, workspace),
            () => workspace.Backend.AddAttentionGradient(operands, context, logSumExp, dContext, dq, dk, dv, null, null, null),
            () => workspace.Backend.AddAttentionGradient(causal, causalContext, causalLogSumExp, dContext, dq, dk, dv, null, null, null), other.Run);
        Timing best = t[1].Best < t[5].Best ? t[1] : t[5];
        double work = 4.0 * batch * heads * length * length * size;
        Console.WriteLine($"{$"{batch} × {heads} × {length} × {size}",-22}   {threads,7}   {t[0].Best,7:F3}   {t[0].GigaPerSecond(work),7:F0}   {best.Best,15:F3}   {best.GigaPerSecond(work),7:F0}   {best.Best / t[0].Best,5:F2}"
            + $"   {t[2].Best,9:F3}   {t[2].GigaPerSecond(work / 2),7:F0}   {t[3].Best,11:F3}   {t[3].GigaPerSecond(2.5 * work),7:F0}   {t[4].Best,9:F3}   {t[4].GigaPerSecond(1.25 * work),7:F0}");
    }

    private static void Additive(int threads, int batch, int queries, int keys, int size)
    {
        var workspace = new Workspace(new CpuBackend(new Workers(threads)));
        float[] q = Values(1, batch * queries * size), k = Values(2, batch * keys * size), w = Values(3, size), v = Values(4, batch * keys * size), theirs = new float[q.Length];
        AttentionSpan[] spans = [.. Enumerable.Range(0, batch).Select(b => new AttentionSpan(b * queries, queries, b * keys, keys))];
        Tensor qs = workspace.From(new(batch * queries, size), q), ks = workspace.From(new(batch * keys, size), k), vs = workspace.From(new(batch * keys, size), v);
        var operands = new AttentionOperands(qs, ks, vs, 1, 1, spans, MaskSpec.All) { ScoreVector = workspace.From(new(1, size), w) };
        using OnnxGraph peer = new OnnxGraph($"additive_{batch}x{queries}x{keys}x{size}", threads).Input("query", q, batch, queries, size).Input("key", k, batch, keys, size).Input("w", w, size, 1)
            .Input("value", v, batch, keys, size).Output("y", theirs, batch, queries, size);
        (Tensor context, Tensor logSumExp) = operands.Attention(null);
        peer.Run();
        Check(context.Values, theirs);
        var dContext = workspace.From(context.Shape, Values(5, q.Length));
        Tensor dq = workspace.Zeros(qs.Shape), dk = workspace.Zeros(ks.Shape), dv = workspace.Zeros(vs.Shape), dw = workspace.Zeros(new(1, size));
        Timing[] t = Race.Run(7, 20, () => Forward(operands, workspace), peer.Run,
            () => workspace.Backend.AddAttentionGradient(operands, context, logSumExp, dContext, dq, dk, dv, null, dw, null));
        double elements = (double)batch * queries * keys * size;
        Console.WriteLine($"{$"{batch} × {queries} × {keys} × {size}",-22}   {threads,7}   {t[0].Best,7:F3}   {t[0].GigaPerSecond(elements),12:F2}   {t[1].Best,15:F3}   {t[1].GigaPerSecond(elements),12:F2}   {t[1].Best / t[0].Best,5:F1}   {t[2].Best,11:F3}");
    }

    private static void Forward(AttentionOperands operands, Workspace workspace)
    {
        using Workspace.Scope scope = workspace.Open();
        operands.Attention(null);
    }

    private static void Check(ReadOnlySpan<float> ours, float[] theirs)
    {
        for (int i = 0; i < theirs.Length; i++)
            if (!(Math.Abs(ours[i] - theirs[i]) <= 1e-3f)) throw new InvalidOperationException($"attention: element {i} is {ours[i]}, the peer has {theirs[i]}.");
    }

    private static float[] Values(ulong seed, int count)
    {
        float[] values = new float[count];
        Philox.FillUniform(-1, 1, seed, 0, values);
        return values;
    }
}
