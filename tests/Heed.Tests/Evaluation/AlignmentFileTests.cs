using System.Text;
using Heed.Evaluation;

namespace Heed.Tests.Evaluation;

public sealed class AlignmentFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-links-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Sure_and_possible_links_are_told_apart_and_counted_from_zero()
    {
        IReadOnlyList<GoldAlignment> gold = AlignmentFile.ReadGold(Write("1-2 3p1\n\n2-2\t 2p2\n"));
        Assert.Equal(3, gold.Count);
        Assert.Equal([(0, 1)], gold[0].Sure);
        Assert.Equal([(0, 1), (2, 0)], gold[0].Possible.Order());
        Assert.Empty(gold[1].Possible);
        Assert.Equal([(1, 1)], gold[2].Sure);
    }

    [Fact]
    public void Where_words_are_counted_from_is_seen_or_said()
    {
        Assert.Equal([(0, 1)], AlignmentFile.ReadGold(Write("0-1\n"))[0].Sure);
        Assert.Equal([(1, 2)], AlignmentFile.ReadGold(Write("1-2\n"), first: 0)[0].Sure);
        Assert.Equal([(1, 2)], AlignmentFile.ReadLinks(Write("1-2\n"))[0]);
        string path = Write("2-2\n1-1 3-0\n");
        Assert.Equal($"{path}:2: a link of word 0, but words are counted from 1 here; say that the file counts from 0.", Assert.Throws<InvalidDataException>(() => AlignmentFile.ReadGold(path, first: 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => AlignmentFile.ReadGold(path, first: 2));
    }

    [Fact]
    public void A_byte_order_mark_carriage_returns_and_the_format_of_a_link_a_line_are_read()
    {
        string path = Path.Combine(_folder, "bom");
        File.WriteAllText(path, "0-1\r\n2-2\r\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal([(0, 1)], AlignmentFile.ReadGold(path)[0].Sure);
        IReadOnlyList<GoldAlignment> gold = AlignmentFile.ReadGold(Write("1 1 2 S\n1 3 1 P\n3 2 2 \n"));
        Assert.Equal(3, gold.Count);
        Assert.Equal([(0, 1)], gold[0].Sure);
        Assert.Equal(2, gold[0].Possible.Count);
        Assert.Empty(gold[1].Possible);
        Assert.Equal([(1, 1)], gold[2].Sure);
    }

    [Theory]
    [InlineData("0-0 3_4\n", 1, "'3_4' is no link; write source-target")]
    [InlineData("0-0\n-1-2\n", 2, "'-1-2' is no link")]
    [InlineData("1-\n", 1, "'1-' is no link")]
    [InlineData("p1\n", 1, "'p1' is no link")]
    [InlineData("1-2-3\n", 1, "'1-2-3' is no link")]
    [InlineData("1-99999999999\n", 1, "is no link")]
    [InlineData("1-9999999\n", 1, "is no link")]
    [InlineData("١-1\n", 1, "is no link")]
    [InlineData("1 1 1 S\n1 1 1 X\n", 2, "'1 1 1 X' is no link; a line is pair source target")]
    [InlineData("1 1 1\n0 1 1\n", 2, "is no link")]
    [InlineData("1 1 1\n99999999 1 1\n", 2, "is no link")]
    public void A_fault_is_told_with_its_line(string text, int line, string expected)
    {
        string path = Write(text), message = Assert.Throws<InvalidDataException>(() => AlignmentFile.ReadGold(path)).Message;
        Assert.StartsWith($"{path}:{line}: ", message);
        Assert.Contains(expected, message);
    }

    [Theory]
    [InlineData("europarl-deen", "de-en.wa", "test.de")]
    [InlineData("europarl-deen", "de-en.ref.wa", "test.de")]
    [InlineData("hansards-enfr-dev", "enfr.gold", "enfr.src-tgt")]
    [InlineData("roen", "roen.gold", "roen.src-tgt")]
    public void Gold_files_of_others_are_read_whole(string folder, string file, string pairs)
    {
        string? data = Environment.GetEnvironmentVariable("HEED_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "set HEED_DATA to the folder that has word-align");
        string at = Path.Combine(data, "word-align", folder);
        Assert.Equal(File.ReadLines(Path.Combine(at, pairs)).Count(), AlignmentFile.ReadGold(Path.Combine(at, file)).Count);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "links");
        File.WriteAllText(path, text);
        return path;
    }
}
