using Heed.Benchmarks.Peers;
using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;
using static Heed.Benchmarks.Quick.AttentionInputs;

namespace Heed.Benchmarks.Quick;

/// <summary>Fused scaled dot-product attention beside the faster of ONNX Runtime's two operators; causal beside all; forward and backward.</summary>
internal static class DotSubject
{
    public static void Run()
    {
        Console.WriteLine("| batch × heads × length × size | threads | Heed ms | GFLOP/s | ONNX Runtime ms | GFLOP/s | ratio | causal ms | of all | forward and backward ms | GFLOP/s | causal ms | GFLOP/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, 2 })
            foreach ((int batch, int heads, int length, int size) in new[] { (32, 8, 32, 64), (1, 8, 512, 64), (1, 8, 2048, 64), (1, 4, 8192, 64) }) One(threads, batch, heads, length, size);
    }

    private static void One(int threads, int batch, int heads, int length, int size)
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
        Timing[] peers = Race.Run(Race.Rounds, 15, () => Forward(operands, workspace), peer.Run, other.Run);
        Timing[] own = Race.Run(9, 15, () => Forward(operands, workspace), () => Forward(causal, workspace),
            () => workspace.Backend.AddAttentionGradient(operands, context, logSumExp, dContext, dq, dk, dv, null, null, null),
            () => workspace.Backend.AddAttentionGradient(causal, causalContext, causalLogSumExp, dContext, dq, dk, dv, null, null, null));
        Timing heed = peers[0], best = peers[1].Median < peers[2].Median ? peers[1] : peers[2];
        double pairs = (double)batch * heads * length * length * size, both = own[0].Median + own[2].Median, bothCausal = own[1].Median + own[3].Median;
        Console.WriteLine($"| {batch} × {heads} × {length} × {size} | {threads} | {heed.Median:F3} | {heed.MedianGigaPerSecond(4 * pairs):F0} | {best.Median:F3} | {best.MedianGigaPerSecond(4 * pairs):F0} | {best.Median / heed.Median:F2}"
            + $" | {own[1].Median:F3} | {own[1].Median / own[0].Median:F2} | {both:F3} | {14 * pairs / both / 1e6:F0} | {bothCausal:F3} | {7 * pairs / bothCausal / 1e6:F0} |");
    }
}
