using Heed.Studio;
using Heed.Studio.Runs;

namespace Heed.Apps.Tests.Studio;

public sealed class TrainingProcessesTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();
    private readonly StudioOptions _options;
    private readonly TrainingProcesses _processes;

    public TrainingProcessesTests()
    {
        string[] source = ["chat", "chien", "cheval", "poisson", "lapin"], target = ["cat", "dog", "horse", "fish", "rabbit"];
        string[] does = ["dort", "mange", "boit", "court", "pense"], doing = ["sleeps", "eats", "drinks", "runs", "thinks"];
        _folder.Write("data/pairs.tsv", string.Concat(from i in Enumerable.Range(0, 5) from j in Enumerable.Range(0, 5) select $"Le {source[i]} {does[j]}.\tThe {target[i]} {doing[j]}.\n"));
        _options = new StudioOptions { Runs = Path.Combine(_folder.Path, "runs"), Data = Path.Combine(_folder.Path, "data"), Tool = ["dotnet", HeedProcess.Tool], Limits = new StudioLimits { Trainings = 1 } };
        _processes = new TrainingProcesses(_options, new RunShelf(_options, TimeProvider.System));
    }

    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_training_that_was_stopped_and_goes_on_ends_as_one_that_never_was()
    {
        TrainingProcess process = _processes.Start(Small("parts"));
        Assert.Equal("runs.too-many", Assert.Throws<RunRefusedException>(() => _processes.Start(Small("other"))).Key);
        string metrics = Path.Combine(_options.Runs, "parts", "metrics.jsonl");
        await Until(() => process.Ended.IsCompleted || (File.Exists(metrics) && new FileInfo(metrics).Length > 0));
        Assert.True(!process.Ended.IsCompleted, string.Join('\n', process.Lines));
        _processes.Stop("parts");
        await process.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(process.Phase == TrainingPhase.Stopped, string.Join('\n', process.Lines));
        Assert.Contains("--resume", process.LastLine, StringComparison.Ordinal);
        Assert.Contains(process.Lines, static line => line.StartsWith("pairs ", StringComparison.Ordinal));

        var shelf = new RunShelf(_options, TimeProvider.System);
        int end = (int)shelf.Find("parts")!.Step + 9;
        process = _processes.Resume("parts", new TrainingRequest { MaxSteps = end, Threads = 2 });
        await process.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(process.Phase == TrainingPhase.Finished, string.Join('\n', process.Lines));
        process = _processes.Start(Small("whole") with { MaxSteps = end });
        await process.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(process.Phase == TrainingPhase.Finished, string.Join('\n', process.Lines));
        foreach (string file in (string[])["metrics.jsonl", "samples.jsonl", "model.safetensors", "vocab.json"])
            Assert.True(File.ReadAllBytes(Path.Combine(_options.Runs, "parts", file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(_options.Runs, "whole", file))), file);
        Assert.NotEmpty(shelf.Find("whole")!.Samples);
    }

    [Fact]
    public async Task A_training_that_fails_tells_its_last_line()
    {
        TrainingProcess process = _processes.Start(Small("bad") with { Columns = "1,9" });
        await process.Ended.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(TrainingPhase.Failed, process.Phase);
        Assert.StartsWith("heed: ", process.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../up", "fr", "en", "pairs.tsv", "runs.bad-name")]
    [InlineData("a b", "fr", "en", "pairs.tsv", "runs.bad-name")]
    [InlineData("ok", "fr", "fr", "pairs.tsv", "runs.bad-languages")]
    [InlineData("ok", "--out", "en", "pairs.tsv", "runs.bad-languages")]
    [InlineData("ok", "fr", "en", "../secret.tsv", "runs.no-file")]
    [InlineData("ok", "fr", "en", "/etc/passwd", "runs.no-file")]
    [InlineData("ok", "fr", "fa", null, "runs.not-sdk")]
    [InlineData("taken", "fr", "en", "pairs.tsv", "runs.name-taken")]
    public void What_is_not_allowed_is_refused_before_anything_is_started(string name, string from, string to, string? table, string key)
    {
        _folder.Write("secret.tsv", "a\tb\n");
        _folder.Write("runs/taken/notes.txt", "");
        Assert.Equal(key, Assert.Throws<RunRefusedException>(() => _processes.Start(new TrainingRequest { Name = name, From = from, To = to, Table = table })).Key);
    }

    [Fact]
    public void A_recipe_says_what_is_trained_and_what_else_is_given_overrides_it()
    {
        StudioOptions options = _options with { Recipes = ["one", "two"] };
        List<string> arguments = [.. (Small("ok") with { Recipe = "two" }).Arguments(options)];
        Assert.Equal("two", arguments[arguments.IndexOf("--recipe") + 1]);
        Assert.DoesNotContain("--architecture", arguments);
        Assert.Equal("16", arguments[arguments.IndexOf("--size") + 1]);
        Assert.Equal("runs.bad-recipe", Assert.Throws<RunRefusedException>(() => (Small("ok") with { Recipe = "../two" }).Arguments(options)).Key);
    }

    private static TrainingRequest Small(string name) => new()
    {
        Name = name,
        From = "fr",
        To = "en",
        Table = "pairs.tsv",
        Size = 16,
        Vocabulary = 280,
        ValidateEvery = 4,
        MaxSteps = 1_000_000,
        Threads = 1,
        Further = ["--batch-tokens", "100", "--dev-pairs", "3", "--checkpoint-every", "2", "--patience", "1000000"],
    };

    private static async Task Until(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(50, patience.Token);
    }
}
