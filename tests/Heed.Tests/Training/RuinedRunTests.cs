using Heed.Models;
using Heed.Tests.Text.Corpora;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

/// <summary>Trainings on ruined corpora come to their end, and say what is wrong before they begin, at their end and in the model's README.</summary>
public sealed class RuinedRunTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("heed-ruined-").FullName;

    [Fact]
    public void Misaligned_lines() => AssertNamed(Ruin.Shuffled(EverydayPairs.Of(1200), 0.3), "misaligned: about ");

    [Fact]
    public void Lines_shifted_from_the_middle() => AssertNamed(Ruin.Shifted(EverydayPairs.Of(1200), 600), "shifted: ");

    [Fact]
    public void Copies() => AssertNamed(Ruin.Some(EverydayPairs.Of(1200), 0.5, (pair, _) => pair with { Target = pair.Source }), "copy: ");

    [Fact]
    public void Another_language()
    {
        List<(string French, string English, string German)> three = EverydayPairs.InThree(1200);
        AssertNamed([.. three.Select(sentence => new SentencePair(sentence.French, sentence.German))], "wrong-language: ");
    }

    [Fact]
    public void Two_hundred_pairs()
    {
        // Each with a name of its own, as sentences have.
        List<SentencePair> pairs = [.. EverydayPairs.Of(200).Select((pair, i) => new SentencePair($"{SmallRun.SourceWord(i)}{SmallRun.SourceWord(3 * i)} : {pair.Source}", $"{SmallRun.SourceWord(i)}{SmallRun.SourceWord(3 * i)}: {pair.Target}"))];
        (TrainingPlan plan, TrainingFinished finished) = Train(pairs, o => o with { Vocabulary = 8000, BatchTokens = 2048, DevPairs = 500 });
        foreach (string fault in (string[])["few pairs: ", "large batches: ", "large vocabulary: ", "large validation: "])
        {
            Assert.Contains(plan.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
            Assert.Contains(finished.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Sentences_of_a_thousand_words_and_empty_lines()
    {
        List<SentencePair> pairs = EverydayPairs.Of(1200);
        string Long(string text) => string.Join(' ', Enumerable.Repeat(text, 30));                 // under the 2,000 characters that a side may have
        List<SentencePair> ruined = Ruin.Some(pairs, 0.1, (pair, i) => (i % 3) switch
        {
            0 => new SentencePair("", pair.Target),
            1 => new SentencePair(string.Join(' ', Enumerable.Repeat("mot", 1000)), string.Join(' ', Enumerable.Repeat("word", 1000))),
            _ => new SentencePair(Long(pair.Source), Long(pair.Target)),
        });
        (TrainingPlan plan, TrainingFinished finished) = Train(ruined, o => o with { MaxTokens = 60 });
        foreach (string fault in (string[])["empty-side: 43 of 1,200 pairs (4 %) are left out", "over-long: 38 of 1,200 pairs (3 %) are left out"])
        {
            Assert.Contains(plan.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
            Assert.Contains(finished.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
        }
        Assert.Contains(plan.Warnings, warning => warning.Contains("have more than 60 pieces on a side and are left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Development_files_that_say_what_is_learnt_from()
    {
        List<SentencePair> pairs = EverydayPairs.Of(1200), dev = pairs[..100];
        string source = Path.Combine(_root, "dev.fr"), target = Path.Combine(_root, "dev.en");
        File.WriteAllLines(source, dev.Select(pair => pair.Source));
        File.WriteAllLines(target, dev.Select(pair => pair.Target));
        (TrainingPlan plan, _) = Train(pairs, o => o with { DevSource = source, DevTarget = target });
        Assert.Contains(plan.Warnings, warning => warning.StartsWith("overlap: ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_wrong_is_left_out_where_that_is_asked_for()
    {
        List<SentencePair> ruined = Ruin.Some(Ruin.Shuffled(EverydayPairs.Of(1500), 0.3), 0.1, (pair, _) => pair with { Target = pair.Source });
        (TrainingPlan plan, TrainingFinished finished) = Train(ruined, o => o with { Clean = true });
        string told = Assert.Single(plan.Corpora, line => line.Contains(": cleaned, ", StringComparison.Ordinal));
        Assert.Matches(@"cleaned, [0-9,]+ of 1,500 lines left out: [23][0-9]{2} misaligned, 1[45][0-9] copy", told);
        Assert.DoesNotContain(plan.Warnings, warning => warning.StartsWith("misaligned", StringComparison.Ordinal) || warning.StartsWith("copy", StringComparison.Ordinal));
        Assert.InRange(plan.TrainingPairs + plan.DevPairs, 1000, 1200);
        Assert.Equal(1500, plan.TrainingPairs + plan.DevPairs + plan.LeftOut);
        Assert.DoesNotContain(finished.Warnings, warning => warning.StartsWith("misaligned", StringComparison.Ordinal));
        var again = new Plans();
        Trainer.Run(Options(ruined) with { Resume = true, MaxSteps = 21 }, again);
        Assert.Equal(plan.TrainingPairs, again.Told!.TrainingPairs);
    }

    [Fact]
    public void What_is_wrong_throughout_is_not_cleaned()
    {
        var e = Assert.Throws<InvalidDataException>(() => Train(Ruin.Shuffled(EverydayPairs.Of(1500), 1), o => o with { Clean = true }));
        Assert.Contains("do not look like translations of each other; cleaning would leave the wrong ones", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_learnt_nothing_says_so()
    {
        (_, TrainingFinished finished) = Train(EverydayPairs.Of(1200), o => o with { LearningRate = 1e-7f, MaxSteps = 10 });
        Assert.Contains(finished.Warnings, warning => warning.StartsWith("nothing learnt: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_learning_rate_that_breaks_the_run_leaves_the_last_checkpoint()
    {
        TrainingOptions options = Options(EverydayPairs.Of(1200)) with { LearningRate = 10, ClipNorm = 0, Warmup = 1, MaxSteps = 200, CheckpointEvery = 1, Schedule = "constant" };
        try
        {
            TrainingFinished finished = Trainer.Run(options);
            Assert.Contains(finished.Warnings, warning => warning.StartsWith("nothing learnt: ", StringComparison.Ordinal));
        }
        catch (TrainingDivergedException e)
        {
            Assert.Contains("The last checkpoint is intact; try a lower --lr.", e.Message, StringComparison.Ordinal);
        }
        Checkpoint.ReadState(options.Out);
        Translator.Load(options.Out).Translate("Le chat voit le chien noir.");
    }

    [Fact]
    public void A_sound_corpus_gives_a_quiet_run_that_learns()
    {
        (TrainingPlan plan, TrainingFinished finished) = Train(EverydayPairs.Of(1500), o => o with { MaxSteps = 150, Size = 64, Dropout = 0.1f });
        Assert.Empty(plan.Warnings);
        Assert.Empty(finished.Warnings);
        Assert.DoesNotContain("## Warnings", File.ReadAllText(Path.Combine(_root, "run", "README.md")), StringComparison.Ordinal);
        Assert.True(finished.BestBleu > 10, $"BLEU {finished.BestBleu}");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void AssertNamed(List<SentencePair> pairs, string fault)
    {
        (TrainingPlan plan, TrainingFinished finished) = Train(pairs, static o => o);
        Assert.Contains(plan.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
        Assert.Contains(finished.Warnings, warning => warning.StartsWith(fault, StringComparison.Ordinal));
        Assert.Contains("\n## Warnings\n\n", File.ReadAllText(Path.Combine(_root, "run", "README.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("- " + fault, File.ReadAllText(Path.Combine(_root, "run", "README.md")), StringComparison.Ordinal);
    }

    private (TrainingPlan Plan, TrainingFinished Finished) Train(List<SentencePair> pairs, Func<TrainingOptions, TrainingOptions> change)
    {
        var plan = new Plans();
        TrainingFinished finished = Trainer.Run(change(Options(pairs)), plan);
        Assert.True(File.Exists(Path.Combine(_root, "run", ModelFolder.WeightsFile)));
        return (plan.Told!, finished);
    }

    private TrainingOptions Options(List<SentencePair> pairs)
    {
        string table = Path.Combine(_root, "pairs.tsv");
        File.WriteAllLines(table, pairs.Select(pair => $"{pair.Source}\t{pair.Target}"));
        return new TrainingOptions
        {
            Corpora = [new TsvCorpus(table, 1, 2)],
            From = "fr",
            To = "en",
            Out = Path.Combine(_root, "run"),
            Size = 16,
            Vocabulary = 400,
            BatchTokens = 600,
            DevPairs = 60,
            Warmup = 10,
            ValidateEvery = 10,
            MaxSteps = 20,
            Threads = 2,
            LearningRate = 0.01f,
        };
    }

    private sealed class Plans : IProgress<TrainingEvent>
    {
        public TrainingPlan? Told { get; private set; }

        public void Report(TrainingEvent value) => Told = value as TrainingPlan ?? Told;
    }
}
