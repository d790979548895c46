using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Heed.Files;

/// <summary>
/// Writes safetensors files that PyTorch, Hugging Face and Heed read: the largest element type first and then by name, so
/// that every tensor is aligned; a header padded to a multiple of 8; <c>"format": "pt"</c> among the metadata. The same
/// tensors give the same bytes whatever order they come in.
/// </summary>
/// <remarks>
/// One tensor under two names (the same memory, shape and type) is written once, under the name that sorts first; the
/// metadata then has the other name as a key and the written one as its value, as Hugging Face's <c>save_model</c> does it.
/// <see cref="SafetensorsFile"/> lists only what was written: whoever wants the second name looks it up in the metadata.
/// </remarks>
public static class SafetensorsWriter
{
    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file whole or not at all: see <see cref="AtomicFile"/>.</summary>
    /// <inheritdoc cref="Write(Stream, IReadOnlyList{TensorToWrite}, IReadOnlyDictionary{string, string}?)"/>
    /// <param name="path">The file to create or replace. Its folder must exist.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">Strings to keep beside them.</param>
    public static void Write(string path, IReadOnlyList<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, stream => Write(stream, tensors, metadata));

    /// <summary>Writes the tensors to a stream.</summary>
    /// <param name="stream">Where to; written from its present position, front to back.</param>
    /// <param name="tensors">The tensors, in any order.</param>
    /// <param name="metadata">Strings to keep beside them.</param>
    /// <exception cref="ArgumentException">Two tensors have one name, a tensor is named <c>__metadata__</c>, or the metadata says
    /// something else under <c>format</c> or under the second name of a shared tensor.</exception>
    public static void Write(Stream stream, IReadOnlyList<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var strings = new SortedDictionary<string, string>(metadata?.ToDictionary() ?? [], StringComparer.Ordinal);
        AddString(strings, "format", "pt");
        List<TensorToWrite> written = WithoutSecondNames(tensors, strings);

        byte[] header = Header(written, strings);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);

        byte[] block = ArrayPool<byte>.Shared.Rent(1 << 16);
        foreach (TensorToWrite tensor in written)
        {
            WriteData(stream, tensor, block);
        }
        ArrayPool<byte>.Shared.Return(block);
    }

    private static List<TensorToWrite> WithoutSecondNames(IReadOnlyList<TensorToWrite> tensors, SortedDictionary<string, string> strings)
    {
        var written = new List<TensorToWrite>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (TensorToWrite tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            if (tensor.Name == "__metadata__")
            {
                throw new ArgumentException("Safetensors: no tensor can be named __metadata__.", nameof(tensors));
            }
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Safetensors: two tensors are named {SafetensorsHeader.Quote(tensor.Name)}.", nameof(tensors));
            }
            if (written.Find(tensor.IsSameTensorAs) is { } first)
            {
                AddString(strings, tensor.Name, first.Name);
            }
            else
            {
                written.Add(tensor);
            }
        }
        return [.. written.OrderByDescending(t => t.Type.Size())];   // a stable sort: names stay in order
    }

    private static void AddString(SortedDictionary<string, string> strings, string key, string value)
    {
        if (!strings.TryAdd(key, value) && strings[key] != value)
        {
            throw new ArgumentException($"Safetensors: the metadata has {SafetensorsHeader.Quote(strings[key])} under {SafetensorsHeader.Quote(key)}, where {SafetensorsHeader.Quote(value)} must stand; use another key.", nameof(strings));
        }
    }

    private static byte[] Header(List<TensorToWrite> tensors, SortedDictionary<string, string> strings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in strings)
            {
                json.WriteString(WellFormed(key), WellFormed(value));
            }
            json.WriteEndObject();
            long start = 0;
            foreach (TensorToWrite tensor in tensors)
            {
                long end = start + ((long)tensor.Count * tensor.Type.Size());
                json.WriteStartObject(WellFormed(tensor.Name));
                json.WriteString("dtype", tensor.Type.NameInFile());
                json.WriteStartArray("shape");
                foreach (int size in tensor.Shape) json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(start);
                json.WriteNumberValue(end);
                json.WriteEndArray();
                json.WriteEndObject();
                start = end;
            }
            json.WriteEndObject();
        }
        int padded = (buffer.WrittenCount + 7) / 8 * 8;
        if (padded > SafetensorsHeader.LongestHeader)
        {
            throw new ArgumentException($"Safetensors: the names and metadata take {padded:N0} bytes, more than the {SafetensorsHeader.LongestHeader:N0} the format allows.", nameof(tensors));
        }
        byte[] header = new byte[padded];
        buffer.WrittenSpan.CopyTo(header);
        header.AsSpan(buffer.WrittenCount).Fill((byte)' ');
        return header;
    }

    /// <summary>The JSON writer would quietly replace half of a surrogate pair, and the name would not be found again.</summary>
    private static string WellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Rune.TryGetRuneAt(text, i, out Rune rune))
            {
                i += rune.Utf16SequenceLength - 1;
                continue;
            }
            throw new ArgumentException($"Safetensors: the name or metadata {SafetensorsHeader.Quote(text)} has half of a surrogate pair, which has no UTF-8 form.", nameof(text));
        }
        return text;
    }

    private static void WriteData(Stream stream, TensorToWrite tensor, byte[] block)
    {
        int size = tensor.Type.Size();
        if (tensor.Type == SafetensorsType.F32 && BitConverter.IsLittleEndian)
        {
            // In blocks: a span of bytes cannot be as long as the longest span of numbers.
            for (int i = 0; i < tensor.Count; i += 1 << 20)
            {
                stream.Write(MemoryMarshal.AsBytes(tensor.FloatData.Span.Slice(i, Math.Min(1 << 20, tensor.Count - i))));
            }
            return;
        }
        int perBlock = (1 << 16) / size;
        for (int i = 0; i < tensor.Count; i += perBlock)
        {
            int count = Math.Min(perBlock, tensor.Count - i);
            Span<byte> bytes = block.AsSpan(0, count * size);
            Encode(tensor, i, count, bytes);
            stream.Write(bytes);
        }
    }

    private static void Encode(TensorToWrite tensor, int start, int count, Span<byte> bytes)
    {
        ReadOnlySpan<float> floats = tensor.Type.IsFloat() ? tensor.FloatData.Span.Slice(start, count) : default;
        ReadOnlySpan<int> ints = tensor.IntData.Length > 0 ? tensor.IntData.Span.Slice(start, count) : default;
        ReadOnlySpan<long> longs = tensor.LongData.Length > 0 ? tensor.LongData.Span.Slice(start, count) : default;
        for (int i = 0; i < count; i++)
        {
            switch (tensor.Type)
            {
                case SafetensorsType.F32: BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], floats[i]); break;
                case SafetensorsType.F16: BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)floats[i]); break;
                case SafetensorsType.BF16: BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], ToBFloat16(floats[i])); break;
                case SafetensorsType.I32: BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], ints[i]); break;
                case SafetensorsType.I8: bytes[i] = unchecked((byte)ints[i]); break;
                default: BinaryPrimitives.WriteInt64LittleEndian(bytes[(8 * i)..], longs.IsEmpty ? ints[i] : longs[i]); break;
            }
        }
    }

    /// <summary>The nearest BF16, ties to even; not-a-number stays so even when its payload lies in the lower half.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)((bits >> 16) | 0x40) : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
