using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>
/// What attention of several heads reads. score(h, i, j) = q_hi · k_hj + b_hj, or w_h · tanh(q_hi + k_hj), plus what positions add; head h reads
/// the keys and values of key head ⌊h · key heads / heads⌋.
/// </summary>
/// <param name="Queries">Prepared queries [query rows, heads · size].</param>
/// <param name="Keys">Prepared keys [key rows, key heads · size].</param>
/// <param name="Values">[key rows, key heads · value size].</param>
/// <param name="Heads">Heads that ask.</param>
/// <param name="KeyHeads">Heads of the keys and values, a divisor of <paramref name="Heads"/>: grouped and multi-query attention.</param>
/// <param name="Spans">Which rows belong together.</param>
/// <param name="Mask">Which keys may be attended to.</param>
public sealed record AttentionOperands(Tensor Queries, Tensor Keys, Tensor Values, int Heads, int KeyHeads, AttentionSpan[] Spans, MaskSpec Mask)
{
    /// <summary>What is added to the score of each key [key rows, key heads]; none for nothing.</summary>
    public Tensor? KeyBias { get; init; }

    /// <summary>The w [heads, size] of additive attention; none for the dot product.</summary>
    public Tensor? ScoreVector { get; init; }

    /// <summary>What positions add; none for nothing.</summary>
    public AttentionBias? Bias { get; init; }

    /// <summary>Dropout of the weights; none outside training.</summary>
    public AttentionDropout? Dropout { get; init; }

    /// <summary>Numbers of a prepared query or key in one head.</summary>
    public int Size => Queries.Shape.Last / Heads;

    /// <summary>Numbers of a value in one head.</summary>
    public int ValueSize => Values.Shape.Last / KeyHeads;
}
