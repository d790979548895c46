using System.Numerics;

namespace Heed.Positions;

/// <summary>p_ij = digit j of i written in binary, i from 0, column 0 the least significant; columns that no digit is left for are 0.</summary>
public sealed class BinaryEncoding : ComputedEncoding
{
    private const int MostDigits = 30;

    /// <summary>⌈log₂ <paramref name="mostPositions"/>⌉ digits in codes of <paramref name="size"/> numbers; a digit for each number, at most 30, where no maximum is declared.</summary>
    /// <exception cref="ArgumentException">The digits are more than the numbers of a code.</exception>
    public BinaryEncoding(int size, int? mostPositions = null)
        : base("binary", size)
    {
        if (mostPositions is { } most)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(mostPositions));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1 << MostDigits, nameof(mostPositions));
            Digits = BitOperations.Log2((uint)most - 1) + 1;
            if (most == 1) Digits = 0;
            if (Digits > size) throw new ArgumentException($"binary: {most} positions take {Digits} digits, a code has {size} numbers; declare at most {1L << size} positions.", nameof(mostPositions));
        }
        else
        {
            Digits = Math.Min(size, MostDigits);
        }
    }

    /// <summary>The number of digits b; there are 2^b positions.</summary>
    public int Digits { get; }

    /// <inheritdoc/>
    public override int? MostPositions => 1 << Digits;

    private protected override void Fill(int position, Span<float> code)
    {
        for (int j = 0; j < code.Length; j++) code[j] = j < Digits ? position >> j & 1 : 0;
    }
}
