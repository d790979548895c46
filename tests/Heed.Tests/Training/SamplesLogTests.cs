using System.Text.Json;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class SamplesLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_sentences_are_told_at_every_step()
    {
        SentencePair[] pairs = [.. Enumerable.Range(0, 12).Select(static i => new SentencePair($"s{i}", $"t\"{i}\n"))];
        using (var log = new SamplesLog(_folder, 0))
        {
            log.Write(4, pairs, [.. pairs.Select(static pair => pair.Target + "!")]);
            log.Write(8, pairs, [.. pairs.Select(static _ => "سلام")]);
        }
        string[] lines = File.ReadAllLines(Text);
        Assert.Equal(2, lines.Length);
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal(4, first.GetProperty("step").GetInt64());
        Assert.Equal(["s0", "s2", "s4", "s7", "s9"], first.GetProperty("samples").EnumerateArray().Select(static of => of.GetProperty("source").GetString()!));
        Assert.Equal(("t\"2\n", "t\"2\n!"), (first.GetProperty("samples")[1].GetProperty("reference").GetString(), first.GetProperty("samples")[1].GetProperty("translation").GetString()));
        Assert.Contains("سلام", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"step\":4}\n{\"step\":8}\n{\"step\":12}\n", 8, "{\"step\":4}\n{\"step\":8}\n")]
    [InlineData("{\"step\":4}\n{\"step\":8", 8, "{\"step\":4}\n")]
    [InlineData("{\"step\":4}\nnonsense\n{\"step\":8}\n", 8, "{\"step\":4}\n")]
    [InlineData("{\"step\":4}\n", 0, "")]
    [InlineData("", 8, "")]
    public void What_the_state_of_the_run_does_not_know_is_forgotten(string text, long validated, string kept)
    {
        File.WriteAllText(Text, text);
        using (new SamplesLog(_folder, validated)) { }
        Assert.Equal(kept, File.ReadAllText(Text));
    }

    private string Text => Path.Combine(_folder, SamplesLog.FileName);
}
