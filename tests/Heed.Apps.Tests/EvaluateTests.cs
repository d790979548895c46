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
    public void Moses_has_a_line_of_its_own()
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "Der geht's an, ja.\n");
        string output = folder.Write("output", "der geht's an, ja.\n");
        string[] arguments = ["evaluate", "--hypothesis", output, "--reference", reference, "--moses", "de"];
        string[] lines = HeedProcess.Run(arguments).Output.Split('\n');
        Assert.StartsWith("BLEU = 75.98 83.3/80.0/75.0/66.7 ", lines[0]);
        Assert.StartsWith("Moses BLEU = 84.09 87.5/85.7/83.3/80.0 ", lines[1]);                 // the apostrophe and the s are words too
        Assert.Contains(lines, static line => line.StartsWith("Moses signature nrefs:1|case:mixed|eff:no|tok:moses-de|smooth:none|version:", StringComparison.Ordinal));
        JsonElement json = JsonDocument.Parse(HeedProcess.Run([.. arguments, "--lowercase", "--json"]).Output).RootElement;
        Assert.Equal(100, json.GetProperty("mosesBleu").GetDouble(), 1e-9);
        Assert.StartsWith("nrefs:1|case:lc|eff:no|tok:moses-de|smooth:none|version:", json.GetProperty("mosesSignature").GetString());
        Assert.False(JsonDocument.Parse(HeedProcess.Run("evaluate", "--hypothesis", output, "--reference", reference, "--json").Output).RootElement.TryGetProperty("mosesBleu", out _));
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

    [Fact]
    public void Two_systems_are_compared_by_length_with_intervals()
    {
        using TemporaryFolder folder = new();
        string source = folder.Write("source", "un deux trois\nun deux trois quatre\nun\n");
        string reference = folder.Write("reference", "one two three four\nfive six seven eight\na b c d\n");
        string good = folder.Write("good", "one two three four\nfive six seven eight\na b c x\n");
        string bad = folder.Write("bad", "one two three x\nfive six seven x\na b c x\n");
        string[] arguments = ["evaluate", "--hypothesis", good, good, "--baseline", bad, "--reference", reference, "--source", source, "--by-length", "1,3,9", "--bootstrap", "50"];
        HeedProcess.Result table = HeedProcess.Run(arguments);
        Assert.Equal((0, ""), (table.Code, table.Error));
        string[] lines = table.Output.Split('\n');
        Assert.Contains("words  sentences  BLEU [95 %]           baseline           difference          better", lines);
        Assert.Contains("2–3            1  100.0 [100.0, 100.0]  59.5 [59.5, 59.5]  +40.5 [40.5, 40.5]   100 %", lines);     // 3/4, 2/3 and 1/2 match, and 1/2 stands for none: 100 / 8^¼
        Assert.Contains("10+            0  –                     –                  –                        –", lines);
        Assert.EndsWith("\nintervals from 50 resamples, seed 1\n", table.Output);

        JsonElement intervals = JsonDocument.Parse(HeedProcess.Run([.. arguments, "--json", "--threads", "1"]).Output).RootElement.GetProperty("intervals");
        Assert.Equal(4, intervals.GetProperty("byLength").GetArrayLength());
        Assert.Equal(0, intervals.GetProperty("byLength")[0].GetProperty("difference").GetProperty("value").GetDouble());
        JsonElement all = intervals.GetProperty("all");
        Assert.Equal(3, all.GetProperty("sentences").GetInt32());
        Assert.Equal(2, all.GetProperty("system").GetProperty("scores").GetArrayLength());
        Assert.InRange(all.GetProperty("difference").GetProperty("value").GetDouble(), 1, 100);
    }

    [Fact]
    public void Without_bins_there_is_one_interval_and_the_seed_decides_it()
    {
        using TemporaryFolder folder = new();
        string reference = folder.Write("reference", "a b c d\ne f g h\ni j k l\nm n o p\nq r s t\n");
        string output = folder.Write("output", "a b c d\ne f g x\ni j x y\nm x y z\nx r s t\n");
        string[] arguments = ["evaluate", "--hypothesis", output, "--reference", reference, "--bootstrap", "20", "--seed"];
        string first = HeedProcess.Run([.. arguments, "7"]).Output;
        Assert.Matches(@"\nwords  sentences  BLEU \[95 %\]\nall            5  [0-9.]+ \[[0-9.]+, [0-9.]+\]\nintervals from 20 resamples, seed 7\n$", first);
        Assert.Equal(first, HeedProcess.Run([.. arguments, "7", "--threads", "1"]).Output);
        Assert.NotEqual(first.Split('\n')[^3], HeedProcess.Run([.. arguments, "8"]).Output.Split('\n')[^3]);
    }

    [Theory]
    [InlineData("--by-length needs --source", "--by-length", "5,10")]
    [InlineData("rising whole numbers", "--by-length", "10,5")]
    [InlineData("--bootstrap: '0' is not", "--bootstrap", "0")]
    [InlineData("--seed and --metric are for", "--seed", "2")]
    [InlineData("--moses: name the language", "--moses")]
    [InlineData("'German!' is no language", "--moses", "German!")]
    [InlineData("--beam says how to translate", "--bootstrap", "10", "--beam", "2")]
    public void Options_that_do_not_fit_are_refused(string message, params string[] options)
    {
        HeedProcess.Result result = HeedProcess.Run(["evaluate", "--hypothesis", "output.en", "--reference", "test.en", .. options]);
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error);
    }
}
