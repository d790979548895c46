using System.Globalization;
using Heed.Evaluation;

namespace Heed.Tests.Evaluation;

/// <summary>Scores of two systems of newstest2017, English to German, as sacreBLEU prints them.</summary>
public sealed class GoldenScoresTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("HEED_DATA") is { Length: > 0 } data ? Path.Combine(data, "sacrebleu") : null;

    [Fact]
    public void Every_row_of_the_golden_table_comes_out_exactly()
    {
        Assert.SkipWhen(Folder is null, "set HEED_DATA to the folder that has sacrebleu/golden.tsv");
        string[] reference = File.ReadAllLines(Path.Combine(Folder, "reference.de"));
        string[] table = File.ReadAllLines(Path.Combine(Folder, "golden.tsv"));
        string[] columns = table[0].Split('\t');
        foreach (string[] row in table.Skip(1).Select(line => line.Split('\t')))
        {
            string Cell(string column) => row[Array.IndexOf(columns, column)];
            double Number(string column) => double.Parse(Cell(column), CultureInfo.InvariantCulture);
            string[] system = File.ReadAllLines(Path.Combine(Folder, Cell("system") + ".txt"));
            var score = Bleu.Corpus(system, reference, new BleuOptions { Tokenizer = BleuTokenizer.Named(Cell("tok")), LowerCase = Cell("lowercase") == "1" });
            Assert.Equal(Cell("counts"), string.Join(',', score.Counts));
            Assert.Equal(Cell("totals"), string.Join(',', score.Totals));
            Assert.Equal(Number("sys_len"), score.SystemLength);
            Assert.Equal(Number("ref_len"), score.ReferenceLength);
            Assert.Equal(Number("bp"), score.BrevityPenalty, 6);
            Assert.Equal(Number("bleu"), score.Value, 6);
        }
    }

    [Theory]
    [InlineData("newstest2017.C-3MA.4959.en-de", 51.953280, 49.169752)]
    [InlineData("newstest2017.FBK.4870.en-de", 54.715188, 52.237990)]
    public void The_character_scores_come_out_exactly(string system, double chrF2, double chrF2pp)
    {
        Assert.SkipWhen(Folder is null, "set HEED_DATA to the folder that has sacrebleu/golden.tsv");
        string[] reference = File.ReadAllLines(Path.Combine(Folder, "reference.de"));
        string[] lines = File.ReadAllLines(Path.Combine(Folder, system + ".txt"));
        Assert.Equal(chrF2, ChrF.Corpus(lines, reference).Value, 6);
        Assert.Equal(chrF2pp, ChrF.Corpus(lines, reference, wordOrder: 2).Value, 6);
    }

    // Worked out by a second program, a row of regular expressions; Dutch has no list of abbreviations besides single letters.
    [Theory]
    [InlineData("newstest2017.C-3MA.4959.en-de", false, 22.464384715, "33726,16293,9032,5188", 60184, 61057)]
    [InlineData("newstest2017.C-3MA.4959.en-de", true, 22.897759976, "34373,16626,9175,5267", 60129, 60965)]
    [InlineData("newstest2017.FBK.4870.en-de", false, 26.140159661, "36185,18706,10862,6530", 61232, 61057)]
    [InlineData("newstest2017.FBK.4870.en-de", true, 26.616987009, "36821,19059,11031,6641", 61177, 60965)]
    public void The_scores_of_Moses_come_out_as_a_second_program_says(string system, bool lowerCase, double value, string counts, int systemLength, int referenceLength)
    {
        Assert.SkipWhen(Folder is null, "set HEED_DATA to the folder that has sacrebleu/golden.tsv");
        string[] reference = File.ReadAllLines(Path.Combine(Folder, "reference.de"));
        BleuScore score = Bleu.Corpus(File.ReadAllLines(Path.Combine(Folder, system + ".txt")), reference, BleuOptions.Moses("nl", lowerCase));
        Assert.Equal(counts, string.Join(',', score.Counts));
        Assert.Equal((systemLength, referenceLength), (score.SystemLength, score.ReferenceLength));
        Assert.Equal(value, score.Value, 1e-8);
    }
}
