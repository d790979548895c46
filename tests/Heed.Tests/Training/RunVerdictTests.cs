using Heed.Decoding;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class RunVerdictTests
{
    [Fact]
    public void The_frequencies_of_pieces_have_a_perplexity()
    {
        // Of 8 target tokens 4 is three and the end symbol two; one is added to the count of each of 8 pieces.
        TrainingPair[] train = [new([4], [4, 4, 4]), new([4], [5, 6, 7])], dev = [new([4], [4, 4])];
        Assert.Equal(Math.Pow(4.0 / 16 * (4.0 / 16) * (3.0 / 16), -1.0 / 3), RunVerdict.FrequencyPerplexity(train, dev, 8), 10);
    }

    [Fact]
    public void Habits_of_translations_are_counted()
    {
        SentencePair[] pairs = [new("a b c", "x y z"), new("d e f", "d e f"), new("g", "h"), new("i", "j")];
        Hypothesis[] hypotheses =
        [
            Found([1, 2, 3, 4, 2], [.. Row(0), .. Row(1), .. Row(2), .. Row(3), .. Row(0)]),
            Found([7, 7, 7, 7, 7, 7, 2], [.. Row(1), .. Row(1), .. Row(1), .. Row(1), .. Row(1), .. Row(1), .. Row(1)]),
            Found([5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 2], []),
            Found([2], []),
        ];
        GreedyHabits habits = GreedyHabits.Of(pairs, ["a b c", "d e f", "", ""], hypotheses);
        Assert.Equal((0.25, 0.5, 0.5, 0.5), (habits.Copies, habits.Empty, habits.Commonest, habits.Loops));
        Assert.Equal(0.5, habits.Still);
        Assert.Equal("", habits.Example);
        Assert.Null(GreedyHabits.Of([pairs[2]], ["h"], [Found([5, 2], [])]).Still);
    }

    [Fact]
    public void Sound_translations_have_no_loops()
    {
        Assert.Equal(0, GreedyHabits.Of([new("a", "b")], ["b"], [Found([5, 6, 7, 5, 6, 8, 8, 8, 9, 2], [])]).Loops);
        Assert.Equal(0, GreedyHabits.Of([new("a", "b")], ["b"], [Found([], [])]).Loops);
    }

    [Fact]
    public void A_validation_loss_that_rises_while_training_goes_on_is_overfitting()
    {
        using var run = new SmallRun();
        TrainingData data = TrainingData.Load(run.Options("one") with { Out = Directory.CreateDirectory(run.Folder("one")).FullName }, null, Heed.Kernels.Workers.One, CancellationToken.None);
        Assert.StartsWith("overfitting: from step 100 to step 200 the loss of validation pairs rose from 2.00 to 2.50 while that of training pairs fell from 2.87 to 1.37; the model that is kept is the best by BLEU, of step 100; ", Verdict(2.5)[0].Long, StringComparison.Ordinal);
        Assert.DoesNotContain(Verdict(2.1), static warning => warning.Short.StartsWith("overfitting", StringComparison.Ordinal));
        Assert.DoesNotContain(Verdict(1.5), static warning => warning.Short.StartsWith("nothing", StringComparison.Ordinal));
        Assert.StartsWith("nothing learnt: ", Verdict(1.5, lowest: 300)[0].Long, StringComparison.Ordinal);

        IReadOnlyList<TrainingWarning> Verdict(double end, double lowest = 2)
        {
            IEnumerable<string> steps = Enumerable.Range(1, 100).Select(static step => Step(step));
            File.WriteAllLines(Path.Combine(run.Folder("one"), "metrics.jsonl"), [.. steps, Validation(100, 2), .. Enumerable.Range(101, 100).Select(static step => Step(step)), Validation(200, end)]);
            return RunVerdict.Of(run.Options("one"), data, new RunState { Step = 200, BestStep = 100, LowestPerplexity = lowest }, RunHistory.Read(run.Folder("one")), null);
        }

        static string Step(int step) => FormattableString.Invariant($$"""{"step":{{step}},"epoch":1,"loss":{{4 - 0.015 * step}},"learningRate":1,"gradientNorm":1,"tokens":10}""");
        static string Validation(int step, double loss) => FormattableString.Invariant($$"""{"step":{{step}},"devLoss":{{loss}},"devPerplexity":1,"devBleu":1}""");
    }

    [Fact]
    public void The_history_is_read_until_a_line_that_cannot_be()
    {
        string folder = Directory.CreateTempSubdirectory("heed-history-").FullName;
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), """
            {"step":0,"devLoss":5,"devPerplexity":148,"devBleu":0}
            {"step":1,"epoch":1,"loss":4,"learningRate":1,"gradientNorm":1,"tokens":10}
            {"step":2,"epoch":1,"loss":2,"learningRate":1,"gradientNorm":1,"tokens":10}
            {"step":2,"devLoss":3,"devPerplexity":20,"devBleu":1}
            {"step":3,"epo
            {"step":4,"epoch":1,"loss":1,"learningRate":1,"gradientNorm":1,"tokens":10}
            """);
        RunHistory history = RunHistory.Read(folder);
        Assert.Equal([(1, 4), (2, 2)], history.Steps);
        Assert.Equal([(0, 5), (2, 3)], history.Validations);
        Assert.Equal(3, history.LossBefore(2, 50));
        Assert.Equal(2, history.LossBefore(2, 1));
        Directory.Delete(folder, recursive: true);
    }

    private static Hypothesis Found(int[] tokens, float[] weights) => new(tokens, 0, 0, true, weights);

    private static float[] Row(int most)
    {
        float[] row = [0.1f, 0.1f, 0.1f, 0.1f];
        row[most] = 0.7f;
        return row;
    }
}
