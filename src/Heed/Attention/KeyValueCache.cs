using Heed.Tensors;

namespace Heed.Attention;

/// <summary>
/// The keys and values of what was said so far, for hypotheses that grow token by token. Room grows by doubling; steps within it take no memory. It belongs to one call.
/// </summary>
public sealed class KeyValueCache
{
    private Store _keys, _values, _spareKeys, _spareValues;
    private Store? _bias, _spareBias;

    /// <summary>An empty cache for a number of hypotheses.</summary>
    /// <param name="rows">The hypotheses.</param>
    /// <param name="keySize">Numbers of a prepared key over all key heads.</param>
    /// <param name="valueSize">Numbers of a value over all key heads.</param>
    /// <param name="biasSize">Numbers that are added to a key's score, one for each key head; 0 for none.</param>
    public KeyValueCache(int rows, int keySize, int valueSize, int biasSize = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 0);
        Rows = rows;
        (_keys, _spareKeys) = (new Store(keySize), new Store(keySize));
        (_values, _spareValues) = (new Store(valueSize), new Store(valueSize));
        if (biasSize > 0) (_bias, _spareBias) = (new Store(biasSize), new Store(biasSize));
    }

    /// <summary>The hypotheses.</summary>
    public int Rows { get; private set; }

    /// <summary>Tokens of each hypothesis.</summary>
    public int Length { get; private set; }

    /// <summary>Keys that there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Adds one token to each hypothesis: row i of <paramref name="memory"/> to hypothesis i.</summary>
    public void Append(HeadMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (memory.Keys.Shape.Rows != Rows) throw new ArgumentException($"KeyValueCache: {memory.Keys.Shape.Rows} keys were given for {Rows} hypotheses.", nameof(memory));
        if (Length == Capacity) Grow(Math.Max(16, 2 * Capacity));
        _keys.Put(memory.Keys, Rows, Capacity, Length);
        _values.Put(memory.Values, Rows, Capacity, Length);
        _bias?.Put(memory.KeyBias!, Rows, Capacity, Length);
        Length++;
    }

    /// <summary>All keys and values, hypothesis after hypothesis, <see cref="Capacity"/> rows each.</summary>
    public HeadMemory Memory => new(_keys.Of(Rows, Capacity), _keys.Of(Rows, Capacity), _bias?.Of(Rows, Capacity), _values.Of(Rows, Capacity));

    /// <summary>The last token of each hypothesis attends to all tokens of its own.</summary>
    public AttentionSpan[] LastTokens()
    {
        var spans = new AttentionSpan[Rows];
        for (int row = 0; row < Rows; row++) spans[row] = new AttentionSpan(row, 1, row * Capacity, Length, Length - 1, row);
        return spans;
    }

    /// <summary>Hypothesis i goes on from what hypothesis rows_i was.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hypothesis is not there.</exception>
    public void Select(ReadOnlySpan<int> rows)
    {
        bool isSame = rows.Length <= Rows;
        for (int i = 0; i < rows.Length; i++)
        {
            if ((uint)rows[i] >= (uint)Rows) throw new ArgumentOutOfRangeException(nameof(rows), $"Select: there is no row {rows[i]} among {Rows}.");
            isSame &= rows[i] == i;
        }
        if (!isSame)
        {
            _keys.CopyTo(_spareKeys, rows, Capacity, Length);
            _values.CopyTo(_spareValues, rows, Capacity, Length);
            _bias?.CopyTo(_spareBias!, rows, Capacity, Length);
            (_keys, _spareKeys) = (_spareKeys, _keys);
            (_values, _spareValues) = (_spareValues, _values);
            (_bias, _spareBias) = (_spareBias, _bias);
        }
        Rows = rows.Length;
    }

    private void Grow(int capacity)
    {
        _keys.Grow(Rows, Capacity, capacity, Length);
        _values.Grow(Rows, Capacity, capacity, Length);
        _bias?.Grow(Rows, Capacity, capacity, Length);
        Capacity = capacity;
    }

    // Rows of one size, capacity of them for each hypothesis.
    private sealed class Store(int size)
    {
        private Tensor _all = new(new Shape(0, size));

        public Tensor Of(int rows, int capacity) => _all.Rows(0, rows * capacity);

        public void Put(Tensor x, int rows, int capacity, int at)
        {
            for (int row = 0; row < rows; row++) _all.Backend.Copy(x.Rows(row, 1), _all.Rows(row * capacity + at, 1));
        }

        public void Grow(int rows, int before, int after, int length)
        {
            var larger = new Tensor(new Shape(rows * after, size));
            for (int row = 0; row < rows && length > 0; row++) larger.Backend.Copy(_all.Rows(row * before, length), larger.Rows(row * after, length));
            _all = larger;
        }

        public void CopyTo(Store other, ReadOnlySpan<int> rows, int capacity, int length)
        {
            if (other._all.Shape[0] < rows.Length * capacity) other._all = new Tensor(new Shape(rows.Length * capacity, size));
            for (int i = 0; i < rows.Length && length > 0; i++) _all.Backend.Copy(_all.Rows(rows[i] * capacity, length), other._all.Rows(i * capacity, length));
        }
    }
}
