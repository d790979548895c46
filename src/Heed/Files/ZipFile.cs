using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heed.Files;

/// <summary>
/// Finds a text in a zip file that may come from anyone. Only its list of entries is held in memory, and that is bounded; the
/// names in it are compared and shown, never used as paths. Archives in parts and encrypted ones are refused.
/// </summary>
internal static class ZipFile
{
    /// <summary>The most entries that an archive may have.</summary>
    public const int MostEntries = 1000;

    /// <summary>How many times larger than compressed a text may be: text shrinks to a third or a tenth, a bomb to a thousandth.</summary>
    public const int MostRatio = 200;

    private const int MostListBytes = 1 << 20;
    private const int EndLength = 22, EntryLength = 46, LocalLength = 30, LargeEndLength = 56, LocatorLength = 20;
    private const uint EndMark = 0x06054B50, EntryMark = 0x02014B50, LocalMark = 0x04034B50, LargeEndMark = 0x06064B50, LocatorMark = 0x07064B50;
    private const int LargeSizes = 1;       // the extra field of an entry whose numbers have 64 bits

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
        if (text.Compressed > file.Length - start) throw Bad(path, $"{SafetensorsHeader.Quote(text.Name)} ends behind the file's end: it was cut short, fetch it again");
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
        ReadOnlySpan<byte> end = End(path, file, out long place);
        ulong count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), here = BinaryPrimitives.ReadUInt16LittleEndian(end[8..]);
        ulong bytes = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        bool isPart = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != 0;
        if (count == ushort.MaxValue || bytes == uint.MaxValue || start == uint.MaxValue)
        {
            ReadOnlySpan<byte> large = LargeEnd(path, file, place);
            here = BinaryPrimitives.ReadUInt64LittleEndian(large[24..]);
            count = BinaryPrimitives.ReadUInt64LittleEndian(large[32..]);
            bytes = BinaryPrimitives.ReadUInt64LittleEndian(large[40..]);
            start = BinaryPrimitives.ReadUInt64LittleEndian(large[48..]);
            isPart = BinaryPrimitives.ReadUInt64LittleEndian(large[16..]) != 0;
        }
        if (isPart || here != count) throw Bad(path, "it is one part of several; only whole archives are read");
        if (count > MostEntries || bytes > MostListBytes) throw Bad(path, $"it has {count:N0} entries, listed in {bytes:N0} bytes; at most {MostEntries:N0} in {MostListBytes:N0} are read");
        if (start > (ulong)file.Length || bytes > (ulong)file.Length - start) throw Bad(path, "its list of entries ends behind the file's end: it is damaged");

        byte[] list = new byte[bytes];
        ReadAt(path, file, (long)start, list);
        var entries = new List<ZipEntry>((int)count);
        int at = 0;
        while ((ulong)entries.Count < count)
        {
            ReadOnlySpan<byte> entry = list.AsSpan(at);
            if (entry.Length < EntryLength || BinaryPrimitives.ReadUInt32LittleEndian(entry) != EntryMark) throw Bad(path, "its list of entries is damaged");
            int name = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]);
            int whole = EntryLength + name + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);
            if (whole > entry.Length) throw Bad(path, "its list of entries is damaged");
            long compressed = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]), length = BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]), local = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
            ReadOnlySpan<byte> large = LargeNumbers(entry.Slice(EntryLength + name, BinaryPrimitives.ReadUInt16LittleEndian(entry[30..])));
            Enlarge(ref length, ref large);
            Enlarge(ref compressed, ref large);
            Enlarge(ref local, ref large);
            entries.Add(new ZipEntry(
                Encoding.UTF8.GetString(entry.Slice(EntryLength, name)),
                IsEncrypted: (BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]) & 1) != 0,
                Method: BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]),
                Check: BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
                Compressed: compressed,
                Length: length,
                Start: local));
            at += whole;
        }
        return entries;

        // A number that has no room in 32 bits is full of ones there, and stands in the extra field, in the order of these calls.
        void Enlarge(ref long number, ref ReadOnlySpan<byte> large)
        {
            if (number != uint.MaxValue) return;
            if (large.Length < sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(large) < 0) throw Bad(path, "its list of entries is damaged");
            number = BinaryPrimitives.ReadInt64LittleEndian(large);
            large = large[sizeof(long)..];
        }
    }

    private static ReadOnlySpan<byte> LargeNumbers(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4) break;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == LargeSizes) return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return [];
    }

    /// <summary>The record that large archives have as well, found by what stands right before the other.</summary>
    private static byte[] LargeEnd(string path, Stream file, long end)
    {
        byte[] locator = new byte[LocatorLength], large = new byte[LargeEndLength];
        if (end < LocatorLength) throw Bad(path, "the zip file has no end: it was cut short or damaged, fetch it again");
        ReadAt(path, file, end - LocatorLength, locator);
        long place = BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8));
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != LocatorMark || place < 0) throw Bad(path, "its list of entries is damaged");
        ReadAt(path, file, place, large);
        return BinaryPrimitives.ReadUInt32LittleEndian(large) == LargeEndMark ? large : throw Bad(path, "its list of entries is damaged");
    }

    /// <summary>The record at the file's end, behind which only a comment stands.</summary>
    private static byte[] End(string path, Stream file, out long place)
    {
        byte[] tail = new byte[Math.Min(file.Length, EndLength + ushort.MaxValue)];
        ReadAt(path, file, file.Length - tail.Length, tail);
        for (int i = tail.Length - EndLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(i)) == EndMark
                && i + EndLength + BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(i + 20)) == tail.Length)
            {
                place = file.Length - tail.Length + i;
                return tail[i..];
            }
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
