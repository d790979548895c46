using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Heed.Studio.Shared.Lab;

/// <summary>A small picture, a pixel for each number of a matrix, as a PNG in an address: a browser shows it far quicker than as many rectangles.</summary>
internal static class PixelImage
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(static i =>
    {
        uint c = (uint)i;
        for (int bit = 0; bit < 8; bit++) c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
        return c;
    })];

    /// <summary>The picture of colours [rows, columns].</summary>
    public static string Address(int rows, int columns, Func<int, int, (byte R, byte G, byte B)> colour) => "data:image/png;base64," + Convert.ToBase64String(Encode(rows, columns, colour));

    /// <summary>The file.</summary>
    internal static byte[] Encode(int rows, int columns, Func<int, int, (byte R, byte G, byte B)> colour)
    {
        byte[] lines = new byte[rows * (1 + 3 * columns)];                                  // each begins with the number of its filter, 0 for none
        for (int row = 0, at = 0; row < rows; row++)
        {
            at++;
            for (int column = 0; column < columns; column++)
            {
                (lines[at], lines[at + 1], lines[at + 2]) = colour(row, column);
                at += 3;
            }
        }
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(lines);

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        byte[] head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, columns);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), rows);
        (head[8], head[9]) = (8, 2);                                                        // 8 bits for each of red, green and blue
        Chunk(file, "IHDR", head);
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        uint check = uint.MaxValue;
        foreach (byte b in named) check = Table[(check ^ b) & 0xFF] ^ (check >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~check);
        file.Write(number);
    }
}
