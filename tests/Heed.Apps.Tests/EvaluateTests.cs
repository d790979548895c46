using System.IO.Compression;
using System.Text.Json;

namespace Heed.Apps.Tests;

public sealed class EvaluateTests
{
    [Fact]
    public void A_file_is_scored_against_its_reference()
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "The cat is on the mat.\nIt is raining.\n");
        string output = folder.Write("output", "The cat is on the mat.\nIt was raining.\n");
        HeedProcess.Result result = HeedProcess.Run("evaluate", "--hypothesis", output, "--reference", reference, "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        // Of 11 words 10 match, of 9 pairs 7, of 7 triples 5, of 5 quadruples 4.
        Assert.Equal([10, 7, 5, 4], json.GetProperty("counts").EnumerateArray().Select(static e => e.GetInt32()));
        Assert.Equal([11, 9, 7, 5], json.GetProperty("totals").EnumerateArray().Select(static e => e.GetInt32()));
        double expected = 100 * Math.Pow(10 / 11.0 * (7 / 9.0) * (5 / 7.0) * (4 / 5.0), 0.25);
        Assert.Equal(expected, json.GetProperty("bleu").GetDouble(), 1e-9);
        Assert.InRange(json.GetProperty("chrf").GetDouble(), 80, 99);
        Assert.StartsWith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:", json.GetProperty("signature").GetString());
    }

    [Fact]
    public void Perfect_translations_have_the_highest_scores_also_compressed()
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "The cat is on the mat.\r\nIt is raining.\r\n");
        string compressed = Path.Combine(folder.Path, "output.gz");
        using (GZipStream stream = new(File.Create(compressed), CompressionLevel.Fastest))
            stream.Write("The cat is on the mat.\nIt is raining."u8);
        HeedProcess.Result result = HeedProcess.Run("evaluate", "--hypothesis", compressed, "--reference", reference);
        Assert.Equal(0, result.Code);
        Assert.StartsWith("BLEU = 100.00 100.0/100.0/100.0/100.0 ", result.Output);
        Assert.Contains("\nchrF2 = 100.00\n", result.Output);
        Assert.EndsWith("\n2 sentences\n", result.Output);
    }

    [Theory]
    [InlineData(new string[0], 0)]
    [InlineData(new[] { "--lowercase" }, 100)]
    [InlineData(new[] { "--lowercase", "--tokenize", "char" }, 100)]
    public void The_settings_reach_the_metric(string[] settings, double least)
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "The Cat Is On The Mat\n");
        string output = folder.Write("output", "the cat is on the mat\n");
        HeedProcess.Result result = HeedProcess.Run(["evaluate", "--hypothesis", output, "--reference", reference, "--json", .. settings]);
        Assert.Equal(0, result.Code);
        Assert.Equal(least, JsonDocument.Parse(result.Output).RootElement.GetProperty("bleu").GetDouble(), 1e-9);
    }

    [Fact]
    public void Files_of_different_lengths_are_refused()
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "a\nb\n");
        string output = folder.Write("output", "a\n");
        HeedProcess.Result result = HeedProcess.Run("evaluate", "--hypothesis", output, "--reference", reference);
        Assert.Equal(1, result.Code);
        Assert.Contains("output has 1 lines", result.Error);
        Assert.Contains("reference has 2", result.Error);
    }
}
