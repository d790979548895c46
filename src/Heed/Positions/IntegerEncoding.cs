namespace Heed.Positions;

/// <summary>p_i = i + 1 in all columns, i from 0: 1, 2, 3 … A longer sentence has larger numbers than any that was seen in training.</summary>
public sealed class IntegerEncoding(int size) : ComputedEncoding("integer", size)
{
    private protected override void Fill(int position, Span<float> code) => code.Fill((float)(position + 1.0));
}
