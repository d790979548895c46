using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests;

public sealed class AttendTests : IDisposable
{
    private const string Source = "L'accord sur la zone économique européenne a été signé en août 1992.";
    private const string Target = "The agreement on the European Economic Area was signed in August 1992.";

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public AttendTests() => _model = TinyModel.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_pair_of_the_paper_has_15_columns_and_14_rows()
    {
        HeedProcess.Result result = Attend("json");
        Assert.Equal(0, result.Code);
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(Target, json.GetProperty("translation").GetString());
        Assert.Equal(["L'", "accord", "sur", "la", "zone", "économique", "européenne", "a", "été", "signé", "en", "août", "1992", ".", "</s>"],
            json.GetProperty("sourceWords").EnumerateArray().Select(static e => e.GetString()));
        Assert.Equal(["The", "agreement", "on", "the", "European", "Economic", "Area", "was", "signed", "in", "August", "1992", ".", "</s>"],
            json.GetProperty("targetWords").EnumerateArray().Select(static e => e.GetString()));
        Assert.Equal(14, json.GetProperty("attention").GetArrayLength());
        Assert.All(json.GetProperty("attention").EnumerateArray(), static row => Assert.Equal(15, row.GetArrayLength()));
    }

    [Fact]
    public void It_says_whether_the_weights_explain_a_translation()
    {
        string report = Path.Combine(_folder.Path, "why.html"), table = Path.Combine(_folder.Path, "why.csv");
        HeedProcess.Result json = Explain("--json", "--report", report, "--language", "fa", "--csv", table);
        Assert.Equal((0, $"heed: wrote {report}\nheed: wrote {table}\n"), (json.Code, json.Error));
        JsonElement of = JsonDocument.Parse(json.Output).RootElement;
        Assert.Equal(3, of.GetProperty("effects").GetArrayLength());
        Assert.Equal("attention", of.GetProperty("heads")[0].GetProperty("layer").GetString());
        Assert.Contains("heed attend --explain --source", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Contains("\ncat,chat,0.", File.ReadAllText(table), StringComparison.Ordinal);
        Assert.Contains("Rank correlation of the two, mean of the words", Explain().Output, StringComparison.Ordinal);
        Assert.Equal(json.Output, Explain("--json").Output);
        Assert.Contains("do not go with them", Explain("--heads").Error, StringComparison.Ordinal);
        Assert.Contains("--seed goes with --explain", HeedProcess.Run("attend", "--model", _model, "--source", "le chat", "--seed", "2").Error, StringComparison.Ordinal);

        HeedProcess.Result Explain(params string[] arguments) => HeedProcess.Run(["attend", "--model", _model, "--source", "le chat dort", "--target", "the cat sleeps", "--explain", .. arguments]);
    }

    [Fact]
    public void Attention_can_be_followed_over_a_training()
    {
        string run = Path.Combine(_folder.Path, "run"), pairs = _folder.Write("pairs.tsv", "le chat dort\tthe cat sleeps\nle chat\tthe cat\n"), report = Path.Combine(_folder.Path, "over.html");
        HeedProcess.Result OverTraining(params string[] arguments) => HeedProcess.Run(["attend", "--over-training", run, "--tsv", pairs, .. arguments]);

        Assert.Contains("there is no such folder", OverTraining().Error, StringComparison.Ordinal);
        Directory.CreateDirectory(run);
        Assert.Contains("train with --keep N", OverTraining().Error, StringComparison.Ordinal);
        Directory.Move(TinyModel.WriteTo(_folder, "scaled-dot", "transformer"), Path.Combine(run, "step-000100"));
        Directory.Move(TinyModel.WriteTo(_folder, "scaled-dot", "transformer"), Path.Combine(run, "step-000200"));
        HeedProcess.Result json = OverTraining("--json", "--report", report);
        Assert.Equal((0, $"heed: wrote {report}\n"), (json.Code, json.Error));
        JsonElement[] points = [.. json.Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal([100L, 200L], points.Select(point => point.GetProperty("step").GetInt64()).Distinct());
        // The same model twice.
        Assert.Equal(points[..(points.Length / 2)].Select(point => point.GetProperty("entropy").GetDouble()), points[(points.Length / 2)..].Select(point => point.GetProperty("entropy").GetDouble()));
        Assert.Contains("<svg", File.ReadAllText(report), StringComparison.Ordinal);
        Assert.Contains("decoder0.cross", OverTraining("--limit", "1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_and_heads_can_be_looked_into()
    {
        string model = TinyModel.WriteTo(_folder, "scaled-dot", "transformer");
        HeedProcess.Result Inside(params string[] arguments) => HeedProcess.Run(["attend", "--model", model, "--source", "le chat dort", .. arguments]);

        string[] heads = Inside("--heads").Output.TrimEnd('\n').Split('\n');
        Assert.Equal(1 + 3 * 2, heads.Length);                                           // a title, three layers of two heads
        Assert.Matches(@"^encoder0\.self +0 +[0-9.]+ +[0-9.]+$", heads[1]);
        Assert.Contains("decoder0.self, head 1", Inside("--layer", "decoder0.self", "--head", "1", "--pieces").Output);
        Assert.Equal(6, Regex.Count(Inside("--layer", "all", "--format", "html").Output, "<table"));
        Assert.Equal(3, JsonDocument.Parse(Inside("--layer", "all", "--json").Output).RootElement.GetProperty("layers").GetArrayLength());
        string file = Path.Combine(_folder.Path, "heads.safetensors");
        Assert.Equal(0, Inside("--format", "safetensors", "--output", file).Code);
        Assert.True(File.Exists(file));

        foreach ((string[] wrong, string told) in ((string[], string)[])[(["--layer", "encoder9.self"], "encoder0.self, decoder0.self, decoder0.cross"), (["--layer", "encoder0.self", "--head", "2"], "heads 0 to 1"), (["--format", "safetensors"], "--output"),
            (["--layer", "all", "--format", "svg"], "one layer")])
        {
            HeedProcess.Result result = Inside(wrong);
            Assert.Equal(2, result.Code);
            Assert.Contains(told, result.Error);
        }
    }

    [Fact]
    public void The_words_stand_in_the_terminal_and_in_the_drawing()
    {
        string terminal = Attend("terminal").Output;
        foreach (string word in Target.TrimEnd('.').Split(' ')) Assert.Contains(word, terminal);
        Assert.Contains("européenne", Attend("svg").Output);
    }

    [Fact]
    public void Pharaoh_has_a_link_for_each_target_word_at_most()
    {
        string links = Attend("pharaoh").Output;
        Assert.Matches(@"^(\d+-\d+( \d+-\d+)*)?\n$", links);
        int[] targets = [.. Regex.Matches(links, @"-(\d+)").Select(static m => int.Parse(m.Groups[1].Value))];
        Assert.Equal(targets.Distinct(), targets);
        Assert.All(targets, static target => Assert.InRange(target, 0, 12));
    }

    [Fact]
    public void Without_a_target_the_model_translates()
    {
        HeedProcess.Result attend = HeedProcess.Run("attend", "--model", _model, "--source", "Le chat dort.", "--json");
        HeedProcess.Result translate = HeedProcess.Run("translate", "--model", _model, "Le chat dort.", "--json");
        Assert.Equal(0, attend.Code);
        Assert.Equal(translate.Output, attend.Output);
    }

    [Fact]
    public void Soft_has_the_weights_of_json()
    {
        string[] steps = Attend("soft").Output.TrimEnd('\n').Split(' ');
        JsonElement[] rows = [.. JsonDocument.Parse(Attend("json").Output).RootElement.GetProperty("attention").EnumerateArray()];
        Assert.Equal(rows.Length, steps.Length);
        foreach ((string step, JsonElement row) in steps.Zip(rows))
        {
            double[] weights = [.. step.Split(',').Select(static w => double.Parse(w, CultureInfo.InvariantCulture))];
            Assert.Equal(1, weights.Sum(), 0.0001);
            Assert.Equal(row.EnumerateArray().Select(static w => w.GetDouble()), weights, static (a, b) => Math.Abs(a - b) < 0.000001);
        }
    }

    [Fact]
    public void Files_of_pairs_give_a_line_for_each_pair_whatever_their_number_and_the_threads()
    {
        string[] french = [.. Enumerable.Range(0, 150).Select(static i => i % 7 == 3 ? "" : $"Le chat {i} dort."), "Un chat."], english = [.. Enumerable.Range(0, 150).Select(static i => i % 11 == 5 ? " " : $"The cat {i} is asleep."), "A cat."];
        string source = _folder.Write("a.fr", string.Join('\n', french) + "\n"), target = _folder.Write("a.en", string.Join('\n', english) + "\n");
        string table = _folder.Write("a.tsv", string.Join('\n', english.Zip(french, static (e, f) => $"{e}\t{f}\tsaid by nobody")) + "\n");
        HeedProcess.Result files = HeedProcess.Run("attend", "--model", _model, "--source-file", source, "--target-file", target, "--format", "pharaoh", "--threads", "1");
        HeedProcess.Result columns = HeedProcess.Run("attend", "--model", _model, "--tsv", table, "--columns", "2,1", "--format", "pharaoh", "--threads", "3");
        Assert.Equal((0, 0), (files.Code, columns.Code));
        Assert.Equal(files.Output, columns.Output);
        string[] lines = files.Output.Split('\n');
        Assert.Equal(152, lines.Length);
        for (int i = 0; i < 150; i++) Assert.Equal(i % 7 == 3 || i % 11 == 5, lines[i].Length == 0);
        Assert.Equal(HeedProcess.Run("attend", "--model", _model, "--source", french[149], "--target", english[149], "--format", "pharaoh").Output, lines[149] + "\n");
        Assert.Contains("line 4: the source is empty", files.Error);
        Assert.Contains("line 6: the target is empty", files.Error);
        Assert.Contains("of 151 have no attention", files.Error);
        Assert.Equal(11, files.Error.Count(static c => c == '\n'));
    }

    [Fact]
    public void Words_between_white_space_keep_their_numbers_and_all_the_weight()
    {
        string[] pair = ["--source", "L'accord , c' est  tout.", "--target", "That's all (really) ."];
        JsonElement split = Json([]), space = Json(["--words", "space"]);
        Assert.Equal(["L'", "accord", ",", "c'", "est", "tout", ".", "</s>"], Strings(split, "sourceWords"));
        Assert.Equal(["L'accord", ",", "c'", "est", "tout.", "</s>"], Strings(space, "sourceWords"));
        Assert.Equal(["That's", "all", "(really)", ".", "</s>"], Strings(space, "targetWords"));
        double[][] fine = Weights(split), coarse = Weights(space);
        Assert.Equal(fine[0][0] + fine[0][1], coarse[0][0], 0.00001);
        Assert.Equal((fine[2][5] + fine[2][6] + fine[3][5] + fine[3][6] + fine[4][5] + fine[4][6]) / 3, coarse[2][4], 0.00001);
        Assert.All(coarse, static row => Assert.Equal(1, row.Sum(), 0.0001));

        JsonElement Json(string[] words) => JsonDocument.Parse(HeedProcess.Run(["attend", "--model", _model, "--json", .. pair, .. words], "").Output).RootElement;
        static string?[] Strings(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(static e => e.GetString())];
        static double[][] Weights(JsonElement json) => [.. json.GetProperty("attention").EnumerateArray().Select(static row => row.EnumerateArray().Select(static w => w.GetDouble()).ToArray())];
    }

    [Fact]
    public void A_limit_ends_the_work_and_says_so()
    {
        string source = _folder.Write("b.fr", "Le chat.\nLe chat dort.\nLe chat dort bien.\n");
        HeedProcess.Result two = HeedProcess.Run("attend", "--model", _model, "--source-file", source, "--json", "--limit", "2");
        HeedProcess.Result three = HeedProcess.Run("attend", "--model", _model, "--source-file", source, "--json", "--limit", "3");
        Assert.Equal((2, 3), (two.Output.Count(static c => c == '\n'), three.Output.Count(static c => c == '\n')));
        Assert.StartsWith(two.Output, three.Output);
        Assert.Contains("more than 2 pairs", two.Error);
        Assert.DoesNotContain("pairs", three.Error);
        Assert.Equal(HeedProcess.Run(["translate", "--model", _model, "--json"], "Le chat.\nLe chat dort.\nLe chat dort bien.\n").Output, three.Output);
    }

    [Fact]
    public void A_page_has_a_map_for_each_pair()
    {
        string table = _folder.Write("c.tsv", "Le chat <b>dort</b>.\tThe cat.\none column\nخانهٔ ما\tour house\n");
        string page = Path.Combine(_folder.Path, "c.html");
        HeedProcess.Result result = HeedProcess.Run("attend", "--model", _model, "--tsv", table, "--format", "html", "--output", page);
        Assert.Equal((0, ""), (result.Code, result.Output));
        Assert.Contains("line 2: there is no column 2", result.Error);
        string html = File.ReadAllText(page);
        Assert.Equal(2, Regex.Count(html, "<table"));
        Assert.Contains("lang=\"fr\">Le chat &lt;b&gt;dort&lt;/b&gt;.<", html);
        Assert.Equal(1, Regex.Count(html, "<table[^>]* dir=\"rtl\""));
    }

    [Fact]
    public void Faults_of_files_are_told_and_leave_no_file()
    {
        string source = _folder.Write("d.fr", "Le chat.\nLe chat dort.\n"), target = _folder.Write("d.en", "The cat.\n"), output = Path.Combine(_folder.Path, "d.align");
        HeedProcess.Result result = HeedProcess.Run("attend", "--model", _model, "--source-file", source, "--target-file", target, "--format", "pharaoh", "--output", output);
        Assert.Equal(1, result.Code);
        Assert.Contains("has 2 lines and", result.Error);
        Assert.False(File.Exists(output));
        string giant = _folder.Write("e.fr", new string('a', 5000) + "\nLe chat.\n");
        HeedProcess.Result lines = HeedProcess.Run("attend", "--model", _model, "--source-file", giant, "--json");
        Assert.Equal(0, lines.Code);
        Assert.Contains("line 1: the source has 5,000 characters, more than 4,000", lines.Error);
        Assert.Equal(1, JsonDocument.Parse(lines.Output.Split('\n')[0]).RootElement.GetProperty("line").GetInt32());
    }

    [Fact]
    public void A_model_without_attention_has_none_to_show()
    {
        HeedProcess.Result result = HeedProcess.Run("attend", "--model", TinyModel.WriteTo(_folder, "none"), "--source", "Le chat.", "--format", "html");
        Assert.Equal((1, ""), (result.Code, result.Output));
        Assert.Contains("no attention", result.Error);
    }

    private HeedProcess.Result Attend(string format) =>
        HeedProcess.Run("attend", "--model", _model, "--source", Source, "--target", Target, "--format", format);
}
