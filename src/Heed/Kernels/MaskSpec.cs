namespace Heed.Kernels;

/// <summary>
/// Which keys a query may attend to beside those that are there: a band around the query's position, every n-th key of it, and a matrix.
/// A query at position p may attend to key j if −Before ≤ j − p ≤ After, (j − p) mod Dilation = 0 and Allowed[p · Columns + j].
/// </summary>
/// <param name="Before">How many keys before its own position a query may attend to; <see cref="Unbounded"/> for all.</param>
/// <param name="After">How many after it: 0 is causal; <see cref="Unbounded"/> for all.</param>
/// <param name="Dilation">Only every n-th key counted from the query's position; 1 for every one.</param>
/// <param name="Allowed">A matrix [positions, columns], true means "may attend"; none for no matrix.</param>
/// <param name="Columns">Keys that a row of the matrix covers; beyond them nothing is allowed.</param>
public readonly record struct MaskSpec(int Before, int After, int Dilation = 1, bool[]? Allowed = null, int Columns = 0)
{
    /// <summary>No bound on that side.</summary>
    public const int Unbounded = int.MaxValue;

    /// <summary>Every query may attend to every key that is there.</summary>
    public static MaskSpec All => new(Unbounded, Unbounded);

    /// <summary>The first key that a query at this position may attend to.</summary>
    public int First(int position) => Before == Unbounded ? 0 : Math.Max(0, position - Before);

    /// <summary>One beyond the last of <paramref name="keys"/> keys that a query at this position may attend to; not above keys.</summary>
    public int End(int position, int keys) => After == Unbounded ? keys : (int)Math.Clamp((long)position + After + 1, 0, keys);

    /// <summary>Whether the band alone decides, so that between <see cref="First"/> and <see cref="End"/> every key may be attended to.</summary>
    public bool IsBand => Dilation == 1 && Allowed is null;

    /// <summary>Whether a query at this position may attend to this key.</summary>
    public bool Allows(int position, int key)
    {
        long distance = (long)key - position;
        return (Before == Unbounded || distance >= -Before) && (After == Unbounded || distance <= After) && distance % Dilation == 0
            && (Allowed is null || (key < Columns && (long)position * Columns + key < Allowed.Length && Allowed[(long)position * Columns + key]));
    }
}
