using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heed.Files;

/// <summary>
/// Finds a text in a zip file that may come from anyone. Only its list of entries is held in memory, and that is bounded; the
/// names in it are compared and shown, never used as paths. Archives in parts, encrypted ones and those over 4 GB are refused.
/// </summary>
internal static class ZipFile
{
    /// <summary>The most entries that an archive may have.</summary>
    public const int MostEntries = 1000;

    /// <summary>How many times larger than compressed a text may be: text shrinks to a third or a tenth, a bomb to a thousandth.</summary>
    public const int MostRatio = 200;

    private const int MostListBytes = 1 << 20;
    private const int EndLength = 22, EntryLength = 46, LocalLength = 30;
    private const uint EndMark = 0x06054B50, EntryMark = 0x02014B50, LocalMark = 0x04034B50;

    /// <summary>Whether a file's first bytes are a zip's; no text begins with them.</summary>
    public static bool IsZip(ReadOnlySpan<byte> beginning) => beginning is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    /// <summary>Opens an entry.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="file">The file, which can seek; the result closes it.</param>
    /// <param name="entry">The entry's name, or null for the only one that is not about the others: names that begin with a dot or an
    /// underscore, README and LICENSE are passed over.</param>
    /// <param name="mostBytes">The most bytes that the entry may have once decompressed.</param>
    /// <exception cref="InvalidDataException">The file is damaged, too large, or there is no such entry or no single one.</exception>
    public static ZipEntryStream OpenText(string path, Stream file, string? entry, long mostBytes)
    {
        List<ZipEntry> entries = [.. Entries(path, file).Where(e => !e.Name.EndsWith('/'))];
        List<ZipEntry> chosen = entry is null ? [.. entries.Where(e => !IsAbout(e.Name))] : [.. entries.Where(e => e.Name == entry)];
        if (entry is null && chosen.Count == 0 && entries.Count == 1) chosen = entries;
        if (chosen is not [ZipEntry text])
        {
            string names = string.Join(", ", (chosen.Count == 0 ? entries : chosen).Take(6).Select(e => SafetensorsHeader.Quote(e.Name)));
            throw Bad(path, entry is not null ? $"it has {(chosen.Count == 0 ? "no entry" : "several entries of the name")} {SafetensorsHeader.Quote(entry)}; there are {(names.Length == 0 ? "none" : names)}"
                : chosen.Count == 0 ? "it holds no text"
                : $"it holds {chosen.Count:N0} texts, {names}; say which one: {path}/NAME");
        }
        if (text.IsEncrypted) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} is encrypted");
        if (text.Method is not (0 or 8)) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} is compressed by method {text.Method}, and only deflate is read; unpack it first");
        if (text.Length > mostBytes) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} has more than {mostBytes:N0} bytes once decompressed");
        if (text.Length / MostRatio > Math.Max(text.Compressed, 1))
            throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} would grow from {text.Compressed:N0} bytes to {text.Length:N0}, which no text does; unpack it yourself if you trust it");
        if (text.Method == 0 && text.Length != text.Compressed) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} is stored with two different sizes");

        Span<byte> local = stackalloc byte[LocalLength];
        ReadAt(path, file, text.Start, local);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalMark) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} does not begin where the list of entries says");
        long start = text.Start + LocalLength + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        if (start + text.Compressed > file.Length) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} ends behind the file's end: it was cut short, fetch it again");
        file.Position = start;
        return new ZipEntryStream(path, file, text);
    }

    /// <summary>The names of the entries.</summary>
    /// <exception cref="InvalidDataException">The file is no zip, or damaged.</exception>
    public static IReadOnlyList<string> Names(string path)
    {
        using FileStream file = ContentFile.OpenPacked(path, out _);
        Span<byte> beginning = stackalloc byte[4];
        if (!IsZip(beginning[..file.ReadAtLeast(beginning, 4, throwOnEndOfStream: false)])) throw Bad(path, "this is no zip file");
        return [.. Entries(path, file).Select(static e => e.Name)];
    }

    private static bool IsAbout(string name) =>
        name.Split('/').Any(part => part.StartsWith('.') || part.StartsWith('_'))
        || Path.GetFileNameWithoutExtension(name[(name.LastIndexOf('/') + 1)..]).ToUpperInvariant() is "README" or "LICENSE" or "LICENCE";

    /// <summary>The list of entries at the file's end, checked against the file's length before it is read.</summary>
    private static List<ZipEntry> Entries(string path, Stream file)
    {
        ReadOnlySpan<byte> end = End(path, file);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(end[8..]) != count)
            throw Bad(path, "it is one part of several; only whole archives are read");
        if (count == ushort.MaxValue || start == uint.MaxValue) throw Bad(path, "it is a zip of more than 4 GB or 65,534 entries, which is not read; unpack it first");
        if (count > MostEntries || bytes > MostListBytes) throw Bad(path, $"it has {count:N0} entries, listed in {bytes:N0} bytes; at most {MostEntries:N0} in {MostListBytes:N0} are read");
        if ((long)start + bytes > file.Length) throw Bad(path, "its list of entries ends behind the file's end: it is damaged");

        byte[] list = new byte[bytes];
        ReadAt(path, file, start, list);
        var entries = new List<ZipEntry>(count);
        int at = 0;
        while (entries.Count < count)
        {
            ReadOnlySpan<byte> entry = list.AsSpan(at);
            if (entry.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(entry) != EntryMark) throw Bad(path, "its list of entries is damaged");
            int name = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
            int whole = EntryLength + name + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
            if (whole > entry.Length) throw Bad(path, "its list of entries is damaged");
            entries.Add(new ZipEntry(
                Encoding.UTF8.GetString(entry.Slice(EntryLength, name)),
                IsEncrypted: (BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]) & 1) != 0,
                Method: BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]),
                Check: BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
                Compressed: BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
                Length: BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
                Start: BinaryPrimitives.ReadUInt32LittleEndian(entry[42..])));
            at += whole;
        }
        return entries;
    }

    /// <summary>The record at the file's end, behind which only a comment stands.</summary>
    private static byte[] End(string path, Stream file)
    {
        byte[] tail = new byte[Math.Min(file.Length, EndLength + ushort.MaxValue)];
        ReadAt(path, file, file.Length - tail.Length, tail);
        for (int i = tail.Length - EndLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) == EndMark
                && i + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 20)) == tail.Length) return tail[i..];
        }
        throw Bad(path, "the zip file has no end: it was cut short or damaged, fetch it again");
    }

    private static void ReadAt(string path, Stream file, long position, Span<byte> bytes)
    {
        if (position > file.Length - bytes.Length) throw Bad(path, "the zip file was cut short, fetch it again");
        file.Position = position;
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw Bad(path, "the zip file was cut short, fetch it again");
    }

    internal static InvalidDataException Bad(string path, string problem) => new($"{path}: {problem}.");
}
