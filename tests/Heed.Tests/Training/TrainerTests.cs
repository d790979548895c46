using System.Numerics.Tensors;
using Heed.Decoding;
using Heed.Files;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tests.Kernels;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class TrainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_threads_gives_the_same_bits(int threads)
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one"));
        Trainer.Run(run.Options("more") with { Threads = threads });
        SmallRun.AssertSame(run.Result("one"), run.Result("more"));
    }

    [Fact]
    public void Another_seed_gives_another_model()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 3 });
        Trainer.Run(run.Options("two") with { MaxSteps = 3, Seed = 2 });
        Assert.NotEqual(run.Result("one")["parameters.embedding.weight"], run.Result("two")["parameters.embedding.weight"]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]                                  // a step that is validated
    [InlineData(7)]
    [InlineData(12)]
    public void A_run_that_was_stopped_goes_on_exactly(int steps)
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("whole"));
        Trainer.Run(run.Options("parts") with { MaxSteps = steps });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 20, Threads = 2, CheckpointEvery = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
        Assert.Equal(File.ReadAllText(Path.Combine(run.Folder("whole"), "README.md")), File.ReadAllText(Path.Combine(run.Folder("parts"), "README.md")));
    }

    [Fact]
    public void A_cancelled_run_is_saved_and_goes_on_exactly()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("whole"));
        foreach (int step in new[] { 2, 6, 11, 18 })
        {
            using var stop = new CancellationTokenSource();
            var progress = new Watch(e =>
            {
                if (e is TrainingProgress p && p.Step == step) stop.Cancel();
            });
            Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Run(run.Options("parts") with { Resume = true, MaxSteps = 20 }, progress, stop.Token));
            Assert.Equal(step, Checkpoint.ReadState(run.Folder("parts")).Step);
        }
        Trainer.Run(run.Options("parts") with { Resume = true, MaxSteps = null });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
    }

    [Fact]
    public void Every_choice_is_exact_for_any_threads_and_through_a_stop()
    {
        using var run = new SmallRun();
        TrainingOptions choices = run.Options("whole") with { Cell = "lstm", Layers = 2, Residual = true, VariationalDropout = true, WeightDecay = 0.1f, Optimizer = "muon", MaxSteps = 14 };
        Trainer.Run(choices);
        Trainer.Run(choices with { Out = run.Folder("parts"), MaxSteps = 5, Threads = 2 });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 14, Threads = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
        Assert.Equal(("lstm", true), (ModelFolder.Load(run.Folder("parts")).Model.Config.Cell, ModelFolder.Load(run.Folder("parts")).Model.Config.Residual));
    }

    [Theory]
    [InlineData("rnn", 0)]
    [InlineData("transformer", 0)]
    [InlineData("transformer", 0.5)]
    public void Regularised_and_averaged_a_run_is_exact_for_any_threads_and_through_a_stop(string architecture, double guide)
    {
        using var run = new SmallRun();
        TrainingOptions choices = run.Options("whole") with
        {
            Architecture = architecture,
            Score = TrainingOptions.For(architecture).Score,
            BpeDropout = 0.2f,
            WordDropout = 0.1f,
            ContextDropout = 0.1f,
            AttentionDropout = 0.05f,
            FeedForwardDropout = 0.15f,
            Average = 0.9f,
            DepthInit = true,
            Guide = guide,
            MaxSteps = 26,                                // into the second epoch
        };
        Trainer.Run(choices);
        Trainer.Run(choices with { Out = run.Folder("parts"), MaxSteps = 11, Threads = 2 });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 26, Threads = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
        Assert.Equal(2, Checkpoint.ReadState(run.Folder("whole")).Epoch);
        Assert.Equal(File.ReadAllText(Path.Combine(run.Folder("whole"), "README.md")), File.ReadAllText(Path.Combine(run.Folder("parts"), "README.md")));
    }

    [Fact]
    public void The_average_is_what_is_validated_and_saved_and_the_run_itself_goes_on_without_it()
    {
        using var run = new SmallRun();
        TrainingOptions options = run.Options("plain") with { MaxSteps = 6, Keep = 1 };
        Trainer.Run(options);
        Trainer.Run(options with { Out = run.Folder("averaged"), Average = 0.5f });
        Dictionary<string, byte[]> plain = run.Result("plain"), averaged = run.Result("averaged");
        foreach (string name in plain.Keys.Where(static name => name.StartsWith("parameters.", StringComparison.Ordinal))) Assert.Equal(plain[name], averaged[name]);
        Assert.NotEqual(plain["model.safetensors"], averaged["model.safetensors"]);

        // ā_t = d ā + (1 − d) a_t, d at first smaller than asked for; checked on the last step from the average and the weights of the step before.
        Trainer.Run(options with { Out = run.Folder("before"), Average = 0.5f, MaxSteps = 5 });
        ReadOnlySpan<float> weights = Floats(averaged, "parameters.embedding.weight"), average = Floats(averaged, "average.embedding.weight"), before = Floats(run.Result("before"), "average.embedding.weight");
        float kept = Math.Min(0.5f, (1f + 6) / (10f + 6));
        for (int i = 0; i < weights.Length; i++) Assert.Equal(kept * before[i] + (1 - kept) * weights[i], average[i], 1e-6f);
        float[] saved = ModelFolder.Load(run.Folder("averaged")).Model.Parameters.First(static p => p.Name == "embedding.weight").Parameter.Value.Values.ToArray();
        for (int i = 0; i < saved.Length; i++) Assert.Equal(average[i], saved[i], 1e-3f);                  // in half precision
        Assert.Equal(File.ReadAllBytes(Path.Combine(run.Folder("averaged"), "model.safetensors")), File.ReadAllBytes(Path.Combine(run.Folder("averaged"), "step-000006", "model.safetensors")));

        static ReadOnlySpan<float> Floats(Dictionary<string, byte[]> result, string name) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(result[name]);
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("transformer")]
    [InlineData("conv")]
    public void Guided_attention_finds_the_words_that_belong_together(string architecture)
    {
        // A Transformer has to learn from more what a recurrent model is built for.
        using var run = new SmallRun(pairs: architecture == "transformer" ? 2000 : 300);
        TrainingOptions plain = run.Options("plain") with { Architecture = architecture, Score = TrainingOptions.For(architecture).Score, MaxSteps = 120, ValidateEvery = 60, Size = 32, Threads = 2 };
        if (architecture == "transformer") plain = plain with { LearningRate = 0.005f, BatchTokens = 1000, MaxSteps = 150, Dropout = 0.1f };
        Trainer.Run(plain);
        Trainer.Run(plain with { Out = run.Folder("guided"), Guide = 1 });
        double plainShare = Share("plain"), guidedShare = Share("guided");
        Assert.True(guidedShare > plainShare + 0.15, $"guided {guidedShare}, plain {plainShare}");

        // How much of the weight lies on the source word that the target word translates: the words are in reverse order.
        double Share(string name)
        {
            var translator = Translator.Load(run.Folder(name));
            using var other = new SmallRun(pairs: 1, seed: 2);
            return other.Sentences(20).Average(pair =>
            {
                Translation forced = translator.Force(pair.Source, pair.Target);
                int count = forced.SourceWords.Count - 1;
                return Enumerable.Range(0, count).Average(t => forced.Attention[t * forced.SourceWords.Count + count - 1 - t]);
            });
        }
    }

    [Fact]
    public void Guided_training_is_exact_for_any_threads_and_through_a_stop()
    {
        using var run = new SmallRun();
        TrainingOptions choices = run.Options("whole") with { Guide = 0.5, Fragments = 0.3, Compose = 0.2, MaxSteps = 10 };
        Trainer.Run(choices);
        Trainer.Run(choices with { Out = run.Folder("parts"), MaxSteps = 5, Threads = 2 });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 10, Threads = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
    }

    public static TheoryData<string> Architectures => [.. TranslationModels.All.Select(model => model.Name).Where(name => name != "rnn")];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_kind_of_model_is_exact_for_any_threads_and_through_a_stop(string architecture)
    {
        using var run = new SmallRun();
        TrainingOptions usual = TrainingOptions.For(architecture);
        TrainingOptions choices = run.Options("whole") with
        {
            Architecture = architecture,
            Score = usual.Score,
            Layers = 2,
            Transformer = new TransformerShape(Heads: 2, KeyHeads: 1, Positions: "learned", Activation: "gelu"),
            KernelWidth = 5,
            Guide = 0.5,
            MaxSteps = 10,
        };
        Trainer.Run(choices);
        Trainer.Run(choices with { Out = run.Folder("parts"), MaxSteps = 5, Threads = 2 });
        Trainer.Run(new TrainingOptions { Out = run.Folder("parts"), Resume = true, MaxSteps = 10, Threads = 3 });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
        ModelConfig config = ModelFolder.Load(run.Folder("parts")).Model.Config;
        Assert.Equal((architecture, "learned", 2), (config.Architecture, config.Positions, config.Layers));
        Assert.NotEmpty(Translator.Load(run.Folder("parts")).Translate(SmallRun.SourceWord(1)).TargetTokens);
    }

    [Fact]
    public void The_models_of_the_last_validations_are_kept()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("whole") with { Keep = 2, ValidateEvery = 4 });
        Assert.Equal(["step-000016", "step-000020"], Kept("whole"));
        Trainer.Run(run.Options("parts") with { Keep = 2, ValidateEvery = 4, MaxSteps = 14 });
        Assert.Equal(["step-000008", "step-000012"], Kept("parts"));
        Trainer.Run(run.Options("parts") with { Keep = 2, Resume = true });
        Assert.Equal(Kept("whole"), Kept("parts"));
        foreach (string step in Kept("whole"))
        {
            string file = Path.Combine(step, "model.safetensors");
            Assert.Equal(File.ReadAllBytes(Path.Combine(run.Folder("whole"), file)), File.ReadAllBytes(Path.Combine(run.Folder("parts"), file)));
        }
        Assert.NotEmpty(Translator.Load([.. Kept("whole").Select(step => Path.Combine(run.Folder("whole"), step))]).Translate(SmallRun.SourceWord(1)).TargetTokens);

        string[] Kept(string name) => [.. Directory.GetDirectories(run.Folder(name)).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Two_runs_with_one_vocabulary_translate_together()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 2 });
        Trainer.Run(run.Options("two") with { MaxSteps = 2, Seed = 2, Cell = "lstm", VocabularyOf = run.Folder("one") });
        foreach (string file in (string[])["vocab.json", "merges.txt"])
            Assert.Equal(File.ReadAllText(Path.Combine(run.Folder("one"), file)), File.ReadAllText(Path.Combine(run.Folder("two"), file)));
        Assert.NotEmpty(Translator.Load([run.Folder("one"), run.Folder("two")]).Translate(SmallRun.SourceWord(1)).TargetTokens);
    }

    [Fact]
    public void Weight_decay_takes_its_share_of_a_weight_apart_from_the_gradient()
    {
        using var run = new SmallRun();
        TrainingOptions options = run.Options("plain") with { MaxSteps = 1, Warmup = 1 };
        Trainer.Run(options);
        Trainer.Run(options with { Out = run.Folder("decayed"), WeightDecay = 0.5f });
        TranslationModel start = TranslationModels.Create(ModelFolder.ReadConfig(Path.Combine(run.Folder("plain"), "config.json")));
        start.Initialize(options.Seed);
        using SafetensorsFile plain = SafetensorsFile.Open(Path.Combine(run.Folder("plain"), "state.safetensors")), decayed = SafetensorsFile.Open(Path.Combine(run.Folder("decayed"), "state.safetensors"));
        foreach ((string name, Parameter parameter) in start.Parameters)
        {
            float[] without = plain.ReadFloats("parameters." + name), with = decayed.ReadFloats("parameters." + name);
            for (int i = 0; i < with.Length; i++) Assert.Equal(without[i] - 0.01f * 0.5f * parameter.Value.Values[i], with[i], 1e-6f);
        }
    }

    [Theory]
    [InlineData("rnn")]
    [InlineData("conv")]
    [InlineData("transformer")]
    public void A_run_begins_with_the_weights_of_a_model_that_fits(string architecture)
    {
        using var run = new SmallRun();
        TrainingOptions options = run.Options("first") with { Architecture = architecture, Layers = 1 };
        Trainer.Run(options);
        Trainer.Run(options with { Out = run.Folder("second"), StartFrom = run.Folder("first"), MaxSteps = 1, LearningRate = 1e-8f, JoinPairs = 0.5 });
        using SafetensorsFile first = SafetensorsFile.Open(Path.Combine(run.Folder("first"), "model.safetensors")), second = SafetensorsFile.Open(Path.Combine(run.Folder("second"), "model.safetensors"));
        foreach (SafetensorsEntry tensor in first.Tensors) Heed.Tests.Kernels.Numbers.AssertNear(Array.ConvertAll(first.ReadFloats(tensor.Name), x => (double)x), second.ReadFloats(tensor.Name), 1e-3);
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(options with { Out = run.Folder("third"), StartFrom = run.Folder("first"), Layers = 2 }));
        Assert.EndsWith("first: the model to start from is not of the kind asked for: layers 1 instead of 2.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_no_run_none_goes_on_and_a_file_is_no_folder()
    {
        using var run = new SmallRun();
        var nothing = Assert.Throws<InvalidDataException>(() => Trainer.Run(new TrainingOptions { Out = run.Folder("none"), Resume = true }));
        Assert.Contains("there is no run to go on with", nothing.Message, StringComparison.Ordinal);
        var file = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("x") with { Out = run.Corpus }));
        Assert.Contains("this is a file", file.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_a_run_is_not_overwritten()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        byte[] before = File.ReadAllBytes(Path.Combine(run.Folder("one"), "state.safetensors"));
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("one")));
        Assert.Contains("--resume", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run.Folder("one"), "state.safetensors")));
    }

    [Fact]
    public void Going_on_with_other_pairs_is_refused()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        File.AppendAllText(run.Corpus, "babababa\txx yy\n");
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("one") with { Resume = true }));
        Assert.Contains("the corpora are not those the run began with", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_with_its_epochs_goes_on_with_the_next()
    {
        using var run = new SmallRun(pairs: 120);
        TrainingOptions options = run.Options("whole") with { MaxSteps = null, MaxEpochs = 3 };
        TrainingFinished finished = Trainer.Run(options);
        Assert.Equal("all of 3 epochs done", finished.Reason);
        for (int epochs = 1; epochs <= 3; epochs++) Trainer.Run(options with { Out = run.Folder("parts"), Resume = true, MaxEpochs = epochs });
        SmallRun.AssertSame(run.Result("whole"), run.Result("parts"));
        RunState state = Checkpoint.ReadState(run.Folder("parts"));
        Assert.Equal((finished.Step, 3), (state.Step, state.Epoch));
    }

    [Fact]
    public void A_run_that_does_not_get_better_stops()
    {
        using var run = new SmallRun();
        TrainingFinished finished = Trainer.Run(run.Options("one") with { LearningRate = 1e-12f, ValidateEvery = 2, Patience = 3, MaxSteps = 100 });
        Assert.Equal((8, 2, "no better model in 3 validations"), (finished.Step, finished.BestStep, finished.Reason));
        Assert.Equal(8, Trainer.Run(run.Options("one") with { Resume = true, MaxSteps = 100 }).Step);
    }

    [Fact]
    public void A_run_killed_before_its_first_checkpoint_begins_anew()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("whole") with { MaxSteps = 5 });
        string folder = Directory.CreateDirectory(run.Folder("killed")).FullName;
        File.WriteAllText(Path.Combine(folder, "vocab.json"), "{}");                                         // of other options; merges.txt was never written
        File.WriteAllText(Path.Combine(folder, "metrics.jsonl"), "{}\n");
        Trainer.Run(run.Options("killed") with { MaxSteps = 5, Resume = true });
        SmallRun.AssertSame(run.Result("whole"), run.Result("killed"));
    }

    [Fact]
    public void A_model_is_not_overwritten()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        foreach (string file in (string[])["state.safetensors", "metrics.jsonl"]) File.Delete(Path.Combine(run.Folder("one"), file));
        byte[] before = File.ReadAllBytes(Path.Combine(run.Folder("one"), "vocab.json"));
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("one") with { Vocabulary = 300 }));
        Assert.Contains("holds a model", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(run.Folder("one"), "vocab.json")));
    }

    [Theory]
    [InlineData("\"nextBatch\": 1", "\"nextBatch\": 1000", "batch 1,001 comes next")]
    [InlineData("\"nextBatch\": 1", "\"nextBatch\": -1", "out of range")]
    [InlineData("\"format\": 1", "\"format\": 2", "format 2")]
    [InlineData("\"size\": 16", "\"size\": 17", "size")]
    [InlineData("\"size\": 16", "\"size\": 18", "has another size than this model's")]
    [InlineData("\"layers\": 1", "\"layers\": 2", "is missing or has another size")]
    [InlineData("\"cell\": \"gru\"", "\"cell\": \"wings\"", "cell")]
    [InlineData("\"from\": \"aa\"", "\"from\": null", "malformed")]
    [InlineData("\"tsv:", "\"wings:", "names no corpus")]
    [InlineData("\"seed\": 1", "\"seed\": 2", "the corpora are not those")]                                // other development pairs
    [InlineData("\"step\": 1", "\"step\": \"one\"", "malformed")]
    [InlineData("\"metricsBytes\": ", "\"metricsBytes\": 9", "metrics.jsonl")]
    public void A_state_that_says_what_cannot_be_is_refused(string text, string instead, string message)
    {
        using var run = new SmallRun(pairs: 60);
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        string path = Path.Combine(run.Folder("one"), "state.safetensors");
        List<TensorToWrite> tensors = [];
        string state;
        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            foreach (SafetensorsEntry tensor in file.Tensors) tensors.Add(TensorToWrite.Floats(tensor.Name, [(int)tensor.Count], file.ReadFloats(tensor.Name)));
            state = file.Metadata["state"];
        }
        Assert.Contains(text, state, StringComparison.Ordinal);
        SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["state"] = state.Replace(text, instead, StringComparison.Ordinal) });
        byte[] before = File.ReadAllBytes(path);
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("one") with { Resume = true }));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_state_with_any_wrong_byte_is_read_or_refused()
    {
        using var run = new SmallRun(pairs: 60);
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        TranslationModel model = ModelFolder.Load(run.Folder("one")).Model;
        var storage = new ParameterStorage(model);
        var optimizer = new AdamOptimizer(storage);
        string path = Path.Combine(run.Folder("one"), "state.safetensors");
        byte[] right = File.ReadAllBytes(path);
        int header = 8 + (int)BitConverter.ToInt64(right), refused = 0;
        var random = new Lcg(5);
        for (int i = 0; i < 400; i++)
        {
            byte[] wrong = [.. right];
            for (int j = 0; j <= i % 3; j++) wrong[random.Next(header)] = (byte)random.Next(256);
            File.WriteAllBytes(path, wrong);
            try
            {
                Checkpoint.ReadState(run.Folder("one"));
                Checkpoint.ReadTensors(run.Folder("one"), storage, optimizer);
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.Contains("state.safetensors", e.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(refused, 200, 400);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_damaged_state_is_refused_by_name_and_kept(int length)
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 1 });
        string path = Path.Combine(run.Folder("one"), "state.safetensors");
        byte[] damaged = File.ReadAllBytes(path)[..length];
        File.WriteAllBytes(path, damaged);
        var e = Assert.Throws<InvalidDataException>(() => Trainer.Run(run.Options("one") with { Resume = true }));
        Assert.Contains("state.safetensors", e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, File.ReadAllBytes(path));
    }

    [Fact]
    public void What_a_killed_write_left_behind_is_cleaned_up()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("one") with { MaxSteps = 4 });
        string temporary = Path.Combine(run.Folder("one"), ".state.safetensors.tmp-999999999-1");
        File.WriteAllBytes(temporary, new byte[100]);
        Trainer.Run(run.Options("one") with { Resume = true, MaxSteps = 5 });
        Assert.False(File.Exists(temporary));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_the_run_and_spares_the_checkpoint()
    {
        using var run = new SmallRun();
        TrainingOptions wild = run.Options("one") with { LearningRate = 10, Warmup = 1, Schedule = "constant", ClipNorm = 0, Dropout = 0, CheckpointEvery = 1, ValidateEvery = 1000, MaxSteps = 1 };
        Trainer.Run(wild);
        string path = Path.Combine(run.Folder("one"), "state.safetensors");
        Poison(path);
        byte[] before = File.ReadAllBytes(path);
        var e = Assert.Throws<TrainingDivergedException>(() => Trainer.Run(wild with { Resume = true, MaxSteps = 50 }));
        Assert.Contains("step 2, batch 2 of epoch 1", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }

    // Every float buffer of a step grows with the model's sizes; the objects that describe tensors, steps and batches do not.
    [Fact]
    public void In_steady_state_a_step_takes_no_float_buffer()
    {
        using var run = new SmallRun(pairs: 200);
        TrainingData data = TrainingData.Load(run.Options("one") with { Out = Directory.CreateDirectory(run.Folder("one")).FullName }, null, Workers.One, CancellationToken.None);
        (long narrow, long wide) = (BytesOfAStep(data, 32), BytesOfAStep(data, 128));
        // A single number more for each of 96 further features of 40 sentences is 15,000 bytes; the views of 10 further pieces of the parameters are 7,000.
        Assert.InRange(wide - narrow, -1_000, 10_000);
        Assert.InRange(wide, 0, 200_000);
    }

    private static long BytesOfAStep(TrainingData data, int size)
    {
        TranslationModel model = TranslationModels.Create(new ModelConfig
        {
            From = "aa",
            To = "bb",
            Vocabulary = data.Tokenizer.Vocabulary.Size,
            EmbeddingSize = size,
            EncoderSize = size,
            DecoderSize = 2 * size,
            AttentionSize = size,
        });
        var storage = new ParameterStorage(model);
        model.Initialize(1);
        var gradient = new ShardedGradient(model, storage, 2, Workers.One);
        var optimizer = new AdamOptimizer(storage);
        int[][] batches = BatchPlan.Of(data.Train, 400, 1, 1);
        for (int step = 1; step <= 2 * batches.Length; step++) Step(step);
        long reserved = gradient.Reserved, before = GC.GetAllocatedBytesForCurrentThread();
        for (int step = 1; step <= batches.Length; step++) Step(step);
        long bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / batches.Length;
        Assert.Equal(reserved, gradient.Reserved);
        return bytes;

        void Step(int step)
        {
            int[] batch = batches[(step - 1) % batches.Length];
            (_, double squares) = gradient.Compute(data.Train, batch, 0.1f, 0, new DropoutSettings(0.3f, 1, (uint)step));
            optimizer.Step(gradient.Sum, squares, batch.Sum(i => (long)data.Train[i].Target.Length), step, 1e-3f, 1, Workers.One);
        }
    }

    [Fact]
    public void Clipping_limits_the_norm_of_the_mean_gradient()
    {
        using var run = new SmallRun();
        Trainer.Run(run.Options("free") with { MaxSteps = 2, ClipNorm = 0 });
        Trainer.Run(run.Options("tight") with { MaxSteps = 2, ClipNorm = 1e-6f });
        // Adam's first step does not depend on the gradient's length; its mean does.
        using SafetensorsFile free = SafetensorsFile.Open(Path.Combine(run.Folder("free"), "state.safetensors")), tight = SafetensorsFile.Open(Path.Combine(run.Folder("tight"), "state.safetensors"));
        double squares = tight.Tensors.Where(t => t.Name.StartsWith("adam.mean.", StringComparison.Ordinal)).Sum(t => tight.ReadFloats(t.Name).Sum(x => (double)x * x));
        Assert.InRange(Math.Sqrt(squares), 1e-8, 2e-6 * 0.11);                              // two steps of 0.1 · 1e-6
        double unlimited = free.Tensors.Where(t => t.Name.StartsWith("adam.mean.", StringComparison.Ordinal)).Sum(t => free.ReadFloats(t.Name).Sum(x => (double)x * x));
        Assert.True(Math.Sqrt(unlimited) > 1e-4);
    }

    [Fact]
    [Trait("Kind", "Training")]
    public void Attention_learns_a_language_that_reverses_its_words_and_shows_it()
    {
        using var run = new SmallRun(pairs: 3000);
        Trainer.Run(Learning(run.Options("one")));
        RunState state = Checkpoint.ReadState(run.Folder("one"));
        Assert.True(state.BestBleu > 90, $"BLEU {state.BestBleu}");

        Translator translator = Translator.Load(run.Folder("one"));
        List<(string Source, string Target)> sentences = run.Sentences(50);
        IReadOnlyList<Translation> translations = translator.Translate([.. sentences.Select(sentence => sentence.Source)], new SearchOptions { Beam = 1 });
        int words = 0, right = 0, whole = 0;
        for (int i = 0; i < sentences.Count; i++)
        {
            Translation translation = translations[i];
            if (translation.Text != sentences[i].Target) continue;
            whole++;
            int length = translation.SourceWords.Count - 1;
            for (int t = 0; t < length; t++)
            {
                ReadOnlySpan<float> row = translation.Attention.AsSpan(t * (length + 1), length + 1);
                words++;
                right += row.IndexOf(TensorPrimitives.Max(row)) == length - 1 - t ? 1 : 0;
            }
            Translation forced = translator.Force(translation.Source, translation.Text);                     // finding it and being given it are the same
            Assert.Equal(translation.TargetTokens, forced.TargetTokens);
            Assert.Equal(BitConverter.DoubleToInt64Bits(translation.Score), BitConverter.DoubleToInt64Bits(forced.Score));
            Numbers.AssertSameBits(translation.Attention, forced.Attention);
        }
        Assert.True(whole >= 40, $"{whole} of 50 sentences are right");
        Assert.True(right >= 0.8 * words, $"{right} of {words} words attend most to the word they translate");
    }

    [Fact]
    [Trait("Kind", "Training")]
    public void Without_attention_a_model_learns_too_and_less()
    {
        using var run = new SmallRun(pairs: 3000);
        Trainer.Run(Learning(run.Options("one")) with { Score = "none" });
        RunState state = Checkpoint.ReadState(run.Folder("one"));
        Assert.True(state.BestBleu > 30, $"BLEU {state.BestBleu}");
        Translation translation = Translator.Load(run.Folder("one")).Translate(SmallRun.SourceWord(1));
        Assert.Empty(translation.Attention);
        Assert.NotEmpty(translation.Text);
    }

    private static TrainingOptions Learning(TrainingOptions options) => options with
    {
        Size = 64,
        Vocabulary = 400,
        BatchTokens = 512,
        MaxSteps = 500,
        ValidateEvery = 250,
        CheckpointEvery = 1000,
        Dropout = 0.1f,
        LearningRate = 0.004f,
        Warmup = 50,
        DevPairs = 50,
        Threads = 2,
    };

    // Makes the next loss not a number, as arithmetic that overflows would.
    private static void Poison(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        SafetensorsEntry tensor;
        using (SafetensorsFile file = SafetensorsFile.Open(path)) tensor = file["parameters.readout.bias"];
        long header = BitConverter.ToInt64(bytes, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)(8 + header + tensor.Start)), float.NaN);
        File.WriteAllBytes(path, bytes);
    }

    private sealed class Watch(Action<TrainingEvent> action) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => action(value);
    }
}
