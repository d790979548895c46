using Heed.Files;
using Heed.Layers;
using Heed.Models;
using Heed.Tests.Contracts;
using Heed.Text;

namespace Heed.Tests.Models;

public sealed class ModelAverageTests : IDisposable
{
    private static readonly ModelConfig Config = ModelVariants.ConfigOf(ModelVariants.Names.First().Data);

    private readonly string _root = Directory.CreateTempSubdirectory("heed-average-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Each_weight_is_the_mean_of_the_models()
    {
        TranslationModel[] models = [ModelVariants.Create(Config, 1), ModelVariants.Create(Config, 2), ModelVariants.Create(Config, 3)];
        (TranslationModel mean, Tokenizer tokenizer) = ModelAverage.Of([.. models.Select((model, i) => Save($"m{i}", model))]);
        Assert.Equal(Vocabulary.SmallestSize, tokenizer.Size);
        foreach ((string name, Parameter parameter) in mean.Parameters)
        {
            float[][] of = [.. models.Select(model => model.Parameters.First(p => p.Name == name).Parameter.Value.Values.ToArray())];
            for (int i = 0; i < parameter.Shape.Count; i++) Assert.Equal((of[0][i] + of[1][i] + of[2][i]) / 3, parameter.Value.Values[i], 1e-6f);
        }
    }

    [Fact]
    public void The_mean_of_a_model_and_itself_is_the_model()
    {
        TranslationModel model = ModelVariants.Create(Config, 1);
        string folder = Save("one", model);
        (TranslationModel mean, _) = ModelAverage.Of([folder, folder]);
        foreach (((_, Parameter a), (_, Parameter b)) in model.Parameters.Zip(mean.Parameters)) Assert.Equal(a.Value.Values.ToArray(), b.Value.Values.ToArray());
    }

    [Fact]
    public void Heads_that_were_found_to_align_make_no_other_model()
    {
        ModelConfig found = Config with { Alignment = new AlignmentHeads(new AlignmentHead(0)) };
        string one = Save("one", ModelVariants.Create(found, 1)), other = Save("other", ModelVariants.Create(Config, 2));
        Assert.Equal(found.Alignment, ModelAverage.Of([one, other]).Model.Config.Alignment);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        string one = Save("one", ModelVariants.Create(Config, 1)), wide = Save("wide", ModelVariants.Create(Config with { DecoderSize = 11 }, 1));
        Assert.Throws<ArgumentException>(() => ModelAverage.Of([one]));
        Assert.Contains($"{wide}: its config.json is not that of {one}: it has decoderSize 11 instead of {Config.DecoderSize}.", Assert.Throws<InvalidDataException>(() => ModelAverage.Of([one, wide])).Message);

        ModelConfig larger = Config with { Vocabulary = Vocabulary.SmallestSize + 1 };
        string ab = Save("ab", ModelVariants.Create(larger, 1), "ab ab ab"), cd = Save("cd", ModelVariants.Create(larger, 1), "cd cd cd");
        Assert.Contains($"{cd}: its vocabulary is not that of {ab}", Assert.Throws<InvalidDataException>(() => ModelAverage.Of([ab, cd])).Message);
        Assert.Contains($"{cd}: its vocabulary is not that of {ab}", Assert.Throws<InvalidDataException>(() => ModelFolder.Load([ab, cd])).Message);
        string back = Save("back", ModelVariants.Create(Config with { From = "en", To = "fr" }, 1));
        Assert.Contains("from en to fr", Assert.Throws<InvalidDataException>(() => ModelFolder.Load([one, back])).Message);
        Assert.IsType<EnsembleModel>(ModelFolder.Load([one, wide]).Model);                       // members may differ in size
        Assert.IsType<RecurrentTranslator>(ModelFolder.Load([one]).Model);
    }

    private string Save(string name, TranslationModel model, string text = "a")
    {
        string folder = Path.Combine(_root, name);
        ModelFolder.Save(folder, model, new BytePairTokenizer(BpeTrainer.Train([text], model.Config.Vocabulary)), SafetensorsType.F32);
        return folder;
    }
}
