using System.IO.Compression;
using System.Text.Json;

namespace Heed.Apps.Tests;

public sealed class CorpusTests
{
    private const string Table = "Go.\tVa !\nGo.\tVa !\nOne\tUn\0\n\tVide\nThe cat is in the house.\tLe chat est dans la maison.\n";

    [Fact]
    public void Faults_are_told_with_file_line_and_text_and_counted()
    {
        using TemporaryFolder folder = new();
        string table = folder.Write("a.tsv", Table);
        HeedProcess.Result result = HeedProcess.Run("corpus", "check", "--tsv", table, "--columns", "2,1");
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith($"{table}:2: duplicate: as line 1: Va ! | Go.\n{table}:3: nul: One\\tUn\\u0000\n{table}:4: empty-side: no target for: Vide\n\ntsv:2,1:{table}: 5 lines, 2 without a fault\n", result.Output);
        Assert.Contains("\n  duplicate                 1\n", result.Output);
        Assert.Contains("\n20–29                1 ", result.Output);
        Assert.Equal(1, HeedProcess.Run("corpus", "check", "--tsv", table, "--strict").Code);
    }

    [Fact]
    public void A_check_as_JSON_has_counts_and_findings()
    {
        using TemporaryFolder folder = new();
        string table = folder.Write("a.tsv", Table);
        HeedProcess.Result result = HeedProcess.Run("corpus", "check", "--tsv", table, "--columns", "2,1", "--json");
        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((5, 2), (json.GetProperty("lines").GetInt32(), json.GetProperty("sound").GetInt32()));
        Assert.Equal(1, json.GetProperty("counts").GetProperty("nul").GetInt32());
        Assert.Equal([2, 3, 4], json.GetProperty("findings").EnumerateArray().Select(static f => f.GetProperty("line").GetInt32()));
    }

    [Fact]
    public void A_cleaned_copy_of_a_zip_comes_with_what_was_left_out()
    {
        using TemporaryFolder folder = new();
        string zip = Path.Combine(folder.Path, "fra-eng.zip");
        using (ZipArchive archive = ZipFile.Open(zip, ZipArchiveMode.Create))
            foreach ((string name, string text) in (ReadOnlySpan<(string, string)>)[("_about.txt", "about"), ("fra.txt", Table)])
                using (StreamWriter writer = new(archive.CreateEntry(name).Open())) writer.Write(text);
        HeedProcess.Result result = HeedProcess.Run(
            ["corpus", "clean", "--tsv", zip, "--columns", "2,1", "--output-source", "c.fr", "--output-target", "c.en", "--rejects", "r.tsv"], "", folder.Path);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.StartsWith("5 lines read, 2 pairs kept in c.fr and c.en\nleft out: 3\n", result.Output);
        Assert.Equal("Va !\nLe chat est dans la maison.\n", File.ReadAllText(Path.Combine(folder.Path, "c.fr")));
        Assert.Equal("Go.\nThe cat is in the house.\n", File.ReadAllText(Path.Combine(folder.Path, "c.en")));
        Assert.Equal($"duplicate\t{zip}\t2\tVa !\tGo.\nnul\t{zip}\t3\tOne Un \t\nempty-side\t{zip}\t4\tVide\t\n", File.ReadAllText(Path.Combine(folder.Path, "r.tsv")));
    }

    [Fact]
    public void Pairs_that_do_not_belong_together_are_found_by_the_others()
    {
        using TemporaryFolder folder = new();
        string[] who = ["chat", "chien", "cheval", "lapin", "lion", "canard", "voisin"], animal = ["cat", "dog", "horse", "rabbit", "lion", "duck", "neighbour"];
        string[] does = ["voit", "cherche", "suit", "appelle", "oublie", "trouve"], doing = ["sees", "seeks", "follows", "calls", "forgets", "finds"];
        List<string> lines = [.. from i in Enumerable.Range(0, 7) from j in Enumerable.Range(0, 6) from k in Enumerable.Range(0, 7) select $"Le {who[i]} {does[j]} encore le {who[k]}.\tThe {animal[i]} {doing[j]} the {animal[k]} again."];
        lines[100] = "Le chat voit encore le chien.\tOur trains run late on Mondays.";
        lines[200] = "Le lapin oublie encore le lion.\tThe neighbour seeks the horse again.";
        string table = folder.Write("pairs.tsv", string.Join('\n', lines) + "\n"), clean = Path.Combine(folder.Path, "clean.tsv");
        HeedProcess.Result check = HeedProcess.Run("corpus", "check", "--tsv", table, "--aligned");
        Assert.Equal((0, ""), (check.Code, check.Error));
        Assert.Matches(@"pairs\.tsv:201: misaligned: -[0-9.]+: Le lapin oublie encore le lion\. \| The neighbour", check.Output);
        Assert.Equal(0, HeedProcess.Run("corpus", "clean", "--tsv", table, "--aligned", "--output", clean).Code);
        string[] kept = File.ReadAllLines(clean);
        Assert.InRange(kept.Length, 280, 293);
        Assert.DoesNotContain(lines[200], kept);
        Assert.Equal(2, HeedProcess.Run("corpus", "check", "--tsv", table, "--aligned", "--score-model", "fr-en").Code);
    }

    [Fact]
    public void Parts_share_no_sentence()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.tsv", string.Concat(Enumerable.Range('a', 26).Select(static c => $"source {(char)c}\ttarget {(char)c}\n")) + "Source A!\tother\n");
        HeedProcess.Result result = HeedProcess.Run(["corpus", "split", "--tsv", "a.tsv", "--from", "xx", "--to", "yy", "--output", "parts", "--dev", "5", "--test", "6", "--gzip"], "", folder.Path);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("train 16, dev 5, test 6; 0 repeated", result.Output);
        HeedProcess.Result check = HeedProcess.Run(
            ["corpus", "check", "--source", "parts/test.xx.gz", "--target", "parts/test.yy.gz", "--against", "parts/train.xx.gz", "parts/train.yy.gz", "--strict"], "", folder.Path);
        Assert.Equal(0, check.Code);
        Assert.Equal(1, HeedProcess.Run(["corpus", "check", "--tsv", "a.tsv", "--against", "parts/train.xx.gz", "--strict"], "", folder.Path).Code);
    }

    [Fact]
    public void Documents_of_a_zip_of_OPUS_stay_whole()
    {
        using TemporaryFolder folder = new();
        (string Name, Func<int, string> Line)[] texts =
        [
            ("News.en-fr.en", static i => $"target {(char)('a' + (i / 26))}{(char)('a' + (i % 26))}"),
            ("News.en-fr.fr", static i => $"source {(char)('a' + (i / 26))}{(char)('a' + (i % 26))}"),
            ("News.en-fr.ids", static i => $"en/{i / 10}.xml\tfr/{i / 10}.xml\t1\t1"),
        ];
        using (ZipArchive archive = ZipFile.Open(Path.Combine(folder.Path, "News.zip"), ZipArchiveMode.Create))
            foreach ((string name, Func<int, string> line) in texts)
                using (StreamWriter writer = new(archive.CreateEntry(name).Open())) writer.Write(string.Concat(Enumerable.Range(0, 200).Select(i => line(i) + "\n")));
        HeedProcess.Result result = HeedProcess.Run(["corpus", "split", "--corpus", "opus:fr-en:News.zip", "--by-document", "--from", "fr", "--to", "en", "--output", "parts", "--dev", "25", "--test", "30"], "", folder.Path);
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Contains("train 150, dev 20, test 30; 0 repeated pairs left out\ndocuments: train 15, dev 2, test 3\n", result.Output);
        Assert.StartsWith("source ", File.ReadAllText(Path.Combine(folder.Path, "parts", "test.fr")));
        HeedProcess.Result one = HeedProcess.Run(["corpus", "split", "--tsv", folder.Write("a.tsv", "a\tb\nc\td\n"), "--by-document", "--output", "none"], "", folder.Path);
        Assert.Equal(1, one.Code);
        Assert.Contains("1 documents are not enough for 3 parts", one.Error);
    }

    [Fact]
    public void Pairs_are_shown_on_lines_of_their_own_with_numbers()
    {
        using TemporaryFolder folder = new();
        string table = folder.Write("a.tsv", "one\tun\ntwo\tdeux trois\u001B[31m\nthree\ttrois\n");
        HeedProcess.Result result = HeedProcess.Run("corpus", "show", "--tsv", table, "--pairs", "2");
        Assert.Equal($"line 1\n  one\n  un\n\nline 2\n  two\n  deux trois [31m\n\ntsv:1,2:{table}: 3 pairs read, 3 kept\n"
            + "source: 11 characters, 3 words; 3.7 characters on average, 5 at most\ntarget: 22 characters, 4 words; 7.3 characters on average, 15 at most\n", result.Output);
        JsonElement json = JsonDocument.Parse(HeedProcess.Run("corpus", "show", "--tsv", table, "--seed", "3", "--pairs", "1", "--json").Output).RootElement;
        Assert.Single(json.GetProperty("pairs").EnumerateArray());
        Assert.Equal(4, json.GetProperty("target").GetProperty("words").GetInt32());
    }

    [Fact]
    public void The_corpora_of_this_machine_are_listed_with_their_pairs()
    {
        HeedProcess.Result result = HeedProcess.Run("corpus", "list", "--json");
        Assert.Equal(0, result.Code);
        JsonElement[] corpora = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Contains(corpora, static c => c.GetProperty("name").GetString() == "sdk:fr-en");
        Assert.All(corpora, static c => Assert.InRange(c.GetProperty("pairs").GetInt32(), 1000, 1_000_000));
    }

    [Theory]
    [InlineData("check", "Name a corpus", "corpus check")]
    [InlineData("clean --tsv a.tsv", "Say where to write", "corpus clean")]
    [InlineData("clean --tsv a.tsv --output a --output-source b", "Say where to write", "corpus clean")]
    [InlineData("split --tsv a.tsv --output b --from fr", "--from and --to", "corpus split")]
    [InlineData("split --tsv a.tsv --output b --from ../x --to en", "cannot end a file's name", "corpus split")]
    [InlineData("check --tsv a.tsv --least-score -3", "--least-score needs a --score-model", "corpus check")]
    [InlineData("check --corpus tmx:fr:a.tmx", "must name two different languages and a file", "corpus check")]
    [InlineData("check --tsv a.tsv --ratio 1", "--ratio", "corpus check")]
    public void Usage_that_makes_no_sense_is_said_in_a_line(string line, string message, string verb)
    {
        HeedProcess.Result result = HeedProcess.Run(["corpus", .. line.Split(' ')]);
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error);
        Assert.EndsWith($"See: heed {verb} --help\n", result.Error);
    }

    [Fact]
    public void A_corpus_is_never_cleaned_over_itself()
    {
        using TemporaryFolder folder = new();
        string table = folder.Write("a.tsv", Table);
        HeedProcess.Result result = HeedProcess.Run(["corpus", "clean", "--tsv", table, "--output", "./a.tsv"], "", folder.Path);
        Assert.Equal(1, result.Code);
        Assert.Contains("it is being read", result.Error);
        Assert.Equal(Table, File.ReadAllText(table));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("show")]
    [InlineData("check")]
    [InlineData("clean")]
    [InlineData("split")]
    public void The_examples_of_a_help_are_understood(string verb)
    {
        string help = HeedProcess.Run("corpus", verb, "--help").Output;
        string[] examples = [.. help[help.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n').Skip(1).Where(static line => line.Contains("heed "))];
        Assert.NotEmpty(examples);
        foreach (string example in examples) ShellCommand.AssertUnderstood(example);
    }
}
