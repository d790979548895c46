using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>Attention as the textbook writes it, a few operations with all weights in memory: what the fused kernel is held to, and what a new score gets for nothing.</summary>
internal static class TextbookAttention
{
    /// <summary>Which keys are there and may be attended to, where the queries stand, what positions add, and dropout.</summary>
    public sealed record Setting(int[] Keys, int[] Positions, MaskSpec Mask)
    {
        public AttentionBias? Bias { get; init; }

        public AttentionDropout? Dropout { get; init; }

        /// <summary>For each sentence its number in the whole batch, for dropout.</summary>
        public int[]? Sentences { get; init; }

        /// <summary>Changes the weights; none for as they are.</summary>
        public AttentionEditing? Edit { get; init; }
    }

    /// <summary>Queries [batch, queries, heads · query size], keys and values likewise. Context [batch, queries, heads · value size], weights [batch · heads, queries, keys].</summary>
    public static (Tensor Context, Tensor Weights) Attend(AttentionScore score, Tensor queries, Tensor keys, Tensor values, Setting setting, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int heads = score.Sizes.Heads, keyHeads = score.Sizes.HeadsOfKeys;
        Tensor scores = score.Of(queries, keys, context);                                                            // [batch · heads, queries, keys]
        if (setting.Bias is { } bias) scores = scores.AddBias(bias, heads, setting.Positions, context.Tape);
        Tensor weights = scores.MaskedSoftmax(heads, setting.Keys, setting.Positions, setting.Mask, context.Tape);   // a row with nothing to attend to is zero
        setting.Edit?.Edit(queries, scores, setting.Mask, setting.Positions, weights);
        Tensor kept = setting.Dropout is { Rate: > 0 } dropout ? Drop(weights, heads, setting, dropout, context) : weights;
        Tensor perHead = kept.MatMul(values.SplitHeads(keyHeads, context.Tape).RepeatHeads(keyHeads, heads, context.Tape), context.Tape);
        Tensor contexts = perHead.JoinHeads(heads, context.Tape);                                                    // [batch, queries, heads · value size]
        setting.Edit?.Read(contexts);
        return (contexts, weights);
    }

    // Each head of a layer draws as a layer of its own.
    private static Tensor Drop(Tensor weights, int heads, Setting setting, AttentionDropout dropout, ForwardContext context)
    {
        int queries = weights.Shape[1], keys = weights.Shape[2];
        var groups = new Tensor[weights.Shape[0]];
        for (int group = 0; group < groups.Length; group++)
        {
            int b = group / heads;
            int[] sentences = new int[queries], positions = new int[queries];
            Array.Fill(sentences, setting.Sentences is { } numbers ? numbers[b] : b);
            for (int i = 0; i < queries; i++) positions[i] = setting.Positions[b] + i;
            var draw = new DropoutDraw(dropout.Rate, dropout.Seed, dropout.Step, dropout.Place + (uint)(group % heads), sentences, positions);
            groups[group] = weights.Rows(group, 1).Reshape(queries, keys).Dropout(draw, context.Tape);
        }
        return groups.Stack(context.Tape).Reshape(groups.Length, queries, keys);
    }
}
