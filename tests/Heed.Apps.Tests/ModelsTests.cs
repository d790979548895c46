namespace Heed.Apps.Tests;

public sealed class ModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model, _other;

    public ModelsTests() => (_model, _other) = (TinyModel.WriteTo(_folder), TinyModel.WriteTo(_folder, "none"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_mean_of_models_is_a_model()
    {
        string mean = Path.Combine(_folder.Path, "mean");
        HeedProcess.Result average = HeedProcess.Run("models", "average", mean, _model, _model);
        Assert.True(average.Code == 0, average.Error);
        Assert.Equal($"{mean}: the mean of 2 models\n", average.Output);
        Assert.Contains(_model, File.ReadAllText(Path.Combine(mean, "README.md")));
        Assert.Equal(Translate(_model).Output, Translate(mean).Output);          // of a model and itself

        HeedProcess.Result again = HeedProcess.Run("models", "average", mean, _model, _model);
        Assert.Equal((1, ""), (again.Code, again.Output));
        Assert.Contains("the folder is not empty", again.Error);
    }

    [Fact]
    public void Models_are_listed_looked_into_and_checked()
    {
        string models = Path.Combine(_folder.Path, "models");
        Directory.CreateDirectory(Path.Combine(models, "broken"));
        Directory.Move(_model, Path.Combine(models, "tiny"));
        File.WriteAllText(Path.Combine(models, "tiny", "README.md"), "# A tiny one\n\nUnder the MIT licence.\n");
        File.WriteAllText(Path.Combine(models, "broken", "config.json"), "{}");
        HeedProcess.Result list = HeedProcess.Run(["models", "list"], "", _folder.Path);
        Assert.Equal(0, list.Code);
        Assert.Matches(@"\ntiny +fr → en +rnn ", list.Output);
        Assert.Contains("broken", list.Error);
        HeedProcess.Result inspect = HeedProcess.Run(["models", "inspect", "tiny", "--tensors"], "", _folder.Path);
        Assert.Contains("A tiny one\n", inspect.Output);
        Assert.Contains("Under the MIT licence.", inspect.Output);
        Assert.Contains("embedding.weight", inspect.Output);
        Assert.Contains("\"parameters\":", HeedProcess.Run(["models", "inspect", "tiny", "--json"], "", _folder.Path).Output);
        Assert.Matches(@"tiny: good, [\d,]+ parameters; model.safetensors SHA-256 [0-9a-f]{64}\n", HeedProcess.Run(["models", "verify", "tiny"], "", _folder.Path).Output);

        string weights = Path.Combine(models, "tiny", "model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1000]);
        HeedProcess.Result damaged = HeedProcess.Run(["models", "verify", "tiny", "broken"], "", _folder.Path);
        Assert.Equal((1, ""), (damaged.Code, damaged.Output));
        Assert.Equal(2, damaged.Error.Count(static c => c == '\n'));
    }

    [Fact]
    public void Numbers_are_stored_in_fewer_bytes()
    {
        foreach ((string to, double least, double most) in ((string, double, double)[])[("int8", 0.3, 0.9), ("bfloat16", 0.9, 1.1), ("float32", 1.7, 2.1)])
        {
            string output = Path.Combine(_folder.Path, to);
            HeedProcess.Result quantise = HeedProcess.Run("models", "quantise", _model, output, "--to", to);
            Assert.True(quantise.Code == 0, quantise.Error);
            double share = (double)new FileInfo(Path.Combine(output, "model.safetensors")).Length / new FileInfo(Path.Combine(_model, "model.safetensors")).Length;
            Assert.InRange(share, least, most);
            Assert.Equal(0, HeedProcess.Run("models", "verify", output).Code);
            if (to == "float32") Assert.Equal(Translate(_model).Output, Translate(output).Output);
        }
        Assert.Contains("the folder is not empty", HeedProcess.Run("models", "quantise", _model, _other).Error);
        string file = Path.Combine(_folder.Path, "whole.safetensors");
        Assert.Equal(0, HeedProcess.Run("models", "export", _model, file).Code);
        Assert.True(new FileInfo(file).Length > 10_000);
        Assert.Contains("byte pairs", HeedProcess.Run("models", "export", _model, Path.Combine(_folder.Path, "marian"), "--to", "marian").Error);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "marian")));
    }

    [Fact]
    public void What_cannot_be_imported_is_said_in_a_line_and_nothing_is_written()
    {
        string folder = Path.Combine(_folder.Path, "opus-mt-fr-en");
        Assert.Contains("there is no such folder", HeedProcess.Run(["models", "import", folder], "", _folder.Path).Error);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), "{\"model_type\":\"marian\"}");
        File.WriteAllText(Path.Combine(folder, "pytorch_model.bin"), "x");
        HeedProcess.Result pickle = HeedProcess.Run(["models", "import", folder], "", _folder.Path);
        Assert.Equal(1, pickle.Code);
        Assert.Contains("save_pretrained", pickle.Error);
        File.Copy(Path.Combine(_model, "model.safetensors"), Path.Combine(folder, "model.safetensors"));
        HeedProcess.Result keys = HeedProcess.Run(["models", "import", folder], "", _folder.Path);
        Assert.Contains("missing keys 'vocab_size', 'd_model'", keys.Error);
        Assert.Equal(1, keys.Error.Count(static c => c == '\n'));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "models")));
        Assert.Contains("add --from and --to", HeedProcess.Run(["models", "import", _model], "", _folder.Path).Error);
        Assert.Contains("a name of one folder", HeedProcess.Run(["models", "import", folder, "--name", "../x"], "", _folder.Path).Error);
    }

    [Fact]
    public void What_cannot_be_averaged_is_said_in_a_line()
    {
        string mean = Path.Combine(_folder.Path, "mean");
        HeedProcess.Result differ = HeedProcess.Run("models", "average", mean, _model, _other);
        Assert.Equal(1, differ.Code);
        Assert.Contains($"{_other}: its config.json is not that of {_model}", differ.Error);
        Assert.False(Directory.Exists(mean));
        Assert.NotEqual(0, HeedProcess.Run("models", "average", mean, _model).Code);
    }

    [Fact]
    public void Several_models_translate_together()
    {
        HeedProcess.Result both = Translate(_model, _other);
        Assert.True(both.Code == 0, both.Error);
        Assert.Equal(1, both.Output.Count(static c => c == '\n'));
        Assert.Equal(Translate(_model).Output, Translate(_model, _model).Output);

        string reference = _folder.Write("reference", "The cat is asleep.\n"), source = _folder.Write("source", "Le chat dort.\n");
        HeedProcess.Result score = HeedProcess.Run("evaluate", "--model", _model, "--model", _other, "--source", source, "--reference", reference);
        Assert.True(score.Code == 0, score.Error);
        Assert.Contains("perplexity", score.Output);

        HeedProcess.Result missing = Translate(_model, "no-such-model");
        Assert.Equal(1, missing.Code);
        Assert.Contains("no-such-model", missing.Error);
    }

    private static HeedProcess.Result Translate(params string[] models) =>
        HeedProcess.Run(["translate", "--beam", "1", .. models.SelectMany(model => (string[])["--model", model]), "Le chat dort."]);
}
