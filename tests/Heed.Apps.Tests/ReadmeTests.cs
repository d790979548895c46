using System.Globalization;
using System.Net;
using Heed.Apps.Tests.Studio;

namespace Heed.Apps.Tests;

/// <summary>What the README tells a newcomer to type, typed. Models and corpora are small stand-ins; the trainings end after two steps.</summary>
public sealed class ReadmeTests
{
    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(HeedProcess.Root, "README.md"));

    [Fact]
    public void The_commands_run_in_the_order_in_which_they_stand()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "models"));
        Directory.Move(TinyModel.WriteTo(folder), Path.Combine(folder.Path, "models", "fr-en"));
        string[] french = [.. Enumerable.Range(0, 60).Select(static i => $"Le chat numéro {Word(i)} dort.")];
        string[] english = [.. Enumerable.Range(0, 60).Select(static i => $"The cat number {Word(i)} sleeps.")];
        foreach (string name in (string[])["letters", "train", "dev", "test"])
        {
            (int from, int to) = name switch { "train" => (0, 40), "dev" => (40, 50), _ => (50, 52) };
            folder.Write($"{name}.fr", string.Join('\n', french[from..to]) + "\n");
            folder.Write($"{name}.en", string.Join('\n', english[from..to]) + "\n");
        }
        Directory.CreateDirectory(Path.Combine(folder.Path, "runs", "fr-en"));
        Directory.Move(TinyModel.WriteTo(folder), Path.Combine(folder.Path, "runs", "fr-en", "step-000100"));
        TinyMarian.WriteTo(Path.Combine(folder.Path, "opus-mt-fr-en"));
        folder.Write("output.en", string.Join('\n', english[50..52]) + "\n");
        folder.Write("Strings.fr.resx", "<root><data name=\"A\"><value>Le chat {0} dort.</value></data></root>");
        folder.Write("pairs.tsv", string.Join('\n', english.Zip(french, static (e, f) => $"{e}\t{f}")) + "\n");

        foreach (string line in Readme.Where(static line => line.StartsWith("    ", StringComparison.Ordinal) && line.Contains("./heed ")))
        {
            string[] arguments = ShellCommand.ArgumentsOf(line);
            // Experiments that take minutes are as good in seconds here.
            if (arguments[0] is "compare" or "positions" && !arguments.Contains("--quick")) arguments = [.. arguments, "--quick"];
            if (arguments[0] == "train") arguments = [.. arguments, "--max-steps", "2", "--size", "16", "--heads", "2", "--layers", "1", "--vocabulary", "300", "--batch-tokens", "300"];
            if (arguments[0] == "studio")
            {
                Studio([.. arguments.Except(["--open"])], folder.Path);
                continue;
            }
            string input = line.Trim().StartsWith("cat ", StringComparison.Ordinal) ? File.ReadAllText(Path.Combine(folder.Path, line.Trim().Split(' ')[1])) : "";
            HeedProcess.Result result = HeedProcess.Run(arguments, input, folder.Path);
            Assert.True(result.Code == 0, $"{line.Trim()}\n{result.Error}");
        }
    }

    [Fact]
    public void The_commands_of_docs_corpora_run()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "models"));
        Directory.Move(TinyModel.WriteTo(folder), Path.Combine(folder.Path, "models", "fr-en"));
        string[] units = [.. Enumerable.Range(0, 20).Select(static i => $"<tu><tuv xml:lang=\"fr\"><seg>Le chat numéro {Word(i)} dort.</seg></tuv><tuv xml:lang=\"en\"><seg>The cat number {Word(i)} sleeps.</seg></tuv></tu>")];
        folder.Write("memory.tmx", $"<tmx version=\"1.4\"><header/><body>{string.Concat(units)}</body></tmx>");
        folder.Write("documents.tsv", string.Concat(Enumerable.Range(0, 90).Select(static i => $"Le chat numéro {Word(i)} dort.\tThe cat number {Word(i)} sleeps.\tstory {i / 6}\n")));
        string[] commands = [.. File.ReadAllLines(Path.Combine(HeedProcess.Root, "docs", "corpora.md")).Where(static line => line.StartsWith("    ./heed ", StringComparison.Ordinal))];
        Assert.Equal(3, commands.Length);
        foreach (string line in commands)
        {
            HeedProcess.Result result = HeedProcess.Run(ShellCommand.ArgumentsOf(line), "", folder.Path);
            Assert.True(result.Code == 0, $"{line.Trim()}\n{result.Error}");
        }
        Assert.Equal(20, File.ReadAllLines(Path.Combine(folder.Path, "clean.tsv")).Length);
        Assert.Equal(18, File.ReadAllLines(Path.Combine(folder.Path, "parts", "dev.tsv")).Length);
    }

    [Fact]
    public void The_commands_of_docs_localize_run()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "models"));
        Directory.Move(TinyModel.WriteTo(folder), Path.Combine(folder.Path, "models", "fr-en"));
        folder.Write("Strings.fr.resx", "<root><data name=\"A\"><value>Le &lt;b&gt;chat&lt;/b&gt; {0} dort.</value></data></root>");
        folder.Write("guide.md", "# Le chat\n\nIl `dort` **bien**.\n");
        folder.Write("page.html", "<p>Le <b>chat</b> dort.</p>");
        folder.Write("messages.pot", "msgid \"le chat dort\"\nmsgstr \"\"\n");
        folder.Write("terms.tsv", "chat\tcat\n");
        folder.Write("memory.tsv", "le chat dort\tthe cat is asleep\n");
        string[] commands = [.. File.ReadAllLines(Path.Combine(HeedProcess.Root, "docs", "localize.md")).Where(static line => line.StartsWith("    ./heed ", StringComparison.Ordinal))];
        Assert.Equal(3, commands.Length);
        foreach (string line in commands)
        {
            HeedProcess.Result result = HeedProcess.Run(ShellCommand.ArgumentsOf(line), "", folder.Path);
            Assert.True(result.Code == 0, $"{line.Trim()}\n{result.Error}");
        }
        Assert.Equal("msgid \"le chat dort\"\nmsgstr \"the cat is asleep\"\n", File.ReadAllText(Path.Combine(folder.Path, "messages.en.po")));
        Assert.True(File.Exists(Path.Combine(folder.Path, "Strings.en.resx")));
        Assert.True(File.Exists(Path.Combine(folder.Path, "localised", "guide.en.md")));
    }

    [Fact]
    public void The_commands_of_docs_models_run()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "models"));
        Directory.Move(TinyModel.WriteTo(folder), Path.Combine(folder.Path, "models", "fr-en"));
        TinyMarian.WriteTo(Path.Combine(folder.Path, "opus-mt-fr-en"));
        string[] commands = [.. File.ReadAllLines(Path.Combine(HeedProcess.Root, "docs", "models.md")).Where(static line => line.StartsWith("    ./heed ", StringComparison.Ordinal))];
        Assert.Equal(10, commands.Length);
        foreach (string line in commands)
        {
            HeedProcess.Result result = HeedProcess.Run(ShellCommand.ArgumentsOf(line), "", folder.Path);
            Assert.True(result.Code == 0, $"{line.Trim()}\n{result.Error}");
        }
        Assert.Contains("\"model_type\": \"marian\"", File.ReadAllText(Path.Combine(folder.Path, "exported", "config.json")));
        HeedProcess.Result translated = HeedProcess.Run(["translate", "--model", "opus-fr-en", "p5 p9 p23"], "", folder.Path);
        Assert.Equal(0, translated.Code);
        Assert.StartsWith("p", translated.Output);
    }

    [Fact]
    public void The_code_is_that_of_the_samples()
    {
        string[] samples = ["06-bahdanau.cs", "03-multi-head.cs"];
        string[][] blocks = [.. CodeBlocks(Readme)];
        Assert.Equal(samples.Length, blocks.Length);
        for (int b = 0; b < blocks.Length; b++)
        {
            string[] sample = File.ReadAllLines(Path.Combine(HeedProcess.Root, "samples", samples[b]));
            Assert.NotEmpty(blocks[b]);
            Assert.All(blocks[b].Where(static line => !line.StartsWith("string text", StringComparison.Ordinal)), line => Assert.Contains(line, sample));   // the sample takes an argument
        }
    }

    // What is not run goes stale: the code in the documents is that of programs which the tests run.
    [Theory]
    [InlineData("attention.md")]
    [InlineData("fa/attention.md")]
    public void The_code_of_the_documents_is_that_of_the_samples(string document)
    {
        HashSet<string> lines = [.. Directory.GetFiles(Path.Combine(HeedProcess.Root, "samples"), "*.cs").SelectMany(File.ReadAllLines)];
        string[][] blocks = [.. CodeBlocks(File.ReadAllLines(Path.Combine(HeedProcess.Root, "docs", document.Replace('/', Path.DirectorySeparatorChar))))];
        Assert.True(blocks.Length >= 3);
        Assert.All(blocks.SelectMany(static block => block), line => Assert.Contains(line, lines));
    }

    // It runs until it is stopped, and answers meanwhile.
    private static void Studio(string[] arguments, string folder)
    {
        using StudioProcess studio = StudioProcess.Start([.. arguments.Skip(1)], folder);
        using var client = new HttpClient { BaseAddress = studio.Address };
        Assert.Equal(HttpStatusCode.OK, client.GetAsync("/").Result.StatusCode);
        Assert.Equal(0, studio.Stop());
    }

    private static IEnumerable<string[]> CodeBlocks(string[] readme)
    {
        for (int i = 0; i < readme.Length; i++)
        {
            if (readme[i] != "```csharp") continue;
            int end = Array.IndexOf(readme, "```", i);
            yield return readme[(i + 1)..end];
            i = end;
        }
    }

    [Fact]
    public void The_Persian_readme_has_the_same_commands_and_code()
    {
        string[] persian = File.ReadAllLines(Path.Combine(HeedProcess.Root, "README.fa.md"));
        string[] missing = [.. Typed(Readme).Except(Typed(persian))];
        Assert.True(missing.Length == 0, $"README.fa.md lacks, or has otherwise:\n{string.Join('\n', missing)}");
        Assert.Equal(Typed(Readme), Typed(persian));
        Assert.Equal(Readme.Count(static line => line.StartsWith("## ")), persian.Count(static line => line.StartsWith("## ")));
        // What is typed runs from left to right, and every change of direction is taken back.
        int depth = 0;
        foreach (string line in persian)
        {
            if (line.StartsWith("<div", StringComparison.Ordinal)) depth++;
            if (line == "</div>") depth--;
            if (line.StartsWith("    ", StringComparison.Ordinal) || line.StartsWith("```", StringComparison.Ordinal)) Assert.Equal(2, depth);
        }
        Assert.Equal(0, depth);

        static string[] Typed(string[] readme) =>
        [
            .. readme.Where(static line => line.StartsWith("    ", StringComparison.Ordinal)),
            .. CodeBlocks(readme).SelectMany(static block => block),
        ];
    }

    [Fact]
    public void The_links_lead_somewhere()
    {
        foreach (string document in (string[])["README.md", "README.fa.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/decisions.md", "docs/reliability.md", "docs/corpora.md", "docs/decoding.md", "docs/alignment.md", "docs/localize.md", "docs/studio.md", "docs/quality.md"])
        {
            string path = Path.Combine(HeedProcess.Root, document);
            foreach (string part in File.ReadAllText(path).Split("](").Skip(1))
            {
                string link = part[..part.IndexOf(')')];
                if (link.Contains("://") || (link.StartsWith("models/", StringComparison.Ordinal) && !Directory.Exists(Path.Combine(HeedProcess.Root, "models")))) continue;
                string target = Path.Combine(Path.GetDirectoryName(path)!, link);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{document}: {link}");
            }
        }
    }

    // Digits alone do not tell pairs apart: the split sees to that.
    private static string Word(int i) => string.Concat(i.ToString(CultureInfo.InvariantCulture).Select(static digit => "abcdefghij"[digit - '0']));
}
