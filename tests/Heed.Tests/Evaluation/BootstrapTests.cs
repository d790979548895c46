using Heed.Evaluation;
using Heed.Kernels;

namespace Heed.Tests.Evaluation;

public sealed class BootstrapTests
{
    private static readonly string[] Right = ["the cat sat on the mat", "it is raining in the old town", "a red car stands there now", "nobody knows what comes next here"];
    private static readonly string[] Good = ["the cat sat on a mat", "it is raining in the old town", "a red car stands there today", "nobody knows what comes next here"];
    private static readonly string[] Bad = ["the cat sat on mats", "it is raining in that town", "one red car stands there today", "nobody knows what will come next"];

    [Fact]
    public void Two_sentences_worked_by_hand()
    {
        // "a b c d" is right to the last word, "e f g h" has nothing right. Of two lines drawn, both are the first (BLEU 100, a
        // chance of 1/4), both the second (BLEU 0, 1/4), or one of each (1/2): 4 of 8 words, 3 of 6, 2 of 4, 1 of 2, BLEU 50.
        LineCounts counts = Bleu.CountLines(["a b c d", "e f g h"], [["a b c d", "1 2 3 4"]]);
        Assert.Equal(100, counts.Score([0, 0]), 9);
        Assert.Equal(50, counts.Score([1, 0]), 9);
        Assert.Equal(0, counts.Score([1, 1]));

        const int Resamples = 2000;
        int[] seen = new int[3], drawn = new int[2];
        for (int resample = 0; resample < Resamples; resample++)
        {
            Bootstrap.Draw(seed: 1, resample, [0, 1], drawn);
            seen[drawn.Sum()]++;
        }
        Assert.InRange(seen[0], 420, 580);   // 500 expected, standard deviation 19
        Assert.InRange(seen[1], 910, 1090);
        Assert.InRange(seen[2], 420, 580);

        ScoreInterval interval = Bootstrap.Interval([counts], options: new BootstrapOptions { Resamples = Resamples });
        Assert.Equal(50, interval.Score, 9);
        Assert.Equal((0, 100), (interval.Low, Math.Round(interval.High, 9)));

        // The same system with the lines' merits the other way round: the difference is 100, 0 or −100, and better in a quarter.
        LineCounts other = Bleu.CountLines(["1 x 3 x", "1 2 3 4"], [["a b c d", "1 2 3 4"]]);
        ScoreDifference difference = Bootstrap.Compare([counts], [other], options: new BootstrapOptions { Resamples = Resamples });
        Assert.Equal(0, difference.Value, 9);
        Assert.Equal((-100, 100), (Math.Round(difference.Low, 9), Math.Round(difference.High, 9)));
        Assert.Equal((double)seen[0] / Resamples, difference.Better);
    }

    [Fact]
    public void Scores_of_all_lines_are_those_of_the_corpus()
    {
        int[] all = [0, 1, 2, 3];
        Assert.Equal(Bleu.Corpus(Bad, Right).Value, Bleu.CountLines(Bad, [Right]).Score(all));
        Assert.Equal(ChrF.Corpus(Bad, Right).Value, ChrF.CountLines(Bad, [Right]).Score(all));
        Assert.Equal(ChrF.Corpus(Bad, Right, 2).Value, ChrF.CountLines(Bad, [Right], 2).Score(all));
        Assert.Equal(Bleu.Corpus([Bad[1], Bad[3]], [Right[1], Right[3]]).Value, Bootstrap.Interval([Bleu.CountLines(Bad, [Right])], [1, 3]).Score);
    }

    [Fact]
    public void Identical_systems_differ_by_nothing_at_all()
    {
        LineCounts counts = Bleu.CountLines(Bad, [Right]);
        ScoreDifference difference = Bootstrap.Compare([counts, counts], [counts, counts]);
        Assert.Equal((0, 0, 0, 0), (difference.Value, difference.Low, difference.High, difference.Better));
    }

    [Fact]
    public void Runs_count_by_their_mean_and_the_interval_holds_it()
    {
        LineCounts good = Bleu.CountLines(Good, [Right]), bad = Bleu.CountLines(Bad, [Right]);
        ScoreDifference difference = Bootstrap.Compare([good, bad], [bad]);
        Assert.Equal((Bleu.Corpus(Good, Right).Value + Bleu.Corpus(Bad, Right).Value) / 2, difference.First.Score, 9);
        Assert.Equal([Bleu.Corpus(Good, Right).Value, Bleu.Corpus(Bad, Right).Value], difference.First.Scores);
        Assert.InRange(difference.First.Score, difference.First.Low, difference.First.High);
        Assert.InRange(difference.Value, difference.Low, difference.High);
        Assert.InRange(difference.Better, 0.9, 1);
    }

    [Fact]
    public void The_seed_decides_and_the_threads_do_not()
    {
        LineCounts good = ChrF.CountLines(Good, [Right]), bad = ChrF.CountLines(Bad, [Right]);
        ScoreDifference one = Bootstrap.Compare([good], [bad], options: new BootstrapOptions { Resamples = 300, Seed = 5 });
        ScoreDifference two = Bootstrap.Compare([good], [bad], options: new BootstrapOptions { Resamples = 300, Seed = 5, Workers = new Workers(3) });
        Assert.Equal((one.Value, one.Low, one.High, one.Better), (two.Value, two.Low, two.High, two.Better));
        Assert.Equal((one.First.Low, one.First.High), (two.First.Low, two.First.High));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        LineCounts two = Bleu.CountLines(Bad[..2], [Right[..2]]), four = Bleu.CountLines(Bad, [Right]);
        Assert.Contains("one run has 2 lines, another 4", Assert.Throws<ArgumentException>(() => Bootstrap.Compare([two], [four])).Message);
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([two], []));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([two], [2]));
        Assert.Throws<ArgumentException>(() => Bootstrap.Interval([two], options: new BootstrapOptions { Resamples = 0 }));
    }

    [Fact]
    public void Lines_are_sorted_by_the_words_that_white_space_separates()
    {
        IReadOnlyList<LengthBin> bins = LengthBin.Of(["a b", "", "a b c", "l'accord est signé .", " a  b\tc d e ", "a b c d e f"], [2, 3, 5]);
        Assert.Equal(["≤2", "3", "4–5", "6+"], bins.Select(bin => bin.Label));
        Assert.Equal(["0,1", "2", "3,4", "5"], bins.Select(bin => string.Join(',', bin.Lines)));
        Assert.Equal([(0, 2), (3, 3), (4, 5), (6, (int?)null)], bins.Select(bin => (bin.From, bin.To)));
        Assert.Throws<ArgumentException>(() => LengthBin.Of(["a"], [5, 5]));
        Assert.Throws<ArgumentException>(() => LengthBin.Of(["a"], [0]));
        Assert.Throws<ArgumentException>(() => LengthBin.Of(["a"], []));
    }
}
