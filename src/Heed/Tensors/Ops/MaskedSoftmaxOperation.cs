using Heed.Kernels;

namespace Heed.Tensors.Ops;

/// <summary>The softmax of scores over the keys that a query may attend to.</summary>
public static class MaskedSoftmaxOperation
{
    /// <summary>
    /// weights = softmax over the allowed keys of each query, zero elsewhere; a query that may attend to nothing gets zeros, and zero gradient.
    /// </summary>
    /// <param name="scores">[batch · heads, queries, keys].</param>
    /// <param name="heads">How many heads each sentence has.</param>
    /// <param name="keys">For each sentence how many keys are there.</param>
    /// <param name="positions">For each sentence the position of its first query.</param>
    /// <param name="mask">Which of them may be attended to.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    public static Tensor MaskedSoftmax(this Tensor scores, int heads, int[] keys, int[] positions, MaskSpec mask, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(positions);
        if (scores.Shape.Rank != 3 || scores.Shape[0] != keys.Length * heads || positions.Length != keys.Length)
            throw new ArgumentException($"MaskedSoftmax: scores {scores.Shape} do not fit {keys.Length} sentences of {heads} heads.", nameof(scores));
        Tensor weights = scores.Like();
        scores.Backend.MaskedSoftmax(scores, heads, keys, positions, mask, weights);
        tape?.Record(static (t, y, x) => x.Backend.AddSoftmaxGradient(t.GradientOf(y), y, default, t.GradientOf(x)), weights, scores);   // where y is zero, nothing flows
        return weights;
    }
}
