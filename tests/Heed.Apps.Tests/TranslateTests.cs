using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Heed.Apps.Tests;

public sealed class TranslateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public TranslateTests() => _model = TinyModel.WriteTo(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_gives_a_line_and_a_pipe_no_heat_map()
    {
        HeedProcess.Result result = Translate("", "Le chat dort.");
        Assert.Equal(0, result.Code);
        Assert.Equal(1, result.Output.Count(static c => c == '\n'));
    }

    [Fact]
    public void Arguments_file_and_standard_input_give_the_same_lines()
    {
        string[] texts = ["Le chat dort.", "", "Où ça ? 😀", "Le chat dort bien."];
        string lines = string.Join('\n', texts);   // no line feed after the last
        HeedProcess.Result arguments = Translate("", texts);
        HeedProcess.Result file = Translate("", "--file", _folder.Write("texts", lines.Replace("\n", "\r\n")));
        HeedProcess.Result input = Translate(lines);
        Assert.Equal(0, input.Code);
        Assert.Equal(texts.Length, input.Output.Count(static c => c == '\n'));
        Assert.Equal(input.Output, file.Output);
        Assert.Equal(input.Output, arguments.Output);
    }

    [Fact]
    public void Each_line_begins_with_its_prefix_and_there_is_one_for_each()
    {
        string texts = _folder.Write("texts.fr", "Le chat dort.\nLe chat.\nLe chat dort bien.\n"), prefixes = _folder.Write("prefixes.en", "The c\n\nA\n");
        HeedProcess.Result found = Translate("", "--prefixes", prefixes, "--file", texts);
        string[] lines = found.Output.Split('\n');
        Assert.StartsWith("The c", lines[0], StringComparison.Ordinal);
        Assert.Equal(Translate("", "Le chat.").Output.TrimEnd('\n'), lines[1]);
        Assert.StartsWith("A", lines[2], StringComparison.Ordinal);
        Assert.Equal(found.Output, Translate("Le chat dort.\nLe chat.\nLe chat dort bien.\n", "--prefixes", prefixes).Output);
        Assert.StartsWith("The ca", Translate("", "--prefix", "The ca", "Le chat dort.").Output, StringComparison.Ordinal);
        Assert.Contains("it has more lines than the 1 texts", Translate("", "--prefixes", prefixes, "Le chat.").Error, StringComparison.Ordinal);
        Assert.Contains("it ends after 3 lines", Translate("a\nb\nc\nd\n", "--prefixes", prefixes).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Terms_stand_in_the_translation()
    {
        string terms = _folder.Write("terms.tsv", "chat\ttomcat\ndort\tis snoring\n");
        string found = Translate("", "--terms", terms, "--term", "bien=soundly", "Le chat dort bien.").Output;
        foreach (string term in (string[])["omcat", "s snoring", "oundly"]) Assert.Contains(term, found, StringComparison.Ordinal);
        Assert.Contains("terms.tsv:1: a glossary has a term", Translate("", "--terms", _folder.Write("terms.tsv", "chat\n"), "a").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_models_of_a_run_that_are_equal_translate_as_one()
    {
        string run = Path.Combine(_folder.Path, "run");
        foreach (string step in (string[])["step-000010", "step-000020", "step-000030"])
        {
            Directory.CreateDirectory(Path.Combine(run, step));
            foreach (string file in Directory.GetFiles(_model)) File.Copy(file, Path.Combine(run, step, Path.GetFileName(file)));
        }
        string alone = Translate("", "--beam", "1", "Le chat dort.").Output;
        Assert.Equal(alone, HeedProcess.Run("translate", "--model", run, "--last", "3", "--beam", "1", "Le chat dort.").Output);
        Assert.Contains("run has 3 kept models", HeedProcess.Run("translate", "--model", run, "--last", "4", "Le chat dort.").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "not UTF-8")]
    [InlineData(new byte[] { 0 }, "NUL")]
    public async Task Bytes_that_are_no_text_end_standard_input_as_they_end_a_file(byte[] bytes, string fault)
    {
        byte[] text = [.. "Le chat dort.\nLe chat "u8, .. bytes, .. "\nfin\n"u8];
        string path = Path.Combine(_folder.Path, "broken.fr");
        File.WriteAllBytes(path, text);
        HeedProcess.Result file = Translate("", "--file", path);
        using Process process = HeedProcess.Start(["translate", "--model", _model]);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        process.StandardInput.BaseStream.Write(text);
        process.StandardInput.Close();
        HeedProcess.WaitForEnd(process);
        Assert.Equal((1, 1), (process.ExitCode, file.Code));
        string said = await output, complaint = await error;
        Assert.Equal(1, said.Count(static c => c == '\n'));                                      // what came before is not lost
        Assert.Contains($"standard input:2: the line ", complaint, StringComparison.Ordinal);
        Assert.Contains(fault, complaint, StringComparison.Ordinal);
        Assert.Contains($"broken.fr:2: the line ", file.Error, StringComparison.Ordinal);
        Assert.Contains(fault, file.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void White_space_of_a_line_stays_and_the_line_stays_one()
    {
        string[] lines = Translate("\tLe chat dort.  Le chat ?\tLe chat. \n \u00A0 \n").Output.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("\t", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" ", lines[0], StringComparison.Ordinal);
        Assert.Contains("  ", lines[0], StringComparison.Ordinal);
        Assert.Equal(2, lines[0].Count(static c => c == '\t'));
        Assert.Equal(" \u00A0 ", lines[1]);
        Assert.Equal(1, Translate("", "Le chat dort.\nLe chat.").Output.Count(static c => c == '\n'));       // a text given as an argument may have several lines
    }

    [Fact]
    public void A_long_document_takes_no_more_memory_than_a_short_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "reads the peak from /proc");
        const string sentence = "Le chat dort bien et mange. ";
        // Lines of one length: memory depends on a line, not on how many there are. The short document, too, is long enough for the collector to come to its usual heap.
        string shortOne = _folder.Write("short.fr", Lines(125)), longOne = _folder.Write("long.fr", Lines(2500));
        (long shortPeak, int shortLines) = Peak(shortOne);
        (long longPeak, int longLines) = Peak(longOne);
        Assert.Equal((125, 2500), (shortLines, longLines));
        Assert.InRange<double>(longPeak, 0, 1.5 * shortPeak);                                        // 120,000 words against 6,000

        static string Lines(int count) => string.Concat(Enumerable.Repeat(string.Concat(Enumerable.Repeat(sentence, 8)).TrimEnd() + "\n", count));

        (long Peak, int Lines) Peak(string file)
        {
            using Process process = HeedProcess.Start(["translate", "--model", _model, "--beam", "1", "--threads", "2", "--file", file]);
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            long peak = 0;
            int lines = 0;
            while (process.StandardOutput.ReadLine() is not null)
            {
                lines++;
                process.Refresh();
                if (lines % 10 == 0 && !process.HasExited) peak = Math.Max(peak, process.WorkingSet64);
            }
            HeedProcess.WaitForEnd(process);
            return (peak, lines);
        }
    }

    [Fact]
    public async Task Standard_input_is_a_stream()
    {
        using Process process = HeedProcess.Start(["translate", "--model", _model]);
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        for (int i = 0; i < 3; i++)
        {
            process.StandardInput.Write("Le chat dort.\n");
            process.StandardInput.Flush();
            CancellationToken test = TestContext.Current.CancellationToken;
            string? line = await process.StandardOutput.ReadLineAsync(test).AsTask().WaitAsync(TimeSpan.FromMinutes(1), test);
            Assert.NotNull(line);   // and the input is still open
        }
        process.StandardInput.Close();
        HeedProcess.WaitForEnd(process);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task A_reader_that_has_enough_ends_the_stream()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "closes a POSIX pipe");
        CancellationToken test = TestContext.Current.CancellationToken;
        using Process process = HeedProcess.Start(["translate", "--model", _model, "--beam", "1"]);
        Task<string> error = process.StandardError.ReadToEndAsync(test);
        process.StandardInput.Write("Le chat dort.\n");
        process.StandardInput.Flush();
        Assert.NotNull(await process.StandardOutput.ReadLineAsync(test));
        process.StandardOutput.Close();
        process.StandardInput.Write("Le chat dort.\n");
        process.StandardInput.Flush();   // and the input stays open
        HeedProcess.WaitForEnd(process);
        Assert.Equal(0, process.ExitCode);
        await error;
    }

    [Fact]
    public void Json_has_the_words_and_the_weights()
    {
        HeedProcess.Result result = Translate("", "--json", "Le chat dort.", "L'accord");
        Assert.Equal(0, result.Code);
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        JsonElement json = JsonDocument.Parse(lines[0]).RootElement;
        Assert.Equal("Le chat dort.", json.GetProperty("source").GetString());
        Assert.True(json.GetProperty("score").GetDouble() < 0);
        Assert.Equal(["Le", "chat", "dort", ".", "</s>"], json.GetProperty("sourceWords").EnumerateArray().Select(static e => e.GetString()));
        Assert.Equal("</s>", json.GetProperty("sourceTokens").EnumerateArray().Last().GetString());
        Assert.NotEqual(JsonValueKind.Undefined, json.GetProperty("translation").ValueKind);
        Assert.NotEmpty(json.GetProperty("targetTokens").EnumerateArray());
        JsonElement[] rows = [.. json.GetProperty("attention").EnumerateArray()];
        Assert.Equal(json.GetProperty("targetWords").GetArrayLength(), rows.Length);
        foreach (JsonElement row in rows)
        {
            Assert.Equal(5, row.GetArrayLength());
            Assert.Equal(1, row.EnumerateArray().Sum(static e => e.GetDouble()), 1e-4);
        }
        Assert.Equal(["L'", "accord", "</s>"], JsonDocument.Parse(lines[1]).RootElement.GetProperty("sourceWords").EnumerateArray().Select(static e => e.GetString()));
    }

    [Fact]
    public void The_best_translations_come_in_numbered_lines_or_as_json()
    {
        HeedProcess.Result result = Translate("Le chat dort.\n\nLe chat. Dort !\n", "--n-best", "3");
        Assert.Equal(0, result.Code);
        string[][] lines = [.. result.Output.TrimEnd('\n').Split('\n').Select(static line => line.Split(" ||| "))];
        Assert.All(lines, static line => Assert.Equal(4, line.Length));
        Assert.Equal(["0", "0", "0", "1", "2", "2", "2"], lines.Select(static line => line[0]));
        Assert.Equal(Translate("", "Le chat dort.").Output.TrimEnd('\n'), lines[0][1]);
        double[] scores = [.. lines.Take(3).Select(static line => double.Parse(line[3], CultureInfo.InvariantCulture))];
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.StartsWith("LogProbability= -", lines[0][2]);

        string[] objects = Translate("", "--n-best", "3", "--json", "Le chat dort.", "Le chat. Dort !").Output.TrimEnd('\n').Split('\n');
        JsonElement one = JsonDocument.Parse(objects[0]).RootElement, two = JsonDocument.Parse(objects[1]).RootElement;
        JsonElement[] alternatives = [.. one.GetProperty("alternatives").EnumerateArray()];
        Assert.Equal(lines.Skip(1).Take(2).Select(static line => line[1]), alternatives.Select(static next => OneLine(next.GetProperty("translation"))));
        Assert.Equal(alternatives[1].GetProperty("targetWords").GetArrayLength(), alternatives[1].GetProperty("attention").GetArrayLength());
        Assert.Equal(lines.Skip(5).Select(static line => line[1]), two.GetProperty("alternatives").EnumerateArray().Select(static next => OneLine(next.GetProperty("translation"))));
        Assert.All(two.GetProperty("parts").EnumerateArray(), static part => Assert.Equal(2, part.GetProperty("alternatives").GetArrayLength()));

        static string OneLine(JsonElement text) => string.Concat(text.GetString()!.Select(static c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
    }

    [Fact]
    public void Samples_are_the_same_for_the_same_seed()
    {
        string[] sample = ["--sample", "--top-k", "50", "--top-p", "0.9", "--temperature", "1.5"];
        HeedProcess.Result first = Translate("", [.. sample, "--n-best", "4", "Le chat dort."]);
        Assert.Equal((0, 4), (first.Code, first.Output.Count(static c => c == '\n')));
        Assert.Equal(first.Output, Translate("", [.. sample, "--n-best", "4", "--seed", "1", "--threads", "1", "Le chat dort."]).Output);
        Assert.NotEqual(first.Output, Translate("", [.. sample, "--n-best", "4", "--seed", "2", "Le chat dort."]).Output);
        Assert.Equal(first.Output.Split(" ||| ")[1], Translate("", [.. sample, "Le chat dort."]).Output.TrimEnd('\n'));
    }

    [Fact]
    public void Penalties_change_the_score()
    {
        string Score(params string[] options) => Translate("", [.. options, "--n-best", "1", "Le chat dort."]).Output.TrimEnd('\n').Split(" ||| ")[3];
        Assert.Equal(3, new HashSet<string>([Score(), Score("--length-exponent", "0"), Score("--length-penalty", "gnmt")]).Count);
    }

    [Fact]
    public void A_file_is_written_whole()
    {
        string output = Path.Combine(_folder.Path, "output");
        HeedProcess.Result result = Translate("a\nb\n", "--output", output);
        Assert.Equal((0, ""), (result.Code, result.Output));
        Assert.Equal(2, File.ReadAllText(output).Count(static c => c == '\n'));
        HeedProcess.Result nowhere = Translate("", "--output", Path.Combine(_folder.Path, "missing", "output"), "a");
        Assert.Equal(1, nowhere.Code);
        Assert.Contains("there is no folder", nowhere.Error);
    }

    [Fact]
    public void The_heat_map_is_shown_when_asked_for_without_colours_in_a_pipe()
    {
        HeedProcess.Result result = Translate("", "--heatmap", "terminal", "Le chat dort.");
        Assert.Equal(0, result.Code);
        Assert.Contains("</s>", result.Output);
        Assert.DoesNotContain("\e[", result.Output);
    }

    [Fact]
    public void The_heat_map_is_a_drawing()
    {
        string drawing = Path.Combine(_folder.Path, "map.svg");
        HeedProcess.Result result = Translate("", "--heatmap", "svg", "--output", drawing, "Le chat dort.");
        Assert.Equal(0, result.Code);
        Assert.Equal(1, result.Output.Count(static c => c == '\n'));
        Assert.Equal("svg", System.Xml.Linq.XDocument.Load(drawing).Root?.Name.LocalName);
        Assert.StartsWith("<svg", Translate("", "--heatmap", "svg", "Le chat dort.").Output);

        string page = Path.Combine(_folder.Path, "map.html");
        HeedProcess.Result two = Translate("", "--heatmap", "html", "--output", page, "Le chat dort.", "Le chat.");
        Assert.Equal(Translate("", "Le chat dort.", "Le chat.").Output, two.Output);
        Assert.Equal(2, File.ReadAllText(page).Split("<table").Length - 1);
        Assert.Equal(File.ReadAllText(page), Translate("", "--heatmap", "html", "Le chat dort.", "Le chat.").Output);
    }

    [Fact]
    public void A_model_without_attention_translates_and_says_so()
    {
        string model = TinyModel.WriteTo(_folder, score: "none");
        HeedProcess.Result result = HeedProcess.Run("translate", "--model", model, "--heatmap", "terminal", "Le chat dort.");
        Assert.Equal(0, result.Code);
        Assert.Contains("no attention", result.Error);
        HeedProcess.Result coverage = HeedProcess.Run("translate", "--model", model, "--coverage-penalty", "0.2", "Le chat dort.");
        Assert.Equal((1, ""), (coverage.Code, coverage.Output));
        Assert.Contains("no attention", coverage.Error);
        HeedProcess.Result attend = HeedProcess.Run("attend", "--model", model, "--source", "Le chat dort.", "--format", "svg");
        Assert.Equal(1, attend.Code);
        Assert.Contains("no attention", attend.Error);
    }

    [Fact]
    public void A_text_that_looks_like_an_option_is_asked_about()
    {
        Assert.Equal(2, Translate("", "--wings").Code);
        Assert.Equal(0, Translate("", "--", "--wings").Code);
        Assert.Equal(0, Translate("", "-- Bonjour.", "-1 est", "@chat").Code);
    }

    [Fact]
    public void A_name_is_looked_for_in_the_models_of_the_folder_and_of_the_environment()
    {
        string models = Path.Combine(_folder.Path, "models");
        Directory.CreateDirectory(models);
        Directory.Move(_model, Path.Combine(models, "small"));
        HeedProcess.Result here = HeedProcess.Run(["translate", "--model", "small", "a"], "", _folder.Path);
        Assert.Equal(0, here.Code);
        HeedProcess.Result unknown = HeedProcess.Run(["translate", "--model", "large", "a"], "", _folder.Path);
        Assert.Equal(1, unknown.Code);
        Assert.Contains("small", unknown.Error);
        Assert.Equal(here.Output, HeedProcess.Run("translate", "--model", Path.Combine(models, "small"), "a").Output);
        using Process process = HeedProcess.Start(["translate", "--model", "small", "a"], folder: null, ("HEED_MODELS", models));
        Assert.Equal(here.Output, process.StandardOutput.ReadToEnd());
    }

    private HeedProcess.Result Translate(string input, params string[] arguments) =>
        HeedProcess.Run(["translate", "--model", _model, .. arguments], input);
}
