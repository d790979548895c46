using Heed.Tensors;

namespace Heed.Positions;

/// <summary>Rows that are a function of their position, computed when first needed and kept. Threads may ask at once.</summary>
internal sealed class PositionTable(int size, PositionTable.Fill fill)
{
    private const int Fewest = 64;

    private readonly Lock _lock = new();
    private volatile Tensor _rows = new(new(0, size));

    /// <summary>Writes the row of a position.</summary>
    internal delegate void Fill(int position, Span<float> row);

    /// <summary>A table with a row for each of these positions, none of which is negative.</summary>
    public Tensor For(ReadOnlySpan<int> positions)
    {
        int last = -1;
        foreach (int position in positions) last = Math.Max(last, position);
        return AtLeast(last + 1);
    }

    /// <summary>A table [rows, size] of at least this many rows, from position 0 on.</summary>
    public Tensor AtLeast(int count)
    {
        Tensor ready = _rows;
        if (ready.Shape[0] >= count) return ready;
        lock (_lock)
        {
            Tensor old = _rows;
            int have = old.Shape[0];
            if (have >= count) return old;
            int rows = Math.Max(count, (int)Math.Min(Math.Max(Fewest, 2L * have), int.MaxValue / size));      // doubled, so that a row costs the same however many follow
            var shape = new Shape(rows, size);                                      // says in one line where there are too many
            float[] grown = new float[shape.Count];
            old.Values.CopyTo(grown);
            for (int position = have; position < rows; position++) fill(position, grown.AsSpan(position * size, size));
            return _rows = new Tensor(shape, grown);
        }
    }
}
