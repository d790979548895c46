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
