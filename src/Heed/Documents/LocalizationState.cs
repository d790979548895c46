using System.Security.Cryptography;
using System.Text;
using Heed.Files;

namespace Heed.Documents;

/// <summary>
/// Which texts a localised document was made from: a line for each unit, its name and 16 hexadecimal digits of its text's sum, in a file <c>Strings.fr.resx.heed</c> beside it.
/// </summary>
internal static class LocalizationState
{
    private const string Header = "heed localize 1";
    private const int MostLineBytes = 1 << 20;

    public static string FileOf(string output) => output + ".heed";

    /// <summary>A text's sum.</summary>
    public static string SumOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.Unicode.GetBytes(text)).AsSpan(0, 8));

    /// <summary>The sums and names of the units, in their order; null where nothing is remembered.</summary>
    public static List<(string Sum, string Id)>? Read(string output)
    {
        string path = FileOf(output);
        if (!File.Exists(path)) return null;
        var units = new List<(string, string)>();
        using var reader = new BoundedReader(path, DocumentText.MostBytes, MostLineBytes);
        if (!reader.TryReadLine(out string first, out LineFault fault) || fault != LineFault.None || first != Header) return null;
        while (reader.TryReadLine(out string line, out fault))
        {
            if (fault != LineFault.None || line.Split('\t', 2) is not [{ Length: 16 or 1 } sum, { } id]) return null;      // another program's, or damaged: nothing is remembered
            units.Add((sum, id));
        }
        return units;
    }

    /// <summary>Remembers the units; those that have to be translated again have no sum.</summary>
    public static void Write(string output, IEnumerable<(string? Sum, string Id)> units)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach ((string? sum, string id) in units) text.Append(sum ?? "-").Append('\t').Append(OneLine(id)).Append('\n');
        AtomicFile.WriteText(FileOf(output), text.ToString());
    }

    /// <summary>A name as it is remembered.</summary>
    public static string OneLine(string id) => id.Replace('\n', ' ').Replace('\r', ' ').Replace('\0', ' ');
}
