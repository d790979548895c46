using System.Globalization;
using System.Text;
using Heed.Campaign.Parsers;

namespace Heed.Fuzz;

/// <summary>A parser of the campaign as afl-fuzz wants it: its files are one input, with a mark between them.</summary>
internal sealed class FuzzSubject(ParserSubject subject)
{
    private const int MostBytes = 1 << 16;

    private static readonly byte[] Mark = [(byte)'\n', 0x1C, 0x1D, (byte)'\n'];

    private readonly int _files = subject.Assemble(subject.Seeds[0]).Length;
    private readonly byte[] _buffer = new byte[MostBytes];

    /// <summary>The parser of a name, or null.</summary>
    public static FuzzSubject? Of(string name) => Subjects.All.FirstOrDefault(s => s.Name == name) is { } subject ? new FuzzSubject(subject) : null;

    /// <summary>Writes the campaign's well-formed inputs, and the words of the format as afl-fuzz reads them.</summary>
    public void WriteSeeds(string folder)
    {
        string inputs = Path.Combine(folder, "in");
        Directory.CreateDirectory(inputs);
        for (int i = 0; i < subject.Seeds.Count; i++)
        {
            byte[][] files = subject.Assemble(subject.Seeds[i]);
            File.WriteAllBytes(Path.Combine(inputs, $"seed{i}"), [.. files.SelectMany((file, at) => at == 0 ? file : [.. Mark, .. file])]);
        }
        var words = new StringBuilder();
        IEnumerable<byte[]> tokens = _files > 1 ? subject.Tokens.Append(Mark) : subject.Tokens;
        foreach (byte[] token in tokens.Where(static t => t.Length is > 0 and <= 128))
            words.Append('"').AppendJoin("", token.Select(static b => b is >= 0x20 and < 0x7F and not (byte)'"' and not (byte)'\\' ? $"{(char)b}" : string.Create(CultureInfo.InvariantCulture, $"\\x{b:x2}"))).Append("\"\n");
        File.WriteAllText(Path.Combine(folder, "words"), words.ToString());
    }

    /// <summary>Reads an input to its end; throws where the parser is at fault.</summary>
    public void Parse(Stream input) => Parse(_buffer[..input.ReadAtLeast(_buffer, MostBytes, throwOnEndOfStream: false)]);

    /// <inheritdoc cref="Parse(Stream)"/>
    public void Parse(byte[] input)
    {
        if (ParserCampaign.FaultOf(subject, FilesOf(input)) is { } fault) throw new InvalidOperationException(fault);
    }

    private byte[][] FilesOf(byte[] input)
    {
        if (_files == 1) return [input];
        int mark = input.AsSpan().IndexOf(Mark);
        return mark < 0 ? [input, []] : [input[..mark], input[(mark + Mark.Length)..]];
    }
}
