using System.Diagnostics;
using System.Text.Json;

namespace Heed.Apps.Tests;

public sealed class TrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _run;
    private readonly string[] _small;

    public TrainTests()
    {
        _run = Path.Combine(_folder.Path, "run");
        string[] source = ["chat", "chien", "cheval", "poisson", "lapin", "lion", "canard"], target = ["cat", "dog", "horse", "fish", "rabbit", "lion", "duck"];
        string[] does = ["dort", "mange", "boit", "court", "pense", "chante", "joue", "nage"], doing = ["sleeps", "eats", "drinks", "runs", "thinks", "sings", "plays", "swims"];
        IEnumerable<string> pairs = from i in Enumerable.Range(0, source.Length) from j in Enumerable.Range(0, does.Length) select $"The {target[i]} {doing[j]}.\tLe {source[i]} {does[j]}.";
        string table = _folder.Write("pairs.tsv", string.Join('\n', pairs) + "\n");
        _small =
        [
            "train", "--tsv", table, "--columns", "2,1", "--from", "fr", "--to", "en", "--out", _run, "--size", "24", "--vocabulary", "280",
            "--batch-tokens", "200", "--dev-pairs", "5", "--validate-every", "4", "--checkpoint-every", "2", "--threads", "2",
        ];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_becomes_a_model_that_translates()
    {
        HeedProcess.Result train = HeedProcess.Run([.. _small, "--max-steps", "8", "--json"]);
        Assert.True(train.Code == 0, train.Error);
        Assert.Equal(8, JsonDocument.Parse(train.Output).RootElement.GetProperty("step").GetInt32());
        foreach (string part in (string[])["pairs ", "vocabulary ", "parameters ", "memory ", "time ", "step 1 ", "loss ", "perplexity ", "tokens/s", "BLEU ", "source ", "model "])
            Assert.Contains(part, train.Error);
        Assert.DoesNotContain("\e[", train.Error);
        foreach (string file in (string[])["config.json", "model.safetensors", "vocab.json", "merges.txt", "README.md", "metrics.jsonl"])
            Assert.True(File.Exists(Path.Combine(_run, file)), file);
        Assert.Equal(0, HeedProcess.Run("translate", "--model", _run, "Le chat dort.").Code);
    }

    [Fact]
    public void What_is_wrong_is_told_before_and_after()
    {
        HeedProcess.Result train = HeedProcess.Run([.. _small, "--max-steps", "4", "--clean"]);
        Assert.True(train.Code == 0, train.Error);
        Assert.Contains(": cleaned, 0 of 56 lines left out\n", train.Error);
        Assert.Equal(2, train.Error.Split("warning     few pairs: 51 to learn from; expect a model that knows little beyond them").Length - 1);
        Assert.Contains("warning     nothing learnt: the lowest perplexity on the validation pairs, ", train.Error);
        JsonElement json = JsonDocument.Parse(HeedProcess.Run("train", "--resume", "--out", _run, "--max-steps", "5", "--json").Output).RootElement;
        Assert.Contains(json.GetProperty("warnings").EnumerateArray(), static warning => warning.GetString()!.StartsWith("few pairs: ", StringComparison.Ordinal));
        Assert.Contains("\n- few pairs: 51 to learn from", File.ReadAllText(Path.Combine(_run, "README.md")));
    }

    [Fact]
    public void A_run_is_not_overwritten_but_goes_on_when_asked()
    {
        Assert.Equal(0, HeedProcess.Run([.. _small, "--max-steps", "2"]).Code);
        HeedProcess.Result again = HeedProcess.Run([.. _small, "--max-steps", "4"]);
        Assert.Equal(1, again.Code);
        Assert.Contains("--resume", again.Error);
        HeedProcess.Result resumed = HeedProcess.Run(["train", "--resume", "--out", _run, "--max-steps", "4", "--json"]);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(4, JsonDocument.Parse(resumed.Output).RootElement.GetProperty("step").GetInt32());
    }

    [Fact]
    public void A_file_of_options_counts_where_the_command_line_says_nothing()
    {
        string config = _folder.Write("run.json", $$"""
            { // as on the command line
              "tsv": [{{JsonSerializer.Serialize(_small[2])}}], "columns": "2,1", "from": "fr", "to": "en", "size": 16, "vocabulary": 280,
              "bidirectional": false, "dropout": 0.1, "dev-pairs": 5, "threads": 2, "max-steps": 1000000,
            }
            """);
        HeedProcess.Result train = HeedProcess.Run("train", "--config", config, "--out", _run, "--max-steps", "2", "--json");
        Assert.True(train.Code == 0, train.Error);
        Assert.Equal(2, JsonDocument.Parse(train.Output).RootElement.GetProperty("step").GetInt32());
        JsonElement model = JsonDocument.Parse(File.ReadAllText(Path.Combine(_run, "config.json"))).RootElement;
        Assert.Equal((16, false), (model.GetProperty("decoderSize").GetInt32(), model.GetProperty("bidirectional").GetBoolean()));

        HeedProcess.Result unknown = HeedProcess.Run("train", "--config", _folder.Write("bad.json", "{ \"wings\": 2 }"), "--out", _run);
        Assert.Equal(1, unknown.Code);
        Assert.Contains("--wings", unknown.Error);
    }

    public static TheoryData<string> Recipes => [.. Directory.GetFiles(Path.Combine(HeedProcess.Root, "recipes"), "*.json").Select(static file => Path.GetFileNameWithoutExtension(file)!)];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_counts_where_neither_the_command_line_nor_a_file_says_anything(string recipe)
    {
        string config = _folder.Write("run.json", """{ "layers": 1, "batch-tokens": 300, "label-smoothing": 0.2 }""");
        HeedProcess.Result train = HeedProcess.Run([.. _small, "--recipe", recipe, "--config", config, "--max-steps", "2"]);
        Assert.True(train.Code == 0, train.Error);
        JsonElement model = JsonDocument.Parse(File.ReadAllText(Path.Combine(_run, "config.json"))).RootElement;
        JsonElement asked = JsonDocument.Parse(File.ReadAllText(Path.Combine(HeedProcess.Root, "recipes", recipe + ".json")), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip }).RootElement;
        Assert.Equal(asked.GetProperty("architecture").GetString(), model.GetProperty("architecture").GetString());
        Assert.Equal(1, model.GetProperty("layers").GetInt32());
        string card = File.ReadAllText(Path.Combine(_run, "README.md"));
        foreach (string part in (string[])["--label-smoothing 0.2", "--batch-tokens 200", $"--dropout {asked.GetProperty("dropout").GetRawText()}", $"--average {asked.GetProperty("average").GetRawText()}"]) Assert.Contains(part, card);
        foreach (string part in (string[])["--recipe", "--config", "--batch-tokens 300", "--batch-tokens 2048", "--label-smoothing 0.1"]) Assert.DoesNotContain(part, card);
    }

    [Fact]
    public void A_recipe_that_there_is_not_is_refused_with_those_there_are()
    {
        HeedProcess.Result train = HeedProcess.Run([.. _small, "--recipe", "wings"]);
        Assert.Equal(2, train.Code);
        Assert.Contains("transformer-tiny", train.Error);
    }

    [Fact]
    public async Task Control_C_saves_and_exits_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends a POSIX signal");
        CancellationToken test = TestContext.Current.CancellationToken;
        using Process process = HeedProcess.Start([.. _small, "--max-steps", "1000000", "--patience", "1000000"]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(test);
        string? line;
        do line = await process.StandardError.ReadLineAsync(test);
        while (line is not null && !line.StartsWith("step ", StringComparison.Ordinal));
        Task<string> rest = process.StandardError.ReadToEndAsync(test);
        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(test);
        HeedProcess.WaitForEnd(process);
        Assert.Equal((130, ""), (process.ExitCode, await output));
        Assert.Contains("--resume", await rest);
        HeedProcess.Result resumed = HeedProcess.Run("train", "--resume", "--out", _run, "--max-time", "1s");
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Contains("resumed", resumed.Error);
    }

    [Fact]
    public async Task When_its_input_ends_it_saves_and_stops_if_asked_to()
    {
        CancellationToken test = TestContext.Current.CancellationToken;
        using Process process = HeedProcess.Start([.. _small, "--max-steps", "1000000", "--patience", "1000000", "--stop-on-input-end"]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(test);
        string? line;
        do line = await process.StandardError.ReadLineAsync(test);
        while (line is not null && !line.StartsWith("step ", StringComparison.Ordinal));
        Task<string> rest = process.StandardError.ReadToEndAsync(test);
        process.StandardInput.Close();
        HeedProcess.WaitForEnd(process);
        Assert.Equal((130, ""), (process.ExitCode, await output));
        Assert.Contains("--resume", await rest);
        Assert.True(File.Exists(Path.Combine(_run, "state.safetensors")));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        HeedProcess.Result result = HeedProcess.Run("train", "--tsv", "no-such-file.tsv", "--from", "fr", "--to", "en", "--out", _run);
        Assert.Equal(1, result.Code);
        Assert.Contains("no-such-file.tsv", result.Error);
    }
}
