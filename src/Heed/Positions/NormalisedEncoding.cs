using System.Buffers;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Positions;

/// <summary>
/// p_i = i / (n − 1) in all columns, i from 0, n the length of the sentence; 0 for n = 1. All codes lie between 0 and 1, but how far neighbours are
/// apart depends on the sentence. With a declared maximum n is that for every sentence.
/// </summary>
public sealed class NormalisedEncoding : AbsoluteEncoding
{
    /// <summary>Codes of <paramref name="size"/> numbers, as fractions of the sentence or, where it is declared, of the longest there will be.</summary>
    public NormalisedEncoding(int size, int? mostPositions = null)
        : base("normalised", size)
    {
        if (mostPositions is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(mostPositions));
        MostPositions = mostPositions;
    }

    /// <inheritdoc/>
    public override int? MostPositions { get; }

    /// <inheritdoc/>
    public override bool NeedsLength => MostPositions is null;

    private protected override Tensor Codes(TokenPlaces places, ForwardContext context)
    {
        int rows = places.Positions.Length;
        float[] codes = ArrayPool<float>.Shared.Rent(rows * Size);
        for (int row = 0; row < rows; row++) codes.AsSpan(row * Size, Size).Fill(Code(places.Positions[row], MostPositions ?? places.Lengths![row]));
        Tensor p = context.Workspace.From(new(rows, Size), codes.AsSpan(0, rows * Size));
        ArrayPool<float>.Shared.Return(codes);
        return p;
    }

    private protected override Tensor TableOf(int length)
    {
        float[] codes = new float[length * Size];
        for (int i = 0; i < length; i++) codes.AsSpan(i * Size, Size).Fill(Code(i, MostPositions ?? length));
        return new Tensor(new(length, Size), codes);
    }

    private static float Code(int position, int length)
    {
        if (position >= length) throw new ArgumentException($"normalised: position {position}, counted from 0, is not within a sentence of {length}.", nameof(position));
        return length == 1 ? 0 : (float)((double)position / (length - 1));
    }
}
