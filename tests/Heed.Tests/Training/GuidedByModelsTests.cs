using Heed.Decoding;
using Heed.Layers;
using Heed.Text;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

/// <summary>Attention that is taught what the attention of two other models links.</summary>
public sealed class GuidedByModelsTests
{
    [Fact]
    public void One_head_learns_at_the_step_that_reads_and_is_recorded()
    {
        using var run = new SmallRun(pairs: 2000);
        TrainGuides(run, steps: 120);
        TrainingOptions options = run.Options("plain") with { Architecture = "transformer", Score = "scaled-dot", Layers = 2, Size = 32, LearningRate = 0.005f, BatchTokens = 1000, MaxSteps = 150, ValidateEvery = 75, Dropout = 0.1f, Threads = 2 };
        Trainer.Run(options);
        Trainer.Run(options with { Out = run.Folder("guided"), Guide = 1, GuideBy = [run.Folder("to"), run.Folder("from")], Alignment = new(0, 1, AlignmentStep.Read) });
        Translator plain = Translator.Load(run.Folder("plain")), guided = Translator.Load(run.Folder("guided"));
        Assert.Null(plain.Config.Alignment);
        Assert.Equal(new AlignmentHeads(new AlignmentHead(0, 1, AlignmentStep.Read)), guided.Config.Alignment);
        using var other = new SmallRun(pairs: 1, seed: 2);
        List<(string Source, string Target)> pairs = other.Sentences(40);
        double before = Right(plain), after = Right(guided);
        Assert.True(after > 0.9 && after > before, $"guided {after}, plain {before}");

        // The words are in reverse order.
        double Right(Translator translator)
        {
            IReadOnlyList<WordAlignment> alignments = translator.Align([.. pairs.Select(pair => pair.Source)], [.. pairs.Select(pair => pair.Target)]);
            return alignments.Average(pair => pair.Links.Average(link => link.Source + link.Target == pair.Source.Words.Count - 1 ? 1.0 : 0));
        }
    }

    [Fact]
    public void It_is_exact_for_any_threads_and_through_a_stop()
    {
        using var run = new SmallRun();
        TrainGuides(run, steps: 6);
        TrainingOptions choices = run.Options("whole") with
        {
            Architecture = "transformer",
            Score = "scaled-dot",
            Layers = 2,
            Guide = 0.5,
            GuideBy = [run.Folder("from"), run.Folder("to")],
            Alignment = new(0, 0, AlignmentStep.Read),
            BpeDropout = 0.2f,
            JoinPairs = 0.2,
            MaxSteps = 10,
        };
        Trainer.Run(choices);
        Trainer.Run(choices with { Out = run.Folder("parts"), MaxSteps = 5, Threads = 2 });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 10, Threads = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));

        // With other guides it is another run.
        TrainGuides(run, steps: 12, again: "more-");
        foreach (string name in (string[])["to", "from"])
        {
            Directory.Delete(run.Folder(name), recursive: true);
            Directory.Move(run.Folder("more-" + name), run.Folder(name));
        }
        Assert.Contains("are not those the run began with", Assert.Throws<InvalidDataException>(() => Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 12 })).Message);
    }

    [Fact]
    public void Models_that_cannot_guide_are_refused_before_any_work()
    {
        using var run = new SmallRun();
        TrainGuides(run, steps: 1);
        TrainingOptions options = run.Options("guided") with { Guide = 0.5 };
        Assert.Contains("name one model from aa to bb", Assert.Throws<InvalidDataException>(() => Trainer.Run(options with { GuideBy = [run.Folder("from")] })).Message);
        Assert.Contains("name one model from aa to bb", Assert.Throws<InvalidDataException>(() => Trainer.Run(options with { GuideBy = [run.Folder("to"), run.Folder("to")] })).Message);
        Assert.Contains("needs models between these languages", Assert.Throws<InvalidDataException>(() => Trainer.Run(options with { From = "cc", GuideBy = [run.Folder("to")] })).Message);
        Assert.Contains("config.json: the file is missing", Assert.Throws<InvalidDataException>(() => Trainer.Run(options with { GuideBy = [run.Folder("none")] })).Message);
        Assert.Contains("give --guide", Assert.Throws<ArgumentException>(() => Trainer.Run(options with { Guide = 0, GuideBy = [run.Folder("to")] })).Message);
        Assert.Contains("alignment.layer", Assert.Throws<ArgumentException>(() => Trainer.Run(options with { Alignment = new(1) })).Message);
    }

    [Fact]
    public void Links_between_words_become_links_between_all_their_tokens()
    {
        TokenizedText source = Text("ab cd", (0, 1), (1, 2), (2, 5)), target = Text("xy z", (0, 2), (2, 3), (3, 4));
        TrainingPair pair = TokenLinks.Of(source, target, [(0, 0), (1, 1), (0, 1)]);
        // Source tokens 0 and 1 are ab, 2 is cd; target token 0 is xy, 1 and 2 are z and the space before it.
        Assert.Equal([(0, 0), (1, 0), (0, 1), (1, 1), (2, 1), (0, 2), (1, 2), (2, 2), (3, 3)], pair.Links);

        static TokenizedText Text(string text, params (int Start, int End)[] spans) =>
            new(text, [.. spans.Select((_, i) => 10 + i)], [.. spans.Select(_ => "")], [.. spans.Select(span => new TextSpan(span.Start, span.End))], 0);
    }

    // One model for each direction, taught the words by counting.
    private static void TrainGuides(SmallRun run, int steps, string again = "")
    {
        TrainingOptions options = run.Options(again + "to") with { Guide = 1, MaxSteps = steps, ValidateEvery = steps, Size = 32, Threads = 2 };
        Trainer.Run(options);
        Trainer.Run(options with { Out = run.Folder(again + "from"), From = "bb", To = "aa", Corpora = [new TsvCorpus(run.Corpus, 2, 1)] });
    }
}
