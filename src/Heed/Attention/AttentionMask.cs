using Heed.Kernels;

namespace Heed.Attention;

/// <summary>
/// Which keys a query may attend to, as data: true means "may attend". A query that may attend to nothing gets zeros, and zero gradient. Masks are
/// combined with <c>&amp;</c>: what both allow.
/// </summary>
public sealed class AttentionMask
{
    private AttentionMask(int[]? keyLengths, MaskSpec spec)
    {
        KeyLengths = keyLengths;
        Spec = spec;
    }

    /// <summary>Every query may attend to every key.</summary>
    public static AttentionMask All { get; } = new(null, MaskSpec.All);

    /// <summary>A query may attend to itself and to what comes before it. Query i stands at position i.</summary>
    public static AttentionMask Causal { get; } = new(null, new MaskSpec(MaskSpec.Unbounded, 0));

    /// <summary>For each sentence how many of its keys are there, the rest is padding; none where all are.</summary>
    public IReadOnlyList<int>? Lengths => KeyLengths;

    internal int[]? KeyLengths { get; }

    internal MaskSpec Spec { get; }

    /// <summary>Queries may attend to the first lengths_b keys of their sentence b.</summary>
    /// <exception cref="ArgumentException">A length is negative.</exception>
    public static AttentionMask ForKeyLengths(ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
            if (length < 0) throw new ArgumentException($"AttentionMask: a length is negative: {length}.", nameof(lengths));
        return new AttentionMask(lengths.ToArray(), MaskSpec.All);
    }

    /// <summary>
    /// A query at position p may attend to keys p − before … p + after: local attention, whose cost grows with length · window. Beltagy et al. 2020.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    public static AttentionMask Window(int before, int after)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        return new AttentionMask(null, new MaskSpec(before, after));
    }

    /// <summary>A window of which only every <paramref name="dilation"/>-th key counts, from the query's own position: before and after count positions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the dilation below 1.</exception>
    public static AttentionMask DilatedWindow(int before, int after, int dilation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        return new AttentionMask(null, new MaskSpec(before, after, dilation));
    }

    /// <summary>Query i may attend to key j where allowed[i, j]; beyond the matrix nothing is allowed. The matrix is copied.</summary>
    public static AttentionMask Allowing(bool[,] allowed)
    {
        ArgumentNullException.ThrowIfNull(allowed);
        bool[] copy = new bool[allowed.Length];
        Buffer.BlockCopy(allowed, 0, copy, 0, copy.Length);
        return new AttentionMask(null, MaskSpec.All with { Allowed = copy, Columns = allowed.GetLength(1) });
    }

    /// <summary>What both masks allow.</summary>
    /// <exception cref="ArgumentException">Both have lengths, for different numbers of sentences.</exception>
    public static AttentionMask operator &(AttentionMask a, AttentionMask b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.KeyLengths is { } x && b.KeyLengths is { } y && x.Length != y.Length)
            throw new ArgumentException($"AttentionMask: lengths of {x.Length} sentences do not go with those of {y.Length}.", nameof(b));
        int[]? lengths = a.KeyLengths is null ? b.KeyLengths : b.KeyLengths is null ? a.KeyLengths : [.. a.KeyLengths.Zip(b.KeyLengths, static (x, y) => Math.Min(x, y))];
        (bool[]? allowed, int columns) = Both(a.Spec, b.Spec);
        return new AttentionMask(lengths, new MaskSpec(Math.Min(a.Spec.Before, b.Spec.Before), Math.Min(a.Spec.After, b.Spec.After), CommonMultiple(a.Spec.Dilation, b.Spec.Dilation), allowed, columns));
    }

    /// <summary>What both masks allow: the operator <c>&amp;</c> by name.</summary>
    public AttentionMask BitwiseAnd(AttentionMask other) => this & other;

    /// <summary>Whether query <paramref name="query"/> of sentence <paramref name="sentence"/> may attend to key <paramref name="key"/>.</summary>
    public bool Allows(int sentence, int query, int key) => (KeyLengths is null || key < KeyLengths[sentence]) && Spec.Allows(query, key);

    private static (bool[]? Allowed, int Columns) Both(MaskSpec a, MaskSpec b)
    {
        if (a.Allowed is null) return (b.Allowed, b.Columns);
        if (b.Allowed is null) return (a.Allowed, a.Columns);
        int columns = Math.Min(a.Columns, b.Columns), rows = columns == 0 ? 0 : Math.Min(a.Allowed.Length / a.Columns, b.Allowed.Length / b.Columns);
        bool[] both = new bool[rows * columns];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) both[i * columns + j] = a.Allowed[i * a.Columns + j] && b.Allowed[i * b.Columns + j];
        return (both, columns);
    }

    private static int CommonMultiple(int a, int b)
    {
        int x = a, y = b;
        while (y != 0) (x, y) = (y, x % y);
        return checked(a / x * b);
    }
}
