namespace Heed.Kernels;

/// <summary>
/// Divides attention into pieces of work: the spans that share their keys, times key heads, times chunks of long spans. Pieces are the same for every number of workers, and
/// no two write to the same memory, so threads change the speed and nothing else.
/// </summary>
internal static unsafe class AttentionJob
{
    // Pieces of work that a thread should have at least, and the fewest queries of a piece.
    private const int PiecesOfThread = 8, LeastChunk = 96;

    /// <summary>context and log-sum-exp of all spans.</summary>
    public static void Forward(AttentionCall call, AttentionSpan[] spans, Span<float> contexts, Span<float> logSumExps, Workers workers)
    {
        float* context = Pinned.Of(contexts), logSumExp = Pinned.Of(logSumExps);
        List<Piece> pieces = Pieces(spans, call.KeyHeads, workers.Available);
        workers.For(pieces.Count, index =>
        {
            Piece piece = pieces[index];
            (int first, int end) = Range(call, spans, piece);
            int queries = 0;
            for (int s = piece.First; s < piece.End; s++) queries += Math.Max(0, Math.Min(piece.ToQuery, spans[s].Queries) - piece.FromQuery);
            bool packValues = FusedAttention.PacksValues(queries * (call.Heads / call.KeyHeads), call.ValueSize);
            using var blocks = new AttentionBlocks(call, spans[piece.First], piece.KeyHead, first, end, forGradient: false, packValues);
            for (int s = piece.First; s < piece.End; s++) FusedAttention.Run(call, spans[s], blocks, piece.KeyHead, piece.FromQuery, Math.Min(piece.ToQuery, spans[s].Queries), context, logSumExp);
        });
    }

    /// <summary>All gradients.</summary>
    public static void Backward(AttentionCall call, AttentionSpan[] spans, ReadOnlySpan<float> contexts, ReadOnlySpan<float> logSumExps, ReadOnlySpan<float> dContexts, FusedAttentionGradient.Gradients gradients,
        Workers workers)
    {
        float* context = Pinned.Of(contexts), logSumExp = Pinned.Of(logSumExps), dContext = Pinned.Of(dContexts);
        List<Piece> pieces = Pieces(spans, call.KeyHeads, 0);
        // What all spans add to, such as a table of biases, every piece gathers for itself; the sums are added in the order of the pieces, whatever the threads.
        int perKeyHead = call.Heads / call.KeyHeads;
        int vectors = gradients.ScoreVector == null ? 0 : perKeyHead * call.Size, tables = gradients.Table == null || call.TablePerQuery ? 0 : perKeyHead * call.Distances, own = vectors + tables;
        using (var scratch = Scratch.Rent(pieces.Count * own))
        {
            float* partials = scratch.Start;
            new Span<float>(partials, pieces.Count * own).Clear();
            workers.For(pieces.Count, index =>
            {
                float* partial = partials + (long)index * own;
                int head = pieces[index].KeyHead * perKeyHead;
                FusedAttentionGradient.Gradients to = own == 0 ? gradients : gradients.With(vectors == 0 ? null : partial - head * call.Size, tables == 0 ? gradients.Table : partial + vectors - head * call.Distances);
                Backward(call, spans, pieces[index], context, logSumExp, dContext, to);
            });
            for (int index = 0; index < pieces.Count && own > 0; index++)
            {
                float* partial = partials + (long)index * own;
                int head = pieces[index].KeyHead * perKeyHead;
                if (vectors > 0) Elementwise.AddTo(new ReadOnlySpan<float>(partial, vectors), new Span<float>(gradients.ScoreVector + head * call.Size, vectors));
                if (tables > 0) Elementwise.AddTo(new ReadOnlySpan<float>(partial + vectors, tables), new Span<float>(gradients.Table + (long)head * call.Distances, tables));
            }
        }
    }

    private static void Backward(AttentionCall call, AttentionSpan[] spans, Piece piece, float* context, float* logSumExp, float* dContext, FusedAttentionGradient.Gradients gradients)
    {
        (int first, int end) = Range(call, spans, piece);
        if (first == end) return;
        AttentionSpan keys = spans[piece.First];
        using var blocks = new AttentionBlocks(call, keys, piece.KeyHead, first, end, forGradient: true);
        int stripsLength = call.IsAdditive ? (keys.Keys + AttentionCall.BlockKeys - 1) / AttentionCall.BlockKeys * FusedAttentionGradient.StripsOfBlock(call) : 0;
        using var strips = Scratch.Rent(stripsLength);
        float* dStrips = strips.Start;
        new Span<float>(dStrips, stripsLength).Clear();
        int perKeyHead = call.Heads / call.KeyHeads;
        for (int s = piece.First; s < piece.End; s++)
            for (int head = piece.KeyHead * perKeyHead; head < (piece.KeyHead + 1) * perKeyHead; head++)
                FusedAttentionGradient.Run(call, spans[s], blocks, head, context, logSumExp, dContext, gradients, dStrips);
        if (call.IsAdditive) FusedAttentionGradient.AddKeys(call, keys, piece.KeyHead, dStrips, gradients);
    }

    /// <summary>The weights before dropout of one head of a span, [queries, keys].</summary>
    public static void Weights(AttentionCall call, in AttentionSpan span, int head, ReadOnlySpan<float> logSumExps, Span<float> weights) =>
        FusedAttention.Weights(call, span, head, Pinned.Of(logSumExps), Pinned.Of(weights));

    // Few long spans are cut, so that every thread has a few pieces; not finer, since each piece prepares its keys. A query's result does not depend on the piece it is in.
    private static int ChunkOf(int queries, int spansAndHeads, int threads)
    {
        int cuts = threads == 1 ? 1 : Math.Max(1, PiecesOfThread * threads / Math.Max(1, spansAndHeads));
        return Math.Clamp((queries + cuts - 1) / cuts, LeastChunk, Math.Max(LeastChunk, queries));
    }

    // Piece i belongs to key head i modulo the key heads. Neighbouring spans that share their keys are one piece, or several by chunks of queries where threads are named.
    private static List<Piece> Pieces(AttentionSpan[] spans, int keyHeads, int threads)
    {
        var pieces = new List<Piece>(spans.Length * keyHeads);
        for (int first = 0, end; first < spans.Length; first = end)
        {
            for (end = first + 1; end < spans.Length && spans[end].FirstKey == spans[first].FirstKey && spans[end].Keys == spans[first].Keys; end++) { }
            int queries = 0;
            for (int s = first; s < end; s++) queries = Math.Max(queries, spans[s].Queries);
            int chunk = threads > 0 ? ChunkOf(queries, spans.Length * keyHeads, threads) : Math.Max(1, queries);
            for (int from = 0; from == 0 || from < queries; from += chunk)
                for (int keyHead = 0; keyHead < keyHeads; keyHead++) pieces.Add(new Piece(first, end, keyHead, from, from + chunk));
        }
        return pieces;
    }

    private static (int First, int End) Range(AttentionCall call, AttentionSpan[] spans, Piece piece)
    {
        int first = int.MaxValue, end = 0;
        for (int s = piece.First; s < piece.End; s++)
        {
            (int own, int ownEnd) = call.Range(spans[s], piece.FromQuery, Math.Min(piece.ToQuery, spans[s].Queries));
            if (ownEnd > own) (first, end) = (Math.Min(first, own), Math.Max(end, ownEnd));
        }
        return end == 0 ? (0, 0) : (first, end);
    }

    private readonly record struct Piece(int First, int End, int KeyHead, int FromQuery, int ToQuery);
}
