using System.Buffers;
using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Heed.Files;

/// <summary>
/// A safetensors file opened for reading: the header is read and checked at once, the tensors when they are asked for.
/// Nothing in such a file is ever executed, and no size in it is believed before it is checked against the file's length.
/// Many threads may read at once.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly SafeFileHandle? _handle;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;

    private SafetensorsFile(string name, SafeFileHandle? handle, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        _handle = handle;
        _bytes = bytes;
        long length = handle is null ? bytes.Length : LengthOf(handle);
        Span<byte> first = stackalloc byte[8];
        if (length < 8)
        {
            throw SafetensorsHeader.Bad(name, $"{length} bytes are too few for a safetensors file, which begins with a length of 8");
        }
        ReadAt(0, first);
        byte[] json = new byte[SafetensorsHeader.Length(name, BinaryPrimitives.ReadUInt64LittleEndian(first), length)];
        ReadAt(8, json);
        _dataStart = 8 + json.Length;
        _header = SafetensorsHeader.Parse(name, json, length - _dataStart);
        Tensors = [.. _header.Tensors.Values.OrderBy(t => t.Start).ThenBy(t => t.End)];
    }

    /// <summary>The file as messages name it.</summary>
    public string Name { get; }

    /// <summary>Every tensor, in the order of the data.</summary>
    public IReadOnlyList<SafetensorsEntry> Tensors { get; }

    /// <summary>The strings under <c>__metadata__</c>; empty if there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header. Dispose the result to close the file.</summary>
    /// <param name="path">The file. It may be replaced or deleted while it is open.</param>
    /// <exception cref="InvalidDataException">The file breaks the format; the message names the file and the tensor.</exception>
    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new SafetensorsFile(path, handle, default);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file that is already in memory. The bytes are not copied.</summary>
    /// <param name="bytes">The file's content, which must not change while the result is in use.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes break the format.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> bytes, string name = "safetensors") => new(name, null, bytes);

    /// <summary>Reads a stream to its end, keeping it in memory: for entries of archives and the like; a file is better opened.</summary>
    /// <param name="stream">The content, from where the stream stands; at most 2 GB.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">The bytes break the format, or are more than 2 GB.</exception>
    public static SafetensorsFile Read(Stream stream, string name = "safetensors")
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var memory = new MemoryStream();
        byte[] block = ArrayPool<byte>.Shared.Rent(1 << 16);
        for (int read; (read = stream.Read(block)) > 0;)
        {
            if (memory.Length + read > Array.MaxLength)
            {
                throw SafetensorsHeader.Bad(name, "the stream has more than 2 GB; save it as a file and open that");
            }
            memory.Write(block, 0, read);
        }
        ArrayPool<byte>.Shared.Return(block);
        return Read(memory.GetBuffer().AsMemory(0, (int)memory.Length), name);
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _header.Tensors.ContainsKey(name);

    /// <summary>The tensor of this name.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public SafetensorsEntry this[string name] => _header.Tensors.TryGetValue(name, out SafetensorsEntry? tensor)
        ? tensor
        : throw SafetensorsHeader.Bad(Name, $"there is no tensor {SafetensorsHeader.Quote(name)} among the {Tensors.Count}");

    /// <summary>The shape of a tensor in 32-bit sizes, as the rest of Heed counts.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or a size is over 2,147,483,647.</exception>
    public int[] ShapeOf(string name)
    {
        IReadOnlyList<long> shape = this[name].Shape;
        int[] sizes = new int[shape.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = shape[i] <= int.MaxValue ? (int)shape[i] : throw BadTensor(name, $"has a size of {shape[i]:N0}, more than Heed's tensors have");
        }
        return sizes;
    }

    /// <summary>A tensor of F64, F32, F16 or BF16 as 32-bit numbers in C order. F64 is rounded to the nearest.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds integers, or the file was cut short since it was opened.</exception>
    public float[] ReadFloats(string name)
    {
        float[] values = new float[CheckedCount(this[name])];
        ReadFloats(name, values);
        return values;
    }

    /// <summary>A tensor of F64, F32, F16 or BF16 as 32-bit numbers in C order, into memory the caller has.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="destination">Exactly as many elements as the tensor has.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds integers, or the file was cut short since it was opened.</exception>
    public void ReadFloats(string name, Span<float> destination)
    {
        SafetensorsEntry tensor = Checked(name, destination.Length);
        switch (tensor.Type)
        {
            case SafetensorsType.F32 when BitConverter.IsLittleEndian:
                // In blocks: a span of bytes cannot be as long as the longest span of numbers.
                for (int i = 0; i < destination.Length; i += 1 << 24)
                {
                    ReadAt(_dataStart + tensor.Start + (4L * i), MemoryMarshal.AsBytes(destination.Slice(i, Math.Min(1 << 24, destination.Length - i))));
                }
                break;
            case SafetensorsType.F32:
                Convert(tensor, destination, static (bytes, values) =>
                {
                    for (int i = 0; i < values.Length; i++) values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
                });
                break;
            case SafetensorsType.F64:
                Convert(tensor, destination, static (bytes, values) =>
                {
                    for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                });
                break;
            case SafetensorsType.F16 when BitConverter.IsLittleEndian:
                Convert(tensor, destination, static (bytes, values) => TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values));
                break;
            case SafetensorsType.F16:
                Convert(tensor, destination, static (bytes, values) =>
                {
                    for (int i = 0; i < values.Length; i++) values[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]);
                });
                break;
            case SafetensorsType.BF16:
                Convert(tensor, destination, static (bytes, values) =>
                {
                    for (int i = 0; i < values.Length; i++) values[i] = BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]) << 16);
                });
                break;
            default:
                throw BadTensor(name, $"holds {tensor.Type.NameInFile()}, and floating-point numbers are needed");
        }
    }

    /// <summary>A tensor of I64, I32, I16, I8, U8 or BOOL as 32-bit integers in C order.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, it holds floating-point numbers, or a number does not fit in 32 bits.</exception>
    public int[] ReadInts(string name)
    {
        int[] values = new int[CheckedCount(this[name])];
        ReadIntegers(name, values.AsSpan(), static (file, name, value) => value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : throw file.BadTensor(name, $"holds {value}, which does not fit in 32 bits"));
        return values;
    }

    /// <summary>A tensor of I64, I32, I16, I8, U8 or BOOL as 64-bit integers in C order.</summary>
    /// <exception cref="InvalidDataException">There is no such tensor, or it holds floating-point numbers.</exception>
    public long[] ReadLongs(string name)
    {
        long[] values = new long[CheckedCount(this[name])];
        ReadIntegers(name, values.AsSpan(), static (_, _, value) => value);
        return values;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle?.Dispose();

    private void ReadIntegers<T>(string name, Span<T> destination, Func<SafetensorsFile, string, long, T> narrow)
    {
        SafetensorsEntry tensor = Checked(name, destination.Length);
        if (tensor.Type.IsFloat())
        {
            throw BadTensor(name, $"holds {tensor.Type.NameInFile()}, and integers are needed");
        }
        Convert(tensor, destination, (bytes, values) =>
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = narrow(this, name, tensor.Type switch
                {
                    SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
                    SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                    SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]),
                    SafetensorsType.I8 => (sbyte)bytes[i],
                    SafetensorsType.Bool when bytes[i] > 1 => throw BadTensor(name, $"holds the byte {bytes[i]}, which is neither true nor false"),
                    _ => bytes[i],
                });
            }
        });
    }

    /// <summary>Converts block by block, so that no second copy of a tensor is held.</summary>
    private void Convert<T>(SafetensorsEntry tensor, Span<T> destination, BlockConverter<T> convert)
    {
        const int Block = 1 << 16;   // bytes, a multiple of every element's size
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Block);
        int perBlock = Block / tensor.Type.Size();
        try
        {
            for (int i = 0; i < destination.Length; i += perBlock)
            {
                Span<T> values = destination.Slice(i, Math.Min(perBlock, destination.Length - i));
                Span<byte> bytes = buffer.AsSpan(0, values.Length * tensor.Type.Size());
                ReadAt(_dataStart + tensor.Start + ((long)i * tensor.Type.Size()), bytes);
                convert(bytes, values);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private delegate void BlockConverter<T>(ReadOnlySpan<byte> bytes, Span<T> values);

    private SafetensorsEntry Checked(string name, int length)
    {
        SafetensorsEntry tensor = this[name];
        return tensor.Count == length
            ? tensor
            : throw new ArgumentException($"Safetensors: {SafetensorsHeader.Quote(name)} has {tensor.Count:N0} elements and the destination {length:N0}.", nameof(length));
    }

    private int CheckedCount(SafetensorsEntry tensor) => tensor.Count <= Array.MaxLength
        ? (int)tensor.Count
        : throw BadTensor(tensor.Name, $"has {tensor.Count:N0} elements, more than one array holds");

    private InvalidDataException BadTensor(string name, string problem) => SafetensorsHeader.Bad(Name, $"tensor {SafetensorsHeader.Quote(name)} {problem}");

    private long LengthOf(SafeFileHandle handle)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            throw SafetensorsHeader.Bad(Name, "this is a pipe or a device; save it as a file first");
        }
    }

    private void ReadAt(long position, Span<byte> destination)
    {
        if (_handle is null)
        {
            _bytes.Span.Slice((int)position, destination.Length).CopyTo(destination);
            return;
        }
        while (destination.Length > 0)
        {
            int read = RandomAccess.Read(_handle, destination, position);
            if (read == 0)
            {
                throw SafetensorsHeader.Bad(Name, $"the file ends at byte {position:N0}, earlier than when it was opened");
            }
            destination = destination[read..];
            position += read;
        }
    }
}
