namespace Heed.Attention;

/// <summary>Which keys a query may attend to, as data: true means "may attend". A query that may attend to nothing gets zeros.</summary>
public sealed class AttentionMask
{
    private AttentionMask(int[] keyLengths) => KeyLengths = keyLengths;

    /// <summary>For each sentence how many of its keys are there; the rest is padding.</summary>
    public IReadOnlyList<int> Lengths => KeyLengths;

    internal int[] KeyLengths { get; }

    /// <summary>Queries may attend to the first lengths_b keys of their sentence b.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public static AttentionMask ForKeyLengths(ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
            if (length < 0) throw new ArgumentException($"AttentionMask: a length is negative: {length}.", nameof(lengths));
        return new AttentionMask(lengths.ToArray());
    }
}
