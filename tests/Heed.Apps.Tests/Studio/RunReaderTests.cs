using System.Globalization;
using System.Text;
using Heed.Studio.Runs;

namespace Heed.Apps.Tests.Studio;

public sealed class RunReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Clock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_added_is_read_and_half_a_line_waits_for_its_other_half()
    {
        var reader = new RunReader(Run(), _clock);
        Assert.Empty(reader.Look().Steps);
        Append(Step(1, 5));
        RunSnapshot one = reader.Look();
        Assert.Equal([(1L, 5.0)], one.Steps.Select(static of => (of.Step, of.Loss)));
        Assert.Same(one, reader.Look());

        string second = Step(2, 4);
        Append(second[..20]);
        Assert.Single(reader.Look().Steps);
        Append(second[20..] + """{"step":2,"devLoss":1,"devPerplexity":2.5,"devBleu":12}""" + "\n");
        RunSnapshot two = reader.Look();
        Assert.Equal([1L, 2L], two.Steps.Select(static of => of.Step));
        Assert.Equal(new RunValidation(2, 2.5, 12), Assert.Single(two.Validations));
        Assert.True(two.Version > one.Version);
        Assert.Null(two.Fault);
    }

    [Fact]
    public void A_file_that_a_run_cut_to_its_checkpoint_is_read_again()
    {
        var reader = new RunReader(Run(), _clock);
        Append(Step(1, 5) + Step(2, 4) + Step(3, 3));
        Assert.Equal(3, reader.Look().Step);
        File.WriteAllText(Metrics, Step(1, 5));
        Assert.Equal([1L], reader.Look().Steps.Select(static of => of.Step));
        Append(Step(2, 4));
        Assert.Equal([1L, 2L], reader.Look().Steps.Select(static of => of.Step));
        File.Delete(Metrics);
        Assert.Empty(reader.Look().Steps);
    }

    [Fact]
    public void A_line_that_cannot_be_read_is_told_once_and_passed_over()
    {
        var reader = new RunReader(Run(), _clock);
        Append(Step(1, 5) + "<script>alert(1)</script>\n[1]\n{\"step\":-1}\n{\"step\":2,\"loss\":\"x\"}\n{}\n" + new string('x', LineTail.LongestLine + 1) + "\n" + Step(2, 4));
        File.WriteAllBytes(Path.Combine(Run(), "samples.jsonl"), [0xFF, (byte)'\n', .. "{\"step\":4,\"samples\":[{\"source\":\"\\ud800\"}]}\n"u8]);
        RunSnapshot run = reader.Look();
        Assert.Equal([1L, 2L], run.Steps.Select(static of => of.Step));
        Assert.Equal("metrics.jsonl:2", run.Fault);
        Assert.Equal("", Assert.Single(Assert.Single(run.Samples).Sentences).Source);
    }

    [Theory]
    [InlineData("{\"step\":1000000000000000000,\"loss\":1,\"learningRate\":1,\"gradientNorm\":1,\"tokens\":1}")]
    [InlineData("{\"step\":3,\"loss\":1e300,\"learningRate\":1,\"gradientNorm\":1,\"tokens\":1}")]
    [InlineData("{\"step\":3,\"devPerplexity\":1,\"devBleu\":-1e31}")]
    [InlineData("{\"\\ud800\":1,\"step\":3,\"loss\":1,\"learningRate\":1,\"gradientNorm\":1,\"tokens\":1}")]
    public void A_number_that_no_axis_can_hold_or_a_name_that_is_no_text_is_passed_over(string line)
    {
        var reader = new RunReader(Run(), _clock);
        Append(Step(1, 5) + line + "\n" + Step(2, 4));
        RunSnapshot run = reader.Look();
        Assert.Equal([1L, 2L], run.Steps.Select(static of => of.Step));
        Assert.Empty(run.Validations);
        Assert.Equal("metrics.jsonl:2", run.Fault);
    }

    [Fact]
    public void A_state_that_is_no_state_is_told_and_the_rest_is_shown()
    {
        var reader = new RunReader(Run(), _clock);
        Append(Step(1, 5));
        File.WriteAllText(Path.Combine(Run(), "state.safetensors"), "nonsense that is longer than eight bytes");
        RunSnapshot run = reader.Look();
        Assert.Single(run.Steps);
        Assert.Null(run.State);
        Assert.Contains("state.safetensors", run.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_run_is_thinned_to_means_and_keeps_its_last_step()
    {
        var reader = new RunReader(Run(), _clock);
        var lines = new StringBuilder();
        for (int step = 1; step <= 9001; step++) lines.Append(Step(step, step % 2));
        Append(lines.ToString());
        RunSnapshot run = reader.Look();
        Assert.InRange(run.Steps.Count, 1000, 2000);
        Assert.Equal(9001, run.Steps[^1].Step);
        Assert.Equal(0.5, run.Steps[500].Loss);
    }

    [Fact]
    public void Speed_is_what_grew_in_the_time_between_two_looks()
    {
        var reader = new RunReader(Run(), _clock);
        Append(Step(1, 5, tokens: 1000));
        Assert.Empty(reader.Look().Speeds);
        _clock.Pass(2);
        Append(Step(2, 5, tokens: 300) + Step(3, 5, tokens: 500));
        Assert.Equal(new RunSpeed(3, 400), Assert.Single(reader.Look().Speeds));
    }

    [Fact]
    public void A_shelf_finds_runs_by_name_and_never_by_path()
    {
        Append(Step(1, 5));
        _folder.Write("outside/metrics.jsonl", Step(1, 5));
        var shelf = new RunShelf(new Heed.Studio.StudioOptions { Runs = Path.Combine(_folder.Path, "runs") }, _clock);
        Assert.Equal("one", Assert.Single(shelf.All()).Name);
        Assert.NotNull(shelf.Find("one"));
        foreach (string name in (string[])["../outside", "..", ".", "", "one/", "./one", Path.Combine(_folder.Path, "outside")]) Assert.Null(shelf.Find(name));
    }

    [Theory]
    [InlineData("fr-en_2", true)]
    [InlineData("A1", true)]
    [InlineData("", false)]
    [InlineData("-out", false)]
    [InlineData("..", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    [InlineData("nul", false)]
    [InlineData("COM1", false)]
    [InlineData("com", true)]
    public void A_name_is_made_of_letters_digits_hyphens_and_underscores(string name, bool isValid) => Assert.Equal(isValid, RunName.IsValid(name));

    private string Run() => Directory.CreateDirectory(Path.Combine(_folder.Path, "runs", "one")).FullName;

    private string Metrics => Path.Combine(Run(), "metrics.jsonl");

    private void Append(string text) => File.AppendAllText(Metrics, text);

    private static string Step(int step, double loss, int tokens = 100) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"step\":{step},\"epoch\":1,\"loss\":{loss},\"learningRate\":0.001,\"gradientNorm\":1.5,\"tokens\":{tokens}}}\n");

    private sealed class Clock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds;

        public void Pass(int seconds) => _seconds += seconds;
    }
}
