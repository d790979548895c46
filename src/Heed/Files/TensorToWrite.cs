namespace Heed.Files;

/// <summary>One tensor for <see cref="SafetensorsWriter"/>: its name, shape, how it is stored, and its numbers in C order.</summary>
public sealed class TensorToWrite
{
    private TensorToWrite(string name, IReadOnlyList<int> shape, int count, SafetensorsType type)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        long product = 1;
        foreach (int size in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
            product = checked(product * size);
        }
        if (product != count)
        {
            throw new ArgumentException($"Safetensors: {SafetensorsHeader.Quote(name)} has the shape [{string.Join(", ", shape)}], {product:N0} elements, but {count:N0} were given.", nameof(shape));
        }
        Name = name;
        Shape = [.. shape];
        Type = type;
    }

    /// <summary>The name, unique in a file.</summary>
    public string Name { get; }

    /// <summary>The sizes, outermost first; empty for a single number.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How an element is stored.</summary>
    public SafetensorsType Type { get; }

    internal ReadOnlyMemory<float> FloatData { get; private init; }

    internal ReadOnlyMemory<int> IntData { get; private init; }

    internal ReadOnlyMemory<long> LongData { get; private init; }

    internal int Count => FloatData.Length + IntData.Length + LongData.Length;

    /// <summary>32-bit numbers, stored as F32, or rounded to the nearest F16 or BF16 (ties to even; what is too large becomes infinite).</summary>
    /// <param name="name">The name, unique in a file.</param>
    /// <param name="shape">The sizes, outermost first.</param>
    /// <param name="data">The numbers in C order; not copied, so they must not change before they are written.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements, or the type is none of the three.</exception>
    public static TensorToWrite Floats(string name, IReadOnlyList<int> shape, ReadOnlyMemory<float> data, SafetensorsType type = SafetensorsType.F32) =>
        new(name, shape, data.Length, type is SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 ? type : throw NotStored(type, "F32, F16 or BF16")) { FloatData = data };

    /// <summary>32-bit integers, stored as I32, I64 or I8.</summary>
    /// <param name="name">The name, unique in a file.</param>
    /// <param name="shape">The sizes, outermost first.</param>
    /// <param name="data">The numbers in C order; not copied.</param>
    /// <param name="type">I32, I64 or I8; what does not fit in 8 bits wraps around.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements, or the type is none of the three.</exception>
    public static TensorToWrite Ints(string name, IReadOnlyList<int> shape, ReadOnlyMemory<int> data, SafetensorsType type = SafetensorsType.I32) =>
        new(name, shape, data.Length, type is SafetensorsType.I32 or SafetensorsType.I64 or SafetensorsType.I8 ? type : throw NotStored(type, "I32, I64 or I8")) { IntData = data };

    /// <summary>64-bit integers, stored as I64.</summary>
    /// <param name="name">The name, unique in a file.</param>
    /// <param name="shape">The sizes, outermost first.</param>
    /// <param name="data">The numbers in C order; not copied.</param>
    /// <exception cref="ArgumentException">The shape has another number of elements.</exception>
    public static TensorToWrite Longs(string name, IReadOnlyList<int> shape, ReadOnlyMemory<long> data) =>
        new(name, shape, data.Length, SafetensorsType.I64) { LongData = data };

    /// <summary>Whether both are the same numbers in the same place: one tensor under two names.</summary>
    internal bool IsSameTensorAs(TensorToWrite other) =>
        Count > 0 && Type == other.Type && Shape.SequenceEqual(other.Shape)
        && FloatData.Equals(other.FloatData) && IntData.Equals(other.IntData) && LongData.Equals(other.LongData);

    private static ArgumentException NotStored(SafetensorsType type, string kinds) =>
        new($"Safetensors: these numbers can be stored as {kinds}, not as {type.NameInFile()}.", nameof(type));
}
