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

    /// <summary>Checks that everything fits together, so that kernels need not.</summary>
    /// <exception cref="ArgumentException">It does not; the message says what.</exception>
    internal void Validate()
    {
        if (Heads < 1 || KeyHeads < 1 || Heads % KeyHeads != 0) throw new ArgumentException($"Attention: {KeyHeads} key heads do not divide {Heads} heads.");
        int queryRows = Queries.Shape.Rows, keyRows = Keys.Shape.Rows;
        if (Queries.Shape.Last % Heads != 0 || Keys.Shape.Last != Size * KeyHeads)
            throw new ArgumentException($"Attention: queries {Queries.Shape} of {Heads} heads and keys {Keys.Shape} of {KeyHeads} do not fit: a query has {Queries.Shape.Last / Heads} numbers in a head, a key {Keys.Shape.Last / KeyHeads}.");
        if (Values.Shape.Rows != keyRows || Values.Shape.Last % KeyHeads != 0) throw new ArgumentException($"Attention: values {Values.Shape} do not fit keys {Keys.Shape} of {KeyHeads} heads.");
        if (KeyBias is { } keyBias && keyBias.Shape.Count != keyRows * KeyHeads) throw new ArgumentException($"Attention: a key bias {keyBias.Shape} does not fit keys {Keys.Shape} of {KeyHeads} heads.");
        if (ScoreVector is { } vector && vector.Shape.Count != Heads * Size) throw new ArgumentException($"Attention: a score vector {vector.Shape} does not fit {Heads} heads of {Size}.");
        if (Bias?.Table is { } table && table.Shape.Count != (Bias.IsPerQuery ? queryRows : 1) * Heads * Bias.Distances)
            throw new ArgumentException($"Attention: a bias table {table.Shape} does not fit {Heads} heads of {Bias.Distances} distances.");
        if (Bias?.Slopes is { } slopes && slopes.Length != Heads) throw new ArgumentException($"Attention: {slopes.Length} slopes were given for {Heads} heads.");
        if (Dropout is { Rate: < 0 or >= 1 }) throw new ArgumentException($"Attention: a dropout of {Dropout.Value.Rate} is not in [0, 1).");
        foreach (AttentionSpan span in Spans)
            if (span.Queries < 0 || span.Keys < 0 || span.FirstQuery < 0 || span.FirstKey < 0 || span.Position < 0 || span.FirstQuery > queryRows - span.Queries || span.FirstKey > keyRows - span.Keys)
                throw new ArgumentException($"Attention: {span} is not within {queryRows} query rows and {keyRows} key rows.");
    }
}
