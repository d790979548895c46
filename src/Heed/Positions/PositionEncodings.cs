namespace Heed.Positions;

/// <summary>The position encodings there are.</summary>
/// <remarks>
/// What is added to embeddings or to scores goes with every score. Two encodings ask for more, and refuse the rest:
/// <list type="table">
/// <listheader><term>encoding</term><description>scores it means something with</description></listheader>
/// <item><term>rotary</term><description>dot, scaled-dot, cosine, gaussian: turning query and key alike leaves them as they are</description></item>
/// <item><term>shaw</term><description>dot, scaled-dot, bilinear: a vector added to the key is a term of its own that the query decides</description></item>
/// </list>
/// </remarks>
public static class PositionEncodings
{
    /// <summary>Every encoding: its name, what it is, and how it is made.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<PositionOptions, PositionEncoding> Create)> All { get; } =
    [
        ("none", "nothing: order does not count", _ => new NoEncoding()),
        ("normalised", "the position as a fraction of the sentence, 0 to 1", o => new NormalisedEncoding(o.Size, o.MostPositions)),
        ("integer", "the position counted from 1", o => new IntegerEncoding(o.Size)),
        ("binary", "the position's binary digits", o => new BinaryEncoding(o.Size, o.MostPositions)),
        ("sinusoidal", "sines and cosines of many wavelengths, in turn", o => new SinusoidalEncoding(o.Size, o.Base)),
        ("sinusoidal-halves", "sines and cosines of many wavelengths, first all sines", o => new SinusoidalHalvesEncoding(o.Size, o.Base)),
        ("learned", "a trained vector for each position", o => new LearnedEncoding(o.Size, o.MostPositions)),
        ("shaw", "a trained vector for each clipped distance, beside the keys", o => new ShawEncoding(o.HeadSize, o.ClipDistance)),
        ("t5", "a trained number for each head and bucket of distances", o => new BucketEncoding(o.Heads, o.Causal, o.Buckets, o.FarDistance)),
        ("alibi", "a slope for each head: the further, the less", o => new AlibiEncoding(o.Heads)),
        ("rotary", "queries and keys turned by angles that grow with the position", o => new RotaryEncoding(o.HeadSize, o.Base)),
    ];

    /// <summary>Makes the encoding of this name, its weights zero until drawn or loaded.</summary>
    /// <exception cref="ArgumentException">There is no such encoding, or an option is out of range.</exception>
    public static PositionEncoding Create(string name, PositionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach ((string known, _, Func<PositionOptions, PositionEncoding> create) in All)
            if (known == name) return create(options);
        throw new ArgumentException($"There is no position encoding '{name}'; choose one of {string.Join(", ", All.Select(encoding => encoding.Name))}.", nameof(name));
    }
}
