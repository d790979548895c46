using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Aligns the words of sentence pairs by what a translator attends to when it is given the translation. A pair gives the same bits whatever it is aligned beside.</summary>
internal sealed class AttentionAligner(TranslationModel model, Tokenizer tokenizer, Workers workers)
{
    // Tokens of both sides of the pairs that one thread takes at a time.
    private const int BatchTokens = 4096;

    private readonly WorkspacePool _workspaces = new(new CpuBackend(workers));

    /// <summary>The alignments, in the order of the pairs.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="targets">Their translations.</param>
    /// <param name="heads">Whose weights align; none for what the model's configuration says.</param>
    /// <param name="progress">Told the share that is done, in [0, 1], on the threads that work.</param>
    /// <param name="cancellation">Stops it.</param>
    public WordAlignment[] Align(IReadOnlyList<WordedText> sources, IReadOnlyList<WordedText> targets, AlignmentHeads? heads, IProgress<double>? progress, CancellationToken cancellation)
    {
        var pairs = new Pair[sources.Count];
        var alignments = new WordAlignment[pairs.Length];
        workers.For(pairs.Length, i => pairs[i] = new Pair(tokenizer.EncodeWithSpans(sources[i].Text), tokenizer.EncodeTargetWithSpans(targets[i].Text)));
        int[][] batches = [.. Batches(pairs)];
        int done = 0;
        workers.For(batches.Length, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            _workspaces.Use(workspace => Align(batches[batch], pairs, sources, targets, heads, alignments, workspace));
            progress?.Report((double)Interlocked.Add(ref done, batches[batch].Length) / pairs.Length);
        });
        return alignments;
    }

    private void Align(int[] batch, Pair[] pairs, IReadOnlyList<WordedText> sources, IReadOnlyList<WordedText> targets, AlignmentHeads? heads, WordAlignment[] alignments, Workspace workspace)
    {
        int[] attended = [.. batch.Where(i => sources[i].Words.Count > 0 && targets[i].Words.Count > 0)];
        foreach (int i in batch.Except(attended)) alignments[i] = new WordAlignment { Source = sources[i], Target = targets[i], Weights = new float[0, 0] };
        if (attended.Length == 0) return;
        using Workspace.Scope scope = workspace.Open();
        var context = new ForwardContext(workspace) { KeepsWeights = true, Aligning = heads };
        TeacherForced forced = model.Forward([.. attended.Select(i => (int[])[.. pairs[i].Source.Ids, Vocabulary.End])], [.. attended.Select(i => (int[])[Vocabulary.Start, .. pairs[i].Target.Ids])], 0, context);
        for (int b = 0; b < attended.Length; b++)
        {
            int i = attended[b];
            alignments[i] = new WordAlignment { Source = sources[i], Target = targets[i], Weights = Words(forced, b, pairs[i], sources[i], targets[i]) };
        }
    }

    // [target words + 1, source words + 1]: added over a source word's pieces, averaged over a target word's.
    private static float[,] Words(TeacherForced forced, int b, Pair pair, WordedText source, WordedText target)
    {
        int[][] sourcePieces = [.. source.PiecesOf(pair.Source.Spans), [pair.Source.Ids.Length]], targetPieces = [.. target.PiecesOf(pair.Target.Spans), [pair.Target.Ids.Length]];
        float[,] weights = new float[targetPieces.Length, sourcePieces.Length];
        int last = pair.Target.Ids.Length;
        for (int t = 0; t < targetPieces.Length; t++)
            foreach (int piece in targetPieces[t])
            {
                Add(forced.Weights, t, piece);
                Add(forced.ReadWeights, t, Math.Min(last, piece + 1));                        // nothing reads the end symbol
            }
        return weights;

        void Add(IReadOnlyList<(int, Tensor)> blocks, int t, int step)
        {
            if (blocks.Count == 0) return;
            ReadOnlySpan<float> row = TeacherForced.Of(blocks, forced.Rows.RowOf(b, step));
            for (int s = 0; s < sourcePieces.Length; s++)
            {
                float sum = 0;
                foreach (int key in sourcePieces[s]) sum += row[key];
                weights[t, s] += sum / targetPieces[t].Length;
            }
        }
    }

    // Pairs of like length together. Which stand together changes no bit.
    private static IEnumerable<int[]> Batches(Pair[] pairs)
    {
        var batch = new List<int>();
        int tokens = 0;
        foreach (int i in Enumerable.Range(0, pairs.Length).OrderBy(i => pairs[i].Target.Ids.Length).ThenBy(i => pairs[i].Source.Ids.Length))
        {
            int own = pairs[i].Source.Ids.Length + pairs[i].Target.Ids.Length;
            if (batch.Count > 0 && tokens + own > BatchTokens)
            {
                yield return [.. batch];
                batch.Clear();
                tokens = 0;
            }
            batch.Add(i);
            tokens += own;
        }
        if (batch.Count > 0) yield return [.. batch];
    }

    private readonly record struct Pair(TokenizedText Source, TokenizedText Target);
}
