using Heed.Positions;

namespace Heed.Attention;

/// <summary>
/// The sizes and choices of multi-head attention. Each head has its own projections W_i^q [p_q, d_q], W_i^k [p_k, d_k], W_i^v [p_v, d_v]; W_o [p_o, heads · p_v] joins them.
/// Sizes that are 0 follow from the others, as in Vaswani et al. 2017.
/// </summary>
public sealed record MultiHeadOptions
{
    /// <summary>d_q: numbers of a query.</summary>
    public required int QuerySize { get; init; }

    /// <summary>d_k: numbers of a key; 0 for d_q.</summary>
    public int KeySize { get; init; }

    /// <summary>d_v: numbers of a value; 0 for d_k.</summary>
    public int ValueSize { get; init; }

    /// <summary>The number of heads.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Heads of the keys and values, a divisor of <see cref="Heads"/>; 0 for as many, 1 for multi-query attention. Shazeer 2019; Ainslie et al. 2023.</summary>
    public int KeyHeads { get; init; }

    /// <summary>p_q: numbers of a query in one head; 0 for d_q / heads.</summary>
    public int HeadQuerySize { get; init; }

    /// <summary>p_k: numbers of a key in one head; 0 for p_q.</summary>
    public int HeadKeySize { get; init; }

    /// <summary>p_v: numbers of a value in one head; 0 for p_q.</summary>
    public int HeadValueSize { get; init; }

    /// <summary>p_o: numbers of the output; 0 for d_q.</summary>
    public int OutputSize { get; init; }

    /// <summary>Whether the projections have biases.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>The score, a name of <see cref="AttentionScores.All"/>.</summary>
    public string Score { get; init; } = "scaled-dot";

    /// <summary>The inner size of a score that has one; 0 for p_q.</summary>
    public int InnerSize { get; init; }

    /// <summary>A score of one's own instead of <see cref="Score"/>, built for the sizes of a head.</summary>
    public Func<ScoreSizes, AttentionScore>? CreateScore { get; init; }

    /// <summary>What turns queries and keys or adds to the scores by position; none for nothing. It is a part of the layer.</summary>
    public PositionEncoding? Positions { get; init; }

    /// <summary>What the layer is called in a trace.</summary>
    public string Name { get; init; } = "attention";

    /// <summary>The layer's number for dropout of weights, unlike that of any other layer.</summary>
    public uint Place { get; init; }

    /// <summary>These options with every size said, checked.</summary>
    /// <exception cref="ArgumentException">A size is out of range or does not fit.</exception>
    public MultiHeadOptions Complete()
    {
        if (QuerySize < 1 || KeySize < 0 || ValueSize < 0 || HeadQuerySize < 0 || HeadKeySize < 0 || HeadValueSize < 0 || OutputSize < 0 || InnerSize < 0)
            throw new ArgumentException("MultiHeadAttention: a size is negative, or there is no query size.");
        if (Heads is < 1 or > 255) throw new ArgumentException($"MultiHeadAttention: heads must be from 1 to 255, they are {Heads}.");
        if (KeyHeads < 0 || (KeyHeads > 0 && Heads % KeyHeads != 0)) throw new ArgumentException($"MultiHeadAttention: {KeyHeads} key heads do not divide {Heads} heads.");
        if (HeadQuerySize == 0 && QuerySize % Heads != 0)
            throw new ArgumentException($"MultiHeadAttention: {Heads} heads do not divide a query of {QuerySize} numbers; choose other heads or say the size of a head.");
        int keySize = KeySize == 0 ? QuerySize : KeySize, perHead = HeadQuerySize == 0 ? QuerySize / Heads : HeadQuerySize;
        return this with
        {
            KeySize = keySize,
            ValueSize = ValueSize == 0 ? keySize : ValueSize,
            KeyHeads = KeyHeads == 0 ? Heads : KeyHeads,
            HeadQuerySize = perHead,
            HeadKeySize = HeadKeySize == 0 ? perHead : HeadKeySize,
            HeadValueSize = HeadValueSize == 0 ? perHead : HeadValueSize,
            OutputSize = OutputSize == 0 ? QuerySize : OutputSize,
            InnerSize = InnerSize == 0 ? perHead : InnerSize,
        };
    }
}
