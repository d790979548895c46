using Heed.Kernels;

namespace Heed.Tests.Kernels;

/// <summary>One call of fused attention on random numbers, and its naive twin in double precision: results and gradients by the formulas, query by query.</summary>
internal sealed class AttentionCase
{
    public required AttentionSpan[] Spans { get; init; }
    public MaskSpec Mask { get; init; } = MaskSpec.All;
    public int Heads { get; init; } = 2;
    public int KeyHeads { get; init; } = 2;
    public int Size { get; init; } = 20;
    public int ValueSize { get; init; } = 17;
    public bool Additive { get; init; }
    public bool Biased { get; init; }
    public bool TablePerQuery { get; init; }
    public int Least { get; init; }
    public int Distances { get; init; }
    public float[]? Slopes { get; init; }
    public AttentionDropout? Dropout { get; init; }

    /// <summary>How large queries and keys are.</summary>
    public float Largest { get; init; } = 1;

    public float[] Queries = [], Keys = [], Values = [], KeyBias = [], ScoreVector = [], Table = [];

    public int QueryRows => Spans.Max(span => span.FirstQuery + span.Queries);

    public int KeyRows => Spans.Max(span => span.FirstKey + span.Keys);

    public static AttentionSpan[] One(int queries, int keys, int position = 0) => [new(0, queries, 0, keys, position)];

    public AttentionCase Filled(ulong seed = 1)
    {
        Queries = Random(QueryRows * Heads * Size, seed, Largest);
        Keys = Random(KeyRows * KeyHeads * Size, seed + 1, Largest);
        Values = Random(KeyRows * KeyHeads * ValueSize, seed + 2, 1);
        if (Biased) KeyBias = Random(KeyRows * KeyHeads, seed + 3, 1);
        if (Additive) ScoreVector = Random(Heads * Size, seed + 4, 1);
        if (Distances > 0) Table = Random((TablePerQuery ? QueryRows : 1) * Heads * Distances, seed + 5, 1);
        return this;
    }

    /// <summary>The same numbers, asked for other spans.</summary>
    public AttentionCase With(params AttentionSpan[] spans) => new()
    {
        Spans = spans,
        Mask = Mask,
        Heads = Heads,
        KeyHeads = KeyHeads,
        Size = Size,
        ValueSize = ValueSize,
        Additive = Additive,
        Biased = Biased,
        TablePerQuery = TablePerQuery,
        Least = Least,
        Distances = Distances,
        Slopes = Slopes,
        Dropout = Dropout,
        Queries = Queries,
        Keys = Keys,
        Values = Values,
        KeyBias = KeyBias,
        ScoreVector = ScoreVector,
        Table = Table,
    };

    /// <summary>Contexts [query rows, heads · value size] and log-sum-exps [query rows, heads]; 99 in rows of no span.</summary>
    public (float[] Context, float[] LogSumExp) Run(Workers? workers = null)
    {
        float[] context = Fixed(Queries.Length / Size * ValueSize, 99), logSumExp = Fixed(Queries.Length / Size, 99);
        AttentionJob.Forward(Call(), Spans, context, logSumExp, workers ?? Workers.One);
        GC.KeepAlive(this);                                             // kernels know addresses alone
        GC.KeepAlive(context);
        GC.KeepAlive(logSumExp);
        return (context, logSumExp);
    }

    /// <summary>Gradients of queries, keys, values, key bias, score vector and table.</summary>
    public float[][] RunBack(float[] dContext, Workers? workers = null)
    {
        (float[] context, float[] logSumExp) = Run(workers);
        float[][] all = [.. new[] { Queries, Keys, Values, KeyBias, ScoreVector, Table }.Select(x => Fixed(x.Length, 0))];
        AttentionJob.Backward(Call(), Spans, context, logSumExp, dContext, new FusedAttentionGradient.Gradients(all[0], all[1], all[2], all[3], all[4], all[5]), workers ?? Workers.One);
        foreach (object owner in (object[])[this, context, logSumExp, dContext, all]) GC.KeepAlive(owner);
        return all;
    }

    /// <summary>The weights of one head of a span, recomputed from the log-sum-exp.</summary>
    public float[] Weights(int span, int head, float[] logSumExp)
    {
        float[] weights = Fixed(Spans[span].Queries * Spans[span].Keys, 99);
        AttentionJob.Weights(Call(), Spans[span], head, logSumExp, weights);
        foreach (object owner in (object[])[this, logSumExp, weights]) GC.KeepAlive(owner);
        return weights;
    }

    public float[] DContext() => Random(Queries.Length / Size * ValueSize, 31, 1);

    /// <summary>By the formulas; 99 in rows of no span.</summary>
    public (double[] Context, double[] LogSumExp, double[][] Gradients) Twin(float[] dContext)
    {
        double[] context = [.. Enumerable.Repeat(99.0, Queries.Length / Size * ValueSize)], logSumExp = [.. Enumerable.Repeat(99.0, Queries.Length / Size)];
        double[][] gradients = [.. new[] { Queries, Keys, Values, KeyBias, ScoreVector, Table }.Select(x => new double[x.Length])];
        foreach (AttentionSpan span in Spans)
            for (int h = 0; h < Heads; h++)
                for (int i = 0; i < span.Queries; i++)
                {
                    double[] s = [.. Enumerable.Range(0, span.Keys).Select(j => Score(span, h, i, j))];
                    double max = s.Append(double.NegativeInfinity).Max(), sum = double.IsInfinity(max) ? 0 : s.Sum(x => Math.Exp(x - max));
                    int row = span.FirstQuery + i;
                    logSumExp[row * Heads + h] = sum > 0 ? max + Math.Log(sum) : double.NegativeInfinity;
                    double[] p = [.. s.Select(x => sum > 0 ? Math.Exp(x - max) / sum : 0)];
                    float[] kept = Kept(span, h, i);
                    for (int v = 0; v < ValueSize; v++) context[(row * Heads + h) * ValueSize + v] = Enumerable.Range(0, span.Keys).Sum(j => p[j] * kept[j] * Value(span, h, j, v));
                    double[] dp = [.. Enumerable.Range(0, span.Keys).Select(j => kept[j] * Enumerable.Range(0, ValueSize).Sum(v => dContext[(row * Heads + h) * ValueSize + v] * (double)Value(span, h, j, v)))];
                    double mean = Enumerable.Range(0, span.Keys).Sum(j => p[j] * dp[j]);
                    for (int j = 0; j < span.Keys; j++)
                    {
                        for (int v = 0; v < ValueSize; v++) gradients[2][ValueAt(span, h, j) + v] += p[j] * kept[j] * dContext[(row * Heads + h) * ValueSize + v];
                        AddScoreGradient(span, h, i, j, p[j] * (dp[j] - mean), gradients);
                    }
                }
        return (context, logSumExp, gradients);
    }

    private double Score(AttentionSpan span, int head, int i, int j)
    {
        int position = span.Position + i, q = QueryAt(span, head, i), k = KeyAt(span, head, j);
        if (!Mask.Allows(position, j)) return double.NegativeInfinity;
        double s = 0;
        for (int f = 0; f < Size; f++)
            s += Additive ? ScoreVector[head * Size + f] * Math.Tanh((double)Queries[q + f] + Keys[k + f]) : (double)Queries[q + f] * Keys[k + f];
        if (Biased) s += KeyBias[k / Size];
        if (Distances > 0) s += Table[TableAt(span, head, i, j)];
        return Slopes is null ? s : s - Slopes[head] * (double)Math.Abs(j - position);
    }

    private void AddScoreGradient(AttentionSpan span, int head, int i, int j, double ds, double[][] gradients)
    {
        int q = QueryAt(span, head, i), k = KeyAt(span, head, j);
        for (int f = 0; f < Size; f++)
        {
            if (Additive)
            {
                double t = Math.Tanh((double)Queries[q + f] + Keys[k + f]), slope = ds * ScoreVector[head * Size + f] * (1 - t * t);
                gradients[0][q + f] += slope;
                gradients[1][k + f] += slope;
                gradients[4][head * Size + f] += ds * t;
            }
            else
            {
                gradients[0][q + f] += ds * Keys[k + f];
                gradients[1][k + f] += ds * Queries[q + f];
            }
        }
        if (Biased) gradients[3][k / Size] += ds;
        if (Distances > 0) gradients[5][TableAt(span, head, i, j)] += ds;
    }

    // What the dropout operation makes of a row of ones: 0, or 1 / (1 − rate).
    private float[] Kept(AttentionSpan span, int head, int i)
    {
        float[] kept = new float[span.Keys];
        Array.Fill(kept, 1);
        if (Dropout is { } draw && span.Keys > 0) Heed.Kernels.Dropout.Apply(kept, 1, span.Keys, [span.Sentence], [span.Position + i], draw.Rate, draw.Seed, draw.Step, draw.Place + (uint)head, kept);
        return kept;
    }

    private int QueryAt(AttentionSpan span, int head, int i) => ((span.FirstQuery + i) * Heads + head) * Size;

    private int KeyAt(AttentionSpan span, int head, int j) => ((span.FirstKey + j) * KeyHeads + head * KeyHeads / Heads) * Size;

    private int ValueAt(AttentionSpan span, int head, int j) => KeyAt(span, head, j) / Size * ValueSize;

    private float Value(AttentionSpan span, int head, int j, int v) => Values[ValueAt(span, head, j) + v];

    private int TableAt(AttentionSpan span, int head, int i, int j) =>
        ((TablePerQuery ? (span.FirstQuery + i) * Heads : 0) + head) * Distances + Math.Clamp(j - span.Position - i - Least, 0, Distances - 1);

    private AttentionCall Call() => new(Queries, Keys, Values, KeyBias, ScoreVector, Table)
    {
        Heads = Heads,
        KeyHeads = KeyHeads,
        Size = Size,
        ValueSize = ValueSize,
        Least = Least,
        Distances = Distances,
        TablePerQuery = TablePerQuery,
        Slopes = Slopes,
        Mask = Mask,
        Dropout = Dropout,
    };

    /// <summary>Memory that stays where it is, as kernels on several threads need it.</summary>
    private static float[] Fixed(int count, float value)
    {
        float[] x = GC.AllocateArray<float>(count, pinned: true);
        Array.Fill(x, value);
        return x;
    }

    private static float[] Random(int count, ulong seed, float largest)
    {
        float[] x = Fixed(count, 0);
        Numbers.Uniform(count, seed, -largest, largest).CopyTo(x, 0);
        return x;
    }
}
