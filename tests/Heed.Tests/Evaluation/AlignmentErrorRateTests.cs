using System.Globalization;
using Heed.Evaluation;
using Heed.Text;

namespace Heed.Tests.Evaluation;

public sealed class AlignmentErrorRateTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("HEED_DATA") is { Length: > 0 } data ? Path.Combine(data, "word-align", "roen") : null;

    [Fact]
    public void A_pair_by_hand()
    {
        // A has 4 links: one sure, two possible (the sure one among them), two in neither; two are sure.
        AlignmentScore score = AlignmentErrorRate.Of([[(0, 0), (1, 1), (2, 0), (3, 3), (0, 0)]], [Gold([(0, 0), (4, 4)], [(1, 1)])]);
        Assert.Equal(new AlignmentScore(4, 2, 1, 2), score);
        Assert.Equal(100 * (1 - 3.0 / 6), score.Value, 1e-12);
        Assert.Equal((50, 50, 50), (score.Precision, score.Recall, score.F));
        Assert.Equal("AER 50.00, precision 50.00, recall 50.00, F 50.00 (4 links, 2 sure)", score.ToString());
    }

    [Fact]
    public void Counts_of_all_pairs_are_added_and_links_past_the_end_count_like_others()
    {
        AlignmentScore score = AlignmentErrorRate.Of([[(0, 0)], []], [Gold([(0, 0)]), Gold([(900_000, 3)])]);
        Assert.Equal(new AlignmentScore(1, 2, 1, 1), score);
        Assert.Equal(100 * (1 - 2.0 / 3), score.Value, 1e-12);
        Assert.Equal((0, 0, 0, 0), (new AlignmentScore(0, 0, 0, 0).Value, new AlignmentScore(0, 0, 0, 0).Precision, new AlignmentScore(0, 0, 0, 0).Recall, new AlignmentScore(0, 0, 0, 0).F));
        Assert.Contains("1 pairs have links and 2 have gold links", Assert.Throws<ArgumentException>(() => AlignmentErrorRate.Of([[]], [Gold([]), Gold([])])).Message);
        Assert.Throws<ArgumentException>(() => AlignmentErrorRate.Of([], []));
    }

    [Fact]
    public void Every_row_of_the_golden_table_comes_out_exactly()
    {
        Assert.SkipWhen(Folder is null, "set HEED_DATA to the folder that has word-align/roen/golden-aer.tsv");
        IReadOnlyList<GoldAlignment> gold = AlignmentFile.ReadGold(Path.Combine(Folder, "roen.gold"));
        int rows = 0;
        foreach (string[] row in File.ReadLines(Path.Combine(Folder, "golden-aer.tsv")).Select(line => line.Split('\t')))
        {
            if (!File.Exists(Path.Combine(Folder, row[1]))) continue;                    // an aligner whose output is not there
            AlignmentScore score = AlignmentErrorRate.Of(Links(row[1]), gold);
            Assert.Equal(row[2], string.Create(CultureInfo.InvariantCulture,
                $"AER {score.Value:F4} P {score.Precision:F4} R {score.Recall:F4} |A|={score.Links} |S|={score.Sure} |A&P|={score.PossibleFound} |A&S|={score.SureFound}"));
            rows++;
        }
        Assert.Equal(12, rows);
    }

    [Theory]
    [InlineData("fastalign")]
    [InlineData("giza")]
    public void Two_directions_join_as_in_the_golden_files(string aligner)
    {
        Assert.SkipWhen(Folder is null, "set HEED_DATA to the folder that has word-align/roen");
        IReadOnlyList<(int, int)>[] forward = Links($"{aligner}.test.roen.talp"), backward = Links($"{aligner}.test.roen.reverse.talp");
        foreach (string way in (string[])["intersection", "union"])
            AssertSame(Links($"{aligner}.test.roen.{way}.talp"), [.. forward.Zip(backward, Symmetrisations.Named(way).Join)]);
        // Their growing asks for more than Koehn's: both words must have no link yet. What comes after it is the same.
        AssertSame(Links($"{aligner}.test.roen.grow-diagonal-final.talp"), [.. Links($"{aligner}.test.roen.grow-diagonal.talp").Select((grown, i) => WordLinks.Final(grown, forward[i], backward[i]))]);
    }

    // The files of the other direction have target-source.
    private static IReadOnlyList<(int, int)>[] Links(string file) =>
        [.. AlignmentFile.ReadLinks(Path.Combine(Folder!, file)).Select(links => file.Contains("reverse", StringComparison.Ordinal) ? (IReadOnlyList<(int, int)>)[.. links.Select(link => (link.Target, link.Source))] : links)];

    private static void AssertSame(IReadOnlyList<(int, int)>[] expected, IReadOnlyList<(int, int)>[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i].Order(), actual[i].Order());
    }

    private static GoldAlignment Gold((int, int)[] sure, params (int, int)[] possible) => new(sure.ToHashSet(), possible.Concat(sure).ToHashSet());
}
