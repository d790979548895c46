namespace Heed.Text;

/// <summary>
/// One printable character for each of the 256 bytes, so that a byte-level vocabulary is readable text. Printable bytes of
/// Latin-1 stand for themselves; the others are numbered from U+0100 on, so a space is Ġ and a line feed Ċ.
/// Radford et al. 2019 (GPT-2), section 2.2.
/// </summary>
internal static class ByteSymbols
{
    private static readonly char[] Symbols = new char[256];
    private static readonly short[] Bytes = new short[0x144];

    static ByteSymbols()
    {
        Array.Fill(Bytes, (short)-1);
        int next = 0x100;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            char symbol = printable ? (char)b : (char)next++;
            Symbols[b] = symbol;
            Bytes[symbol] = (short)b;
        }
    }

    /// <summary>The symbol of a byte.</summary>
    public static char Of(byte value) => Symbols[value];

    /// <summary>The byte of a symbol, or −1 where the character is no symbol.</summary>
    public static int ByteOf(char symbol) => symbol < Bytes.Length ? Bytes[symbol] : -1;

    /// <summary>The bytes that a piece stands for, or null where one of its characters is no symbol.</summary>
    public static byte[]? BytesOf(string piece)
    {
        byte[] bytes = new byte[piece.Length];
        for (int i = 0; i < piece.Length; i++)
        {
            int value = ByteOf(piece[i]);
            if (value < 0) return null;
            bytes[i] = (byte)value;
        }
        return bytes;
    }
}
