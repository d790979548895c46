using System.Text.Json;
using Heed.Models;
using Heed.Text;

namespace Heed.Apps.Tests;

public sealed class AlignTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _forward, _backward, _source, _target;

    public AlignTests()
    {
        _forward = Model("fr", "en");
        _backward = Model("en", "fr");
        _source = _folder.Write("s", "le chat dort\n\nle chien dort bien\n");
        _target = _folder.Write("t", "the cat is asleep\nnobody\nthe dog sleeps well\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_line_comes_out_for_each_pair_and_what_cannot_be_used_leaves_it_empty()
    {
        HeedProcess.Result result = Align("--source", _source, "--target", _target);
        Assert.Equal((0, "heed: line 2: the source is empty; it has no links.\n"), (result.Code, result.Error));
        string[] lines = result.Output.Split('\n');
        Assert.Equal((4, "", ""), (lines.Length, lines[1], lines[3]));
        Assert.Matches("^([0-2]-[0-3] ?){4}$", lines[0]);
        string bars = _folder.Write("bars", "le chat dort ||| the cat is asleep\n ||| nobody\nle chien dort bien ||| the dog sleeps well\n"), file = Path.Combine(_folder.Path, "out");
        Assert.Equal("", Align("--pairs", bars, "--output", file, "--threads", "1").Output);
        Assert.Equal(result.Output, File.ReadAllText(file));
        string table = _folder.Write("table", "the cat is asleep\tle chat dort\nno tab\nthe dog sleeps well\tle chien dort bien\n");
        Assert.Equal(lines[0], Align("--tsv", table, "--columns", "2,1", "--limit", "1").Output.TrimEnd('\n'));
        Assert.Contains("there is no |||", Align("--pairs", table, "--limit", "1").Error, StringComparison.Ordinal);
        Assert.Contains("they must match line by line", Align("--source", _source, "--target", bars + "x").Error + Align("--source", _source, "--target", _folder.Write("short", "one\n")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_directions_are_brought_together_in_every_way()
    {
        foreach (string way in (string[])["mean", "intersection", "union", "grow-diagonal", "grow-diagonal-final"])
        {
            HeedProcess.Result result = Align("--source", _source, "--target", _target, "--reverse", _backward, "--symmetrise", way, "--json");
            Assert.Equal(0, result.Code);
            JsonElement[] lines = [.. result.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
            Assert.Equal(3, lines.Length);
            Assert.Equal((1, "le", "the"), (lines[0].GetProperty("line").GetInt32(), lines[0].GetProperty("sourceWords")[0].GetString(), lines[0].GetProperty("targetWords")[0].GetString()));
            Assert.All(lines[0].GetProperty("links").EnumerateArray(), link => Assert.InRange(link[0].GetInt32(), 0, 2));
            Assert.Equal("the source is empty", lines[1].GetProperty("fault").GetString());
        }
        Assert.Contains("from fr to en; one from en to fr is the other direction", Align("--source", _source, "--target", _target, "--reverse", _forward).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_weights_are_written_as_numbers_that_sum_to_one()
    {
        string[] lines = Align("--source", _source, "--target", _target, "--soft").Output.Split('\n');
        double[][] rows = [.. lines[0].Split(' ').Select(row => row.Split(',').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToArray())];
        Assert.Equal((5, "", 5), (rows.Length, lines[1], lines[2].Split(' ').Length));            // four words and the end symbol
        Assert.All(rows, row => Assert.Equal((4, 1.0), (row.Length, Math.Round(row.Sum(), 4))));
        Assert.Contains("leave --reverse out", Align("--source", _source, "--target", _target, "--soft", "--reverse", _backward).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Gold_links_give_error_rates_and_words_stay_as_they_are_given()
    {
        string pairs = _folder.Write("pairs", "le homme de le chat ||| the man of the cat\nle chat ||| the cat\n"), gold = _folder.Write("gold", "1-1 2-2 5-5 3p3 4p4 9-9\n1-1 2-2\n"), file = Path.Combine(_folder.Path, "links");
        HeedProcess.Result text = Align("--pairs", pairs, "--words", "tokens", "--gold", gold, "--reverse", _backward, "--output", file);
        Assert.Equal(0, text.Code);
        Assert.Equal(["forward", "backward", "mean", "intersection", "union", "grow-diagonal", "grow-diagonal-final"], text.Output.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Contains("6 sure)", text.Output, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(file).Length);
        JsonElement json = JsonDocument.Parse(Align("--pairs", pairs, "--words", "tokens", "--gold", gold, "--gold-base", "1", "--json").Output).RootElement;
        Assert.Equal((2, 7, 6), (json.GetProperty("pairs").GetInt32(), json.GetProperty("forward").GetProperty("links").GetInt32(), json.GetProperty("forward").GetProperty("sure").GetInt32()));
        Assert.Contains("has links for 2 pairs, 3 pairs are given", Align("--source", _source, "--target", _target, "--gold", gold).Error, StringComparison.Ordinal);
        Assert.Contains($"{_source}:1: 'le' is no link", Align("--pairs", pairs, "--gold", _source).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_aligns_best_is_recorded_in_the_models(bool hasGold)
    {
        string gold = _folder.Write("gold", "0-0 1-1 2-3\n\n0-0 1-1 2-2 3-3\n");
        string[] options = ["--source", _source, "--target", _target, "--reverse", _backward, "--tune", .. hasGold ? (string[])["--gold", gold] : []];
        HeedProcess.Result text = Align(options);
        Assert.Equal(0, text.Code);
        Assert.Contains(hasGold ? "AER" : "disagreement", text.Output, StringComparison.Ordinal);
        foreach (string model in (string[])[_forward, _backward])
        {
            Assert.Contains("\"alignment\": [", File.ReadAllText(Path.Combine(model, "config.json")), StringComparison.Ordinal);
            Assert.DoesNotContain("the usual one", HeedProcess.Run("models", "inspect", model).Output, StringComparison.Ordinal);
        }
        JsonElement json = JsonDocument.Parse(Align([.. options, "--json"]).Output).RootElement;
        Assert.Equal(1 + 2 * (2 + 1) * 2, json.GetProperty("models")[0].GetProperty("candidates").GetArrayLength());
        Assert.Equal(0, Align("--source", _source, "--target", _target, "--reverse", _backward).Code);
    }

    [Theory]
    [InlineData("Give one of --pairs F", "--words", "space")]
    [InlineData("--source and --target go together", "--source", "SOURCE")]
    [InlineData("--columns goes with --tsv", "--pairs", "SOURCE", "--columns", "2,1")]
    [InlineData("name a model of the other one with --reverse", "--pairs", "SOURCE", "--symmetrise", "union")]
    [InlineData("--gold-base goes with --gold", "--pairs", "SOURCE", "--gold-base", "1")]
    [InlineData("--tune needs gold links", "--pairs", "SOURCE", "--tune")]
    [InlineData("'best' is none of mean, intersection", "--pairs", "SOURCE", "--symmetrise", "best")]
    public void Options_that_contradict_each_other_are_one_line_and_code_2(string expected, params string[] options)
    {
        HeedProcess.Result result = Align([.. options.Select(option => option == "SOURCE" ? _source : option)]);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_model_without_attention_is_refused() =>
        Assert.Contains("no attention", HeedProcess.Run("align", "--model", TinyModel.WriteTo(_folder, "none"), "--source", _source, "--target", _target).Error, StringComparison.Ordinal);

    private HeedProcess.Result Align(params string[] options) => HeedProcess.Run(["align", "--model", _forward, .. options]);

    private string Model(string from, string to)
    {
        BytePairTokenizer tokenizer = new(BpeTrainer.Train(["le chat dort", "the cat is asleep", "le chat dort bien", "the cat sleeps well"], 280));
        TranslationModel model = TranslationModels.Create(new ModelConfig { From = from, To = to, Vocabulary = tokenizer.Vocabulary.Size, Score = "scaled-dot", Architecture = "transformer", Heads = 2, Layers = 2, EmbeddingSize = 8 });
        model.Initialize(seed: 1);
        string path = Path.Combine(_folder.Path, $"{from}-{to}");
        ModelFolder.Save(path, model, tokenizer);
        return path;
    }
}
