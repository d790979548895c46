using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>What scores share that come to a dot product of prepared queries and keys, which have one size.</summary>
public abstract class DotProductScore : AttentionScore
{
    private protected DotProductScore(ScoreSizes sizes)
        : base(sizes)
    {
    }

    /// <inheritdoc/>
    public override ScoreForm Form => ScoreForm.Dot;

    /// <summary>Queries [batch · heads, queries, size] and keys [batch · heads, keys, size], head by head.</summary>
    private protected (Tensor Queries, Tensor Keys) PerHead(Tensor queries, Tensor keys, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(context);
        (int heads, int keyHeads) = (Sizes.Heads, Sizes.HeadsOfKeys);
        return (queries.SplitHeads(heads, context.Tape), keys.SplitHeads(keyHeads, context.Tape).RepeatHeads(keyHeads, heads, context.Tape));
    }

    /// <summary>A row for each head: x [rows, heads · size] as [rows · heads, size], sharing memory.</summary>
    private protected static Tensor HeadRows(Tensor x, int heads)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Reshape(x.Shape.Rows * heads, x.Shape.Last / heads);
    }

    private protected static void RequireOneSize(string score, ScoreSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Query != sizes.Key)
            throw new ArgumentException($"{score}: a query of {sizes.Query} numbers and a key of {sizes.Key} have no dot product, {sizes.Query} ≠ {sizes.Key}; give them one size, or choose the bilinear or the additive score.", nameof(sizes));
    }
}
