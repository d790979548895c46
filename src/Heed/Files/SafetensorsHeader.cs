using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Heed.Files;

/// <summary>The JSON at the head of a safetensors file, read by hand so that duplicate keys and overflows are seen.</summary>
internal sealed class SafetensorsHeader
{
    public const int LongestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private readonly string _file;
    private bool _hasMetadata;

    private SafetensorsHeader(string file) => _file = file;

    public Dictionary<string, SafetensorsEntry> Tensors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The length in the first eight bytes, refused before any memory is taken for it.</summary>
    public static int Length(string file, ulong stated, long fileLength) => stated switch
    {
        > LongestHeader => throw Bad(file, $"the header claims {stated:N0} bytes, more than the {LongestHeader:N0} the format allows; this is not a safetensors file, or it is damaged"),
        _ when (long)stated + 8 > fileLength => throw Bad(file, $"the header claims {stated:N0} bytes but the file has {fileLength:N0} in all; it was cut short, fetch it again"),
        0 => throw Bad(file, "the header is empty; it should be JSON that begins with '{'"),
        _ => (int)stated,
    };

    public static SafetensorsHeader Parse(string file, ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(file);
        if (json[0] != (byte)'{')
        {
            throw Bad(file, $"the header begins with byte 0x{json[0]:X2} and not with '{{'; this is not a safetensors file");
        }
        if (!Utf8.IsValid(json))
        {
            throw Bad(file, "the header is not valid UTF-8");
        }
        try
        {
            header.ReadAll(json);
        }
        catch (JsonException e)
        {
            throw Bad(file, $"the header is not valid JSON at byte {e.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            throw Bad(file, "the header has half of a surrogate pair in a string");
        }
        header.CheckRanges(dataLength);
        return header;
    }

    /// <summary>One line that names the file; what came out of the file is passed through <see cref="Quote"/> first.</summary>
    public static InvalidDataException Bad(string file, string problem) => new($"{file}: {problem}.");

    /// <summary>Text from an untrusted file, fit for a message: no control characters, and not long.</summary>
    public static string Quote(string text)
    {
        const int Longest = 80;
        var quoted = new StringBuilder("'");
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (quoted.Length > Longest)
            {
                quoted.Append('…');
                break;
            }
            quoted.Append(Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
                ? "�"
                : rune.ToString());
        }
        return quoted.Append('\'').ToString();
    }

    private void ReadAll(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (key == MetadataKey)
            {
                ReadMetadata(ref reader);
            }
            else if (!Tensors.TryAdd(key, ReadTensor(ref reader, key)))
            {
                throw Bad(_file, $"tensor {Quote(key)} is listed twice");
            }
        }
        reader.Read();   // past the last brace: throws if anything but white space follows
    }

    private void ReadMetadata(ref Utf8JsonReader reader)
    {
        if (_hasMetadata)
        {
            throw Bad(_file, $"{MetadataKey} is listed twice");
        }
        _hasMetadata = true;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Bad(_file, $"{MetadataKey} is not an object of strings");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                throw Bad(_file, $"{MetadataKey} holds something other than a string under {Quote(key)}");
            }
            if (!Metadata.TryAdd(key, reader.GetString()!))
            {
                throw Bad(_file, $"{MetadataKey} has the key {Quote(key)} twice");
            }
        }
    }

    private SafetensorsEntry ReadTensor(ref Utf8JsonReader reader, string name)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw BadTensor(name, "is not described by an object with dtype, shape and data_offsets");
        }
        string? type = null;
        List<long>? shape = null, offsets = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!keys.Add(key))
            {
                throw BadTensor(name, $"has the key {Quote(key)} twice");
            }
            reader.Read();
            switch (key)
            {
                case "dtype" when reader.TokenType == JsonTokenType.String: type = reader.GetString(); break;
                case "dtype": throw BadTensor(name, "has a dtype that is not a string");
                case "shape": shape = ReadSizes(ref reader, name, key); break;
                case "data_offsets": offsets = ReadSizes(ref reader, name, key); break;
                default: reader.Skip(); break;
            }
        }
        if (type is null || shape is null || offsets is null)
        {
            throw BadTensor(name, $"has no {(type is null ? "dtype" : shape is null ? "shape" : "data_offsets")}");
        }
        if (offsets.Count != 2 || offsets[0] > offsets[1])
        {
            throw BadTensor(name, "has data_offsets that are not a begin and an end");
        }
        SafetensorsType known = SafetensorsTypes.Parse(type)
            ?? throw BadTensor(name, $"has the type {Quote(type)}, which Heed does not read; convert it to one of {SafetensorsTypes.All}");
        long bytes = Bytes(name, shape, known);
        if (bytes != offsets[1] - offsets[0])
        {
            throw BadTensor(name, $"has a range of {offsets[1] - offsets[0]:N0} bytes, but its shape [{string.Join(", ", shape.Take(8))}{(shape.Count > 8 ? ", …" : "")}] of {known.NameInFile()} takes {bytes:N0}");
        }
        return new SafetensorsEntry(name, known, shape.AsReadOnly(), offsets[0], offsets[1]);
    }

    private List<long> ReadSizes(ref Utf8JsonReader reader, string name, string key)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw BadTensor(name, $"has a {key} that is not a list of whole numbers");
        }
        var sizes = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long size) || size < 0)
            {
                throw BadTensor(name, $"has a {key} that is not a list of whole numbers from 0 to {long.MaxValue}");
            }
            sizes.Add(size);
        }
        return sizes;
    }

    private long Bytes(string name, List<long> shape, SafetensorsType type)
    {
        try
        {
            long bytes = type.Size();
            foreach (long size in shape)
            {
                bytes = checked(bytes * size);
            }
            return bytes;
        }
        catch (OverflowException)
        {
            throw BadTensor(name, "has a shape whose product is more than a 64-bit number holds");
        }
    }

    /// <summary>The ranges must cover the data from its first byte to its last, without a gap and without sharing a byte.</summary>
    private void CheckRanges(long dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry tensor in Tensors.Values.OrderBy(t => t.Start).ThenBy(t => t.End))
        {
            if (tensor.Start != end)
            {
                throw BadTensor(tensor.Name, tensor.Start < end
                    ? $"begins at byte {tensor.Start:N0}, inside the tensor before it, which ends at {end:N0}"
                    : $"begins at byte {tensor.Start:N0}, but the data before it ends at {end:N0}: bytes that belong to no tensor");
            }
            if (tensor.End > dataLength)
            {
                throw BadTensor(tensor.Name, $"ends at byte {tensor.End:N0}, past the end of the data at {dataLength:N0}; the file was cut short, fetch it again");
            }
            end = tensor.End;
        }
        if (end != dataLength)
        {
            throw Bad(_file, $"the tensors end at byte {end:N0} of the data, but there are {dataLength:N0}: {dataLength - end:N0} bytes belong to no tensor");
        }
    }

    private InvalidDataException BadTensor(string name, string problem) => Bad(_file, $"tensor {Quote(name)} {problem}");
}
