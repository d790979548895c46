using Heed.Benchmarks.Peers;
using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;
using static Heed.Benchmarks.Quick.AttentionInputs;

namespace Heed.Benchmarks.Quick;

/// <summary>Additive attention beside ONNX Runtime's graph of composed operations: whole, forward and backward; a decoder's step over prepared keys; and the score alone in elements a cycle.</summary>
internal static class AdditiveSubject
{
    public static void Run()
    {
        Console.WriteLine("| batch × queries × keys × size | threads | Heed ms | G elements/s | ONNX Runtime ms | G elements/s | ratio | forward and backward ms | G elements/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, 2 })
            foreach ((int batch, int queries, int keys, int size) in new[] { (1, 512, 512, 256), (4, 256, 256, 128) }) Whole(threads, batch, queries, keys, size);
        Console.WriteLine();
        Console.WriteLine("| one query a sentence, keys prepared | threads | Heed µs | G elements/s | ONNX Runtime µs | G elements/s | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, 2 }) Step(threads, 64, 32, 256);
        Console.WriteLine();
        Score();
    }

    private static void Whole(int threads, int batch, int queries, int keys, int size)
    {
        var workspace = new Workspace(new CpuBackend(new Workers(threads)));
        float[] q = Values(1, batch * queries * size), k = Values(2, batch * keys * size), w = Values(3, size), v = Values(4, batch * keys * size), theirs = new float[q.Length];
        AttentionSpan[] spans = [.. Enumerable.Range(0, batch).Select(b => new AttentionSpan(b * queries, queries, b * keys, keys))];
        Tensor qs = workspace.From(new(batch * queries, size), q), ks = workspace.From(new(batch * keys, size), k), vs = workspace.From(new(batch * keys, size), v);
        var operands = new AttentionOperands(qs, ks, vs, 1, 1, spans, MaskSpec.All) { ScoreVector = workspace.From(new(1, size), w) };
        using OnnxGraph peer = Peer(threads, batch, queries, keys, size, q, k, w, v, theirs);
        (Tensor context, Tensor logSumExp) = operands.Attention(null);
        peer.Run();
        Check(context.Values, theirs);
        var dContext = workspace.From(context.Shape, Values(5, q.Length));
        Tensor dq = workspace.Zeros(qs.Shape), dk = workspace.Zeros(ks.Shape), dv = workspace.Zeros(vs.Shape), dw = workspace.Zeros(new(1, size));
        Timing[] t = Race.Run(Race.Rounds, 15, () => Forward(operands, workspace), peer.Run, () => workspace.Backend.AddAttentionGradient(operands, context, logSumExp, dContext, dq, dk, dv, null, dw, null));
        double elements = (double)batch * queries * keys * size, both = t[0].Median + t[2].Median;
        Console.WriteLine($"| {batch} × {queries} × {keys} × {size} | {threads} | {t[0].Median:F3} | {t[0].MedianGigaPerSecond(elements):F1} | {t[1].Median:F3} | {t[1].MedianGigaPerSecond(elements):F1} | {t[1].Median / t[0].Median:F1} | {both:F3} | {elements / both / 1e6:F1} |");
    }

    private static void Step(int threads, int batch, int keys, int size)
    {
        var workspace = new Workspace(new CpuBackend(new Workers(threads)));
        float[] q = Values(1, batch * size), k = Values(2, batch * keys * size), w = Values(3, size), v = Values(4, k.Length), theirs = new float[q.Length];
        int[] sentences = [.. Enumerable.Range(0, batch)];
        Tensor queries = workspace.From(new(batch, size), q), values = workspace.From(new(batch, keys, size), v), score = workspace.From(new(size), w);
        AdditiveOperands memory = workspace.From(new(batch, keys, size), k).PrepareAdditive(values, score, [.. Enumerable.Repeat(keys, batch)], null);
        using OnnxGraph peer = Peer(threads, batch, 1, keys, size, q, k, w, v, theirs);
        peer.Run();
        Check(queries.AdditiveAttention(memory, sentences, null).Context.Values, theirs);
        Timing[] t = Race.Run(Race.Rounds, 5, () =>
        {
            using Workspace.Scope scope = workspace.Open();
            queries.AdditiveAttention(memory, sentences, null);
        }, peer.Run);
        double elements = (double)batch * keys * size;
        Console.WriteLine($"| {batch} × {keys} × {size} | {threads} | {1000 * t[0].Median:F1} | {t[0].MedianGigaPerSecond(elements):F1} | {1000 * t[1].Median:F1} | {t[1].MedianGigaPerSecond(elements):F1} | {t[1].Median / t[0].Median:F1} |");
    }

    // The kernel of the scores alone, in blocks as the fused kernel calls it.
    private static unsafe void Score()
    {
        const int Queries = 512, Keys = AttentionCall.BlockKeys, Size = 256;
        using Scratch a = Scratch.Rent(Queries * Size), b = Scratch.Rent(Keys * Size), w = Scratch.Rent(Size), room = Scratch.Rent(AdditiveVector.Length(Size)), folded = Scratch.Rent(Queries * Size), ranges = Scratch.Rent(Queries),
            panels = Scratch.Rent(Keys * Size), scores = Scratch.Rent(AttentionTile.Queries * Keys);
        Values(1, Queries * Size).CopyTo(new Span<float>(a.Start, Queries * Size));
        Values(2, Keys * Size).CopyTo(new Span<float>(b.Start, Keys * Size));
        Values(3, Size).CopyTo(new Span<float>(w.Start, Size));
        float largest = AdditiveKeys.Prepare(new ReadOnlySpan<float>(b.Start, Keys * Size), Size, Keys, Size, new Span<float>(panels.Start, Keys * Size));
        var vector = new AdditiveVector(w.Start, Size, room.Start);
        for (int i = 0; i < Queries; i++) ranges.Start[i] = vector.Prepare(a.Start + i * Size, folded.Start + i * Size) + largest;
        Timing[] t = Race.Run(Race.Rounds, 10, () =>
        {
            for (int i = 0; i + AttentionTile.Queries <= Queries; i += AttentionTile.Queries)
                AdditiveScores.Run(vector, new AdditiveScores.Operands
                {
                    A = a.Start + i * Size,
                    Lda = Size,
                    Folded = folded.Start + i * Size,
                    Ranges = ranges.Start + i,
                    Count = AttentionTile.Queries,
                    B = b.Start,
                    Ldb = Size,
                    Panels = panels.Start,
                    Keys = Keys,
                    S = scores.Start,
                    Lds = Keys,
                });
        });
        double clock = Measured.Clock(), elements = (double)(Queries / AttentionTile.Queries * AttentionTile.Queries) * Keys * Size;
        Console.WriteLine($"The score alone, one thread: {t[0].MedianGigaPerSecond(elements):F1} G elements/s, {t[0].MedianGigaPerSecond(elements) / clock:F2} a cycle of {clock:F2} GHz.");
    }

    private static OnnxGraph Peer(int threads, int batch, int queries, int keys, int size, float[] q, float[] k, float[] w, float[] v, float[] y) =>
        new OnnxGraph($"additive_{batch}x{queries}x{keys}x{size}", threads).Input("query", q, batch, queries, size).Input("key", k, batch, keys, size).Input("w", w, size, 1).Input("value", v, batch, keys, size)
            .Output("y", y, batch, queries, size);
}
