using Heed.Attention;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Lab;

/// <summary>What changes in what a model expects when its attention to the source is changed.</summary>
/// <param name="Fall">By how many nats the log-probability of the target falls, in all.</param>
/// <param name="Distance">The mean over target tokens of ½ Σ |p − p'| over the vocabulary, the distance in total variation: 0 for no change, 1 for distributions that share nothing.</param>
public readonly record struct AttentionChange(double Fall, double Distance);

/// <summary>What one head does for the target: its weights are set to zero.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Head">The head, from 0.</param>
/// <param name="Change">What changes without it.</param>
public readonly record struct HeadChange(string Layer, int Head, AttentionChange Change);

/// <summary>
/// Whether attention explains an output. Each source word is left out, and what that costs each target word is held against the weight it had: do both put the same words first? And what is left when attention
/// to the source is even, or its weights are dealt out anew at random, or a head is switched off. That weights need not explain: Jain and Wallace 2019; what such tests do and do not show: Wiegreffe and
/// Pinter 2019.
/// </summary>
public sealed record AttentionExplanation
{
    private const int Deals = 10;

    private AttentionExplanation(IReadOnlyList<string> sourceWords, IReadOnlyList<string> targetWords) => (SourceWords, TargetWords) = (sourceWords, targetWords);

    /// <summary>The words of the source.</summary>
    public IReadOnlyList<string> SourceWords { get; }

    /// <summary>The words of the target.</summary>
    public IReadOnlyList<string> TargetWords { get; }

    /// <summary>For each target word its log-probability, in nats: the sum over its pieces.</summary>
    public required IReadOnlyList<double> LogProbabilities { get; init; }

    /// <summary>Attention to the source [target words, source words], the mean over the layers and heads that read it; the end symbol is left out.</summary>
    public required float[,] Weights { get; init; }

    /// <summary>By how many nats the log-probability of each target word falls when a source word is left out [target words, source words]; negative where it rises.</summary>
    public required float[,] Effects { get; init; }

    /// <summary>For each target word Spearman's ρ between its weights and its effects; NaN where there is no order to compare.</summary>
    public required IReadOnlyList<double> Correlations { get; init; }

    /// <summary>Even weights wherever the source is read.</summary>
    public required AttentionChange Uniform { get; init; }

    /// <summary>The weights of each query dealt out among the source's tokens at random: the median of ten deals.</summary>
    public required AttentionChange Permuted { get; init; }

    /// <summary>Each head of each layer switched off, in the order of the layers.</summary>
    public required IReadOnlyList<HeadChange> Heads { get; init; }

    /// <summary>The mean of <see cref="Correlations"/> over the words that have one.</summary>
    public double MeanCorrelation => Correlations.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Asks a model.</summary>
    /// <param name="model">A model that attends.</param>
    /// <param name="source">The source, at least one word.</param>
    /// <param name="target">The target whose words are to be explained.</param>
    /// <param name="seed">Of the deals.</param>
    /// <param name="workspace">Where temporaries live.</param>
    /// <param name="progress">Told what comes next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no word, or the model does not attend to the source.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static AttentionExplanation Of(TranslationModel model, TokenizedText source, TokenizedText target, ulong seed, Workspace workspace, IProgress<LabProgress>? progress, CancellationToken cancellation)
    {
        (IReadOnlyList<string> sourceWords, int[] sourceWordOf) = WordAttention.WordsOf(source, withEnd: false);
        (IReadOnlyList<string> targetWords, int[] targetWordOf) = WordAttention.WordsOf(target, withEnd: false);
        if (sourceWordOf.Length == 0 || targetWordOf.Length == 0) throw new ArgumentException("Explain: source and target need a word each.", nameof(source));
        if (model is EnsembleModel) throw new ArgumentException("Explain: several models have no attention of their own; give one.", nameof(model));
        int[] read = [.. source.Ids, Vocabulary.End], said = [.. target.Ids, Vocabulary.End];

        // What is asked again and again: how probable the target's tokens are, and everything else in their places.
        (double[] LogProbabilities, float[][] Distributions) Ask(int[] tokens, IAttentionEdit? edit, IAttentionTrace? trace = null)
        {
            cancellation.ThrowIfCancellationRequested();
            using Workspace.Scope scope = workspace.Open();
            var context = new ForwardContext(workspace) { Edit = edit, Trace = trace };
            TeacherForced forced = model.Forward([tokens], [[Vocabulary.Start, .. said[..^1]]], 0, context);
            if (trace is AttentionTrace { Layers.Count: 0 } rows) rows.RecordRows("attention", forced.Weights);
            Tensor logits = model.Project(forced.Hidden, context);
            double[] found = new double[said.Length];
            float[][] distributions = new float[said.Length][];
            for (int i = 0; i < said.Length; i++)
            {
                ReadOnlySpan<float> row = logits.Values.Slice(i * logits.Shape.Last, logits.Shape.Last);
                distributions[i] = Softmax(row, out double logSum);
                found[i] = row[said[i]] - logSum;
            }
            return (found, distributions);
        }

        var trace = new AttentionTrace();
        (double[] usual, float[][] expected) = Ask(read, null, trace);
        string[] layers = [.. trace.Layers];
        if (!layers.Any(IsCross)) throw new ArgumentException("Explain: this model does not attend to the source; there is nothing to explain.", nameof(model));
        int heads = Enumerable.Range(0, layers.Length).Sum(trace.HeadsOf), all = sourceWords.Count + 1 + Deals + heads, done = 0;

        double[,] effects = new double[targetWords.Count, sourceWords.Count];
        for (int word = 0; word < sourceWords.Count; word++)
        {
            Tell($"without “{sourceWords[word]}”");
            double[] without = Ask([.. read.Where((_, i) => i >= sourceWordOf.Length || sourceWordOf[i] != word)], null).LogProbabilities;
            for (int i = 0; i < targetWordOf.Length; i++) effects[targetWordOf[i], word] += usual[i] - without[i];
        }
        float[,] weights = WeightsOf(trace, [.. Enumerable.Range(0, layers.Length).Where(l => IsCross(layers[l]))], targetWordOf, targetWords.Count, sourceWordOf, sourceWords.Count);
        Tell("even attention");
        AttentionChange uniform = Compare(new WeightEdit(layer => IsCross(layer), static (_, weights, _, keys) => weights.Fill(1f / keys)));
        var deals = new List<AttentionChange>();
        for (int deal = 0; deal < Deals; deal++)
        {
            Tell("attention dealt out at random");
            ulong draw = 0, own = seed + (ulong)deal;
            deals.Add(Compare(new WeightEdit(layer => IsCross(layer), (_, weights, _, keys) =>
            {
                int[] order = new int[keys];
                for (int row = 0; row < weights.Length / keys; row++)
                {
                    for (int j = 0; j < keys; j++) order[j] = j;
                    Philox.Shuffle(own, draw++, order);
                    Span<float> of = weights.Slice(row * keys, keys);
                    float[] before = of.ToArray();
                    for (int j = 0; j < keys; j++) of[j] = before[order[j]];
                }
            })));
        }
        var off = new List<HeadChange>();
        for (int l = 0; l < layers.Length; l++)
            for (int head = 0; head < trace.HeadsOf(l); head++)
            {
                Tell($"without head {head} of {layers[l]}");
                (string layer, int own) = (layers[l], head);
                off.Add(new HeadChange(layer, head, Compare(new WeightEdit(of => of == layer, (groups, weights, queries, keys) => weights.Slice(own * queries * keys, queries * keys).Clear()))));
            }
        float[,] falls = new float[targetWords.Count, sourceWords.Count];
        for (int t = 0; t < targetWords.Count; t++)
            for (int s = 0; s < sourceWords.Count; s++) falls[t, s] = (float)effects[t, s];
        return new AttentionExplanation(sourceWords, targetWords)
        {
            LogProbabilities = [.. Enumerable.Range(0, targetWords.Count).Select(word => targetWordOf.Select((of, i) => of == word ? usual[i] : 0).Sum())],
            Weights = weights,
            Effects = falls,
            Correlations = [.. Enumerable.Range(0, targetWords.Count).Select(t => RankCorrelation.Of(Row(weights, t), Row(falls, t)))],
            Uniform = uniform,
            Permuted = new AttentionChange(Median(deals.Select(deal => deal.Fall)), Median(deals.Select(deal => deal.Distance))),
            Heads = off,
        };

        void Tell(string what) => progress?.Report(new LabProgress((double)done++ / all, what));

        AttentionChange Compare(IAttentionEdit edit)
        {
            (double[] changed, float[][] distributions) = Ask(read, edit);
            double distance = 0;
            for (int i = 0; i < said.Length; i++)
            {
                double sum = 0;
                for (int token = 0; token < distributions[i].Length; token++) sum += Math.Abs((double)distributions[i][token] - expected[i][token]);
                distance += sum / 2;
            }
            return new AttentionChange(usual.Sum() - changed.Sum(), distance / said.Length);
        }
    }

    // Layers that read the source, as models name them.
    private static bool IsCross(string layer) => !layer.EndsWith(".self", StringComparison.Ordinal);

    private static float[,] WeightsOf(AttentionTrace trace, int[] layers, int[] targetWordOf, int targetWords, int[] sourceWordOf, int sourceWords)
    {
        // The end symbols are the last row and the last column; words have no use for them.
        float[] mean = new float[targetWordOf.Length * sourceWordOf.Length];
        foreach (int layer in layers)
        {
            float[,] of = trace.MeanOfHeads(layer, 0);
            for (int t = 0; t < targetWordOf.Length; t++)
                for (int s = 0; s < sourceWordOf.Length; s++) mean[t * sourceWordOf.Length + s] += of[t, s] / layers.Length;
        }
        float[] merged = WordAttention.Merge(mean, targetWordOf, targetWords, sourceWordOf, sourceWords);
        float[,] weights = new float[targetWords, sourceWords];
        Buffer.BlockCopy(merged, 0, weights, 0, merged.Length * sizeof(float));
        return weights;
    }

    private static double[] Row(float[,] matrix, int row) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => (double)matrix[row, column])];

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static float[] Softmax(ReadOnlySpan<float> logits, out double logSum)
    {
        float most = float.NegativeInfinity;
        foreach (float logit in logits) most = Math.Max(most, logit);
        double sum = 0;
        float[] p = new float[logits.Length];
        for (int i = 0; i < p.Length; i++)
        {
            double e = Math.Exp((double)logits[i] - most);
            sum += e;
            p[i] = (float)e;
        }
        for (int i = 0; i < p.Length; i++) p[i] = (float)(p[i] / sum);
        logSum = most + Math.Log(sum);
        return p;
    }

    private delegate void Change(int groups, Span<float> weights, int queries, int keys);

    private sealed class WeightEdit(Func<string, bool> which, Change change) : IAttentionEdit
    {
        public bool Edits(string layer) => which(layer);

        public void Edit(string layer, Span<float> weights, int groups, int queries, int keys) => change(groups, weights, queries, keys);
    }
}
