using System.Collections;

namespace Heed.Layers;

/// <summary>The heads whose mean aligns a source and its target; the first is the best of them by itself.</summary>
public sealed class AlignmentHeads : IReadOnlyList<AlignmentHead>, IEquatable<AlignmentHeads>
{
    /// <summary>The most heads there may be.</summary>
    public const int Most = 16;

    private readonly AlignmentHead[] _heads;

    /// <summary>Some heads.</summary>
    /// <exception cref="ArgumentException">There is none, there are too many, or one stands there twice.</exception>
    public AlignmentHeads(params IEnumerable<AlignmentHead> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        _heads = [.. heads];
        if (_heads.Length is 0 or > Most) throw new ArgumentException($"alignment: 1 to {Most} heads are expected, there are {_heads.Length}.", nameof(heads));
        if (_heads.Distinct().Count() < _heads.Length) throw new ArgumentException("alignment: a head stands there twice.", nameof(heads));
    }

    /// <inheritdoc/>
    public int Count => _heads.Length;

    /// <inheritdoc/>
    public AlignmentHead this[int index] => _heads[index];

    /// <inheritdoc/>
    public bool Equals(AlignmentHeads? other) => other is not null && _heads.AsSpan().SequenceEqual(other._heads);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AlignmentHeads);

    /// <inheritdoc/>
    public override int GetHashCode() => _heads.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<AlignmentHead> GetEnumerator() => ((IEnumerable<AlignmentHead>)_heads).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _heads.Select(static head => head.ToString()));
}
