using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Attention;

/// <summary>
/// The keys and values of what was said so far, for hypotheses that grow token by token. Room grows by doubling; steps within it take no memory. It belongs to one call.
/// </summary>
public sealed class KeyValueCache
{
    private readonly Stores _projected = new(), _keys = new(), _bias = new(), _values = new();
    private bool _keysAreProjected, _hasBias;

    /// <summary>An empty cache for a number of hypotheses.</summary>
    public KeyValueCache(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Rows = rows;
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
        if (Length == 0) (_keysAreProjected, _hasBias) = (ReferenceEquals(memory.Keys, memory.Projected), memory.KeyBias is not null);
        int capacity = Length < Capacity ? Capacity : Math.Max(16, 2 * Capacity);
        foreach ((Stores stores, Tensor x) in Parts(memory)) stores.Put(x, Rows, Capacity, capacity, Length);
        Capacity = capacity;
        Length++;
    }

    /// <summary>All keys and values, hypothesis after hypothesis, <see cref="Capacity"/> rows each.</summary>
    /// <exception cref="InvalidOperationException">Nothing was added yet.</exception>
    public HeadMemory Memory
    {
        get
        {
            if (Length == 0) throw new InvalidOperationException("KeyValueCache: it is empty.");
            Tensor keys = _keys.Of(Rows, Capacity);
            return new(_keysAreProjected ? keys : _projected.Of(Rows, Capacity), keys, _hasBias ? _bias.Of(Rows, Capacity) : null, _values.Of(Rows, Capacity));
        }
    }

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
            foreach (Stores stores in (Stores[])[_projected, _keys, _bias, _values]) stores.Select(rows, Capacity, Length);
        Rows = rows.Length;
    }

    private IEnumerable<(Stores Stores, Tensor X)> Parts(HeadMemory memory)
    {
        yield return (_keys, memory.Keys);
        yield return (_values, memory.Values);
        if (!_keysAreProjected) yield return (_projected, memory.Projected);
        if (_hasBias) yield return (_bias, memory.KeyBias!);
    }

    // Rows of one size, capacity of them for each hypothesis, and room to put them in another order.
    private sealed class Stores
    {
        private Tensor? _now, _spare;

        public Tensor Of(int rows, int capacity) => _now!.Rows(0, rows * capacity);

        public void Put(Tensor x, int rows, int before, int capacity, int at)
        {
            if (_now is null || before < capacity)
            {
                var larger = new Tensor(new Shape(rows * capacity, x.Shape.Last));
                for (int row = 0; row < rows && at > 0; row++) larger.Backend.Copy(_now!.Rows(row * before, at), larger.Rows(row * capacity, at));
                _now = larger;
                _spare = null;
            }
            for (int row = 0; row < rows; row++) _now.Backend.Copy(x.Rows(row, 1), _now.Rows(row * capacity + at, 1));
        }

        public void Select(ReadOnlySpan<int> rows, int capacity, int length)
        {
            if (_now is null) return;
            if (_spare is null || _spare.Shape[0] < rows.Length * capacity) _spare = new Tensor(new Shape(rows.Length * capacity, _now.Shape.Last));
            for (int i = 0; i < rows.Length && length > 0; i++) _now.Backend.Copy(_now.Rows(rows[i] * capacity, length), _spare.Rows(i * capacity, length));
            (_now, _spare) = (_spare, _now);
        }
    }
}
