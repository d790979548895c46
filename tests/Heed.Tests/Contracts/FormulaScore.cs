using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Contracts;

/// <summary>−0.01 Σ (q_i − k_i)⁸, which is none of the forms: it gets everything from its formula.</summary>
internal sealed class FormulaScore(ScoreSizes sizes) : AttentionScore(sizes)
{
    public override Tensor Of(Tensor queries, Tensor keys, ForwardContext context)
    {
        (int heads, int keyHeads) = (Sizes.Heads, Sizes.HeadsOfKeys);
        Tensor q = queries.SplitHeads(heads, context.Tape), k = keys.SplitHeads(keyHeads, context.Tape).RepeatHeads(keyHeads, heads, context.Tape);
        Tensor d = q.AddPairs(k.Scale(-1, context.Tape), context.Tape);
        Tensor square = d.Multiply(d, context.Tape);
        return square.Multiply(square, context.Tape).SquaredNorm(context.Tape).Scale(-0.01f, context.Tape).Reshape(d.Shape[0], d.Shape[1], d.Shape[2]);
    }
}
