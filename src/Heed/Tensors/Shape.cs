namespace Heed.Tensors;

/// <summary>The sizes of a tensor, outermost first: at most four, each at least 0, their product at most 2³¹ − 1.</summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int _d0, _d1, _d2, _d3, _count;     // a size that is not there is 0, so that default is the shape without any

    /// <summary>A shape of up to four sizes.</summary>
    /// <exception cref="ArgumentException">More than four sizes, a negative one, or more than 2³¹ − 1 elements.</exception>
    public Shape(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > 4) throw new ArgumentException($"Shape: at most 4 sizes are supported, {sizes.Length} were given.", nameof(sizes));
        long count = 1;
        foreach (int size in sizes)
        {
            if (size < 0) throw new ArgumentException($"Shape: a size is negative: {size}.", nameof(sizes));
            count *= size;
            if (count > int.MaxValue) throw new ArgumentException("Shape: a tensor holds at most 2,147,483,647 numbers.", nameof(sizes));
        }
        Rank = sizes.Length;
        _count = (int)count;
        _d0 = Rank > 0 ? sizes[0] : 0;
        _d1 = Rank > 1 ? sizes[1] : 0;
        _d2 = Rank > 2 ? sizes[2] : 0;
        _d3 = Rank > 3 ? sizes[3] : 0;
    }

    /// <summary>How many sizes there are.</summary>
    public int Rank { get; }

    /// <summary>The product of the sizes: 1 for a shape without any.</summary>
    public int Count => Rank == 0 ? 1 : _count;

    /// <summary>The innermost size: how many numbers a row holds.</summary>
    public int Last => Rank == 0 ? 1 : this[Rank - 1];

    /// <summary>How many rows of <see cref="Last"/> numbers there are.</summary>
    public int Rows => Rank == 0 ? 1 : Rank == 1 ? 1 : Rank == 2 ? _d0 : Rank == 3 ? _d0 * _d1 : _d0 * _d1 * _d2;

    /// <summary>Size number <paramref name="i"/>, counted from the outermost.</summary>
    public int this[int i] => (uint)i >= (uint)Rank
        ? throw new ArgumentOutOfRangeException(nameof(i), $"Shape: {this} has no size number {i}.")
        : i switch { 0 => _d0, 1 => _d1, 2 => _d2, _ => _d3 };

    /// <summary>This shape with another innermost size.</summary>
    public Shape WithLast(int size) => Rank switch
    {
        0 or 1 => new(size),
        2 => new(_d0, size),
        3 => new(_d0, _d1, size),
        _ => new(_d0, _d1, _d2, size),
    };

    /// <inheritdoc/>
    public bool Equals(Shape other) => Rank == other.Rank && _d0 == other._d0 && _d1 == other._d1 && _d2 == other._d2 && _d3 == other._d3;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rank, _d0, _d1, _d2, _d3);

    /// <summary>Whether two shapes have the same sizes.</summary>
    public static bool operator ==(Shape a, Shape b) => a.Equals(b);

    /// <summary>Whether two shapes differ in a size.</summary>
    public static bool operator !=(Shape a, Shape b) => !a.Equals(b);

    /// <summary>The sizes in brackets: <c>[2, 3, 64]</c>.</summary>
    public override string ToString() => Rank switch
    {
        0 => "[]",
        1 => $"[{_d0}]",
        2 => $"[{_d0}, {_d1}]",
        3 => $"[{_d0}, {_d1}, {_d2}]",
        _ => $"[{_d0}, {_d1}, {_d2}, {_d3}]",
    };
}
