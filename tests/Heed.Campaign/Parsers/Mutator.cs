using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Heed.Campaign.Parsers;

/// <summary>Changes bytes the way damage and malice do: bits, bytes, ranges, ends, numbers, words of the format.</summary>
internal static class Mutator
{
    public const int MostBytes = 1 << 16;

    private static readonly byte[] Bytes = [0, 1, 9, 10, 13, 32, 34, 39, 44, 45, 48, 57, 58, 91, 92, 93, 123, 125, 127, 128, 0xBF, 0xC0, 0xED, 0xEF, 0xFE, 0xFF];

    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "2", "255", "256", "65535", "65536", "2147483647", "2147483648", "-2147483648", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1e9", "1e400", "0.5", "00", "1000000000",
    ];

    private static readonly ulong[] Words = [0, 1, 2, 7, 8, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 100_000_000, 100_000_001];

    /// <summary>Makes one to eight changes.</summary>
    /// <param name="bytes">What to change; it stays as it is.</param>
    /// <param name="others">Other contents, to splice with.</param>
    /// <param name="tokens">Words of the format.</param>
    /// <param name="random">Chooses.</param>
    public static byte[] Mutate(byte[] bytes, IReadOnlyList<byte[]> others, IReadOnlyList<byte[]> tokens, CaseRandom random)
    {
        int changes = 1;
        while (changes < 8 && random.Below(2) == 0) changes++;
        byte[] changed = bytes;
        for (int i = 0; i < changes; i++) changed = Change(changed, others, tokens, random);
        return changed.Length <= MostBytes ? changed : changed[..MostBytes];
    }

    private static byte[] Change(byte[] bytes, IReadOnlyList<byte[]> others, IReadOnlyList<byte[]> tokens, CaseRandom random)
    {
        int at = random.Below(bytes.Length + 1);
        int length = Math.Min(bytes.Length - at, 1 + random.Below(random.Below(4) == 0 ? 256 : 16));
        switch (random.Below(12))
        {
            case 0: return Set(bytes, at, b => (byte)(b ^ (1 << random.Below(8))));
            case 1: return Set(bytes, at, _ => random.Of(Bytes));
            case 2: return Replace(bytes, at, 0, [.. Enumerable.Range(0, 1 + random.Below(8)).Select(_ => (byte)random.Next())]);
            case 3: return Replace(bytes, at, length, []);
            case 4: return Replace(bytes, at, 0, bytes.AsSpan(at, length).ToArray());
            case 5: return bytes[..at];
            case 6:
                byte[] other = random.Of(others);
                return [.. bytes.AsSpan(0, at), .. other.AsSpan(random.Below(other.Length + 1))];
            case 7: return WithNumber(bytes, at, random);
            case 8: return Replace(bytes, at, random.Below(2) == 0 ? 0 : length, random.Of(tokens));
            case 9: return WithWord(bytes, at, random);
            case 10:
                int to = random.Below(bytes.Length - length + 1);
                return Replace(Replace(bytes, at, length, []), to, 0, bytes.AsSpan(at, length).ToArray());
            default:
                byte[] part = bytes.AsSpan(at, length).ToArray();
                int times = Math.Min(1 + random.Below(random.Below(8) == 0 ? 4096 : 32), MostBytes / Math.Max(1, length));
                return Replace(bytes, at, 0, [.. Enumerable.Repeat(part, times).SelectMany(static p => p)]);
        }
    }

    private static byte[] Set(byte[] bytes, int at, Func<byte, byte> change)
    {
        if (bytes.Length == 0) return bytes;
        byte[] changed = [.. bytes];
        at = Math.Min(at, bytes.Length - 1);
        changed[at] = change(changed[at]);
        return changed;
    }

    private static byte[] Replace(byte[] bytes, int at, int length, byte[] by) => [.. bytes.AsSpan(0, at), .. by, .. bytes.AsSpan(at + length)];

    // The first number in decimal digits from here on becomes another: one that breaks counters, or one beside it.
    private static byte[] WithNumber(byte[] bytes, int at, CaseRandom random)
    {
        int start = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0) return Replace(bytes, at, 0, Encoding.ASCII.GetBytes(random.Of(Numbers)));
        start += at;
        int end = start;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9') end++;
        string text = Encoding.ASCII.GetString(bytes, start, end - start);
        string by = random.Below(2) == 0 && long.TryParse(text, CultureInfo.InvariantCulture, out long number)
            ? (number + random.Below(5) - 2).ToString(CultureInfo.InvariantCulture)
            : random.Of(Numbers);
        return Replace(bytes, start, end - start, Encoding.ASCII.GetBytes(by));
    }

    private static byte[] WithWord(byte[] bytes, int at, CaseRandom random)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, random.Of(Words));
        int size = 2 << random.Below(3);
        byte[] changed = [.. bytes];
        word[..Math.Min(size, bytes.Length - at)].CopyTo(changed.AsSpan(at));
        return changed;
    }
}
