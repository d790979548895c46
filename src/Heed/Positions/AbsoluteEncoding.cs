using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Positions;

/// <summary>An encoding that adds to each embedding the code of its position: x + P, P of the shape of x.</summary>
public abstract class AbsoluteEncoding : PositionEncoding
{
    private protected AbsoluteEncoding(string name, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Name = name;
        Size = size;
    }

    /// <summary>Numbers of a code: those of an embedding.</summary>
    public int Size { get; }

    /// <summary>The encoding's name, for messages.</summary>
    private protected string Name { get; }

    /// <inheritdoc/>
    public sealed override Tensor Add(Tensor x, TokenPlaces places, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (x.Shape.Last != Size || places.Positions.Length != x.Shape.Rows || places.Lengths is { } known && known.Length != x.Shape.Rows)
            throw new ArgumentException($"{Name}: embeddings {x.Shape} at {places.Positions.Length} places do not fit codes of {Size} numbers.", nameof(x));
        if (NeedsLength && places.Lengths is null)
            throw new ArgumentException($"{Name}: the code needs the length of the sentence, which is not known step by step; declare the most positions there will be.", nameof(places));
        foreach (int position in places.Positions) Check(position);
        return x.Add(Codes(places, context), context.Tape);                          // [rows, size]
    }

    /// <inheritdoc/>
    public sealed override Tensor? Table(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > 0) Check(length - 1);
        return TableOf(length);
    }

    /// <summary>The codes [rows, size] of tokens at places that were checked.</summary>
    private protected abstract Tensor Codes(TokenPlaces places, ForwardContext context);

    /// <summary>P [length, size] of a sentence whose length was checked.</summary>
    private protected abstract Tensor TableOf(int length);

    private void Check(int position)
    {
        if (position < 0) throw new ArgumentException($"{Name}: a position is negative: {position}.");
        if (position >= MostPositions) throw new ArgumentException($"{Name}: position {position} is beyond its {MostPositions} positions, counted from 0; declare more, or give shorter sentences.");
    }
}
