using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class CorpusCleanerTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_line_is_kept_or_given_back_with_its_reason()
    {
        string file = _folder.Write("a.tsv", "\uFEFFUn.\tOne.\r\nUn.\tOne.\n\t\nseul\nDeux\u2028trois.\tTwo\u0007three.\nUn.\t\n");
        (List<SentencePair> kept, List<CorpusReject> rejects, CorpusCleaner cleaned) = Clean(new TsvCorpus(file, 1, 2));
        Assert.Equal([new("Un.", "One."), new("Deux trois.", "Two three.")], kept);
        Assert.Equal(
            [("duplicate", 2L, "Un.", "One.", ""), ("empty-side", 3, "", "", ""), ("too-few-columns", 4, "", "", "seul"), ("empty-side", 6, "Un.", "", "")],
            rejects.Select(static r => (r.Reason, r.Line, r.Source, r.Target, r.Found)));
        Assert.Equal([("byte-order-mark", 1L), ("carriage-return", 1), ("control-characters", 1)], cleaned.Mended.Select(static m => (m.Key, m.Value)));
        Assert.Equal([("duplicate", 1L), ("empty-side", 2), ("too-few-columns", 1)], cleaned.LeftOut.Select(static m => (m.Key, m.Value)));
    }

    [Fact]
    public void What_was_cleaned_has_no_fault()
    {
        string file = _folder.Write("a.tsv", "Un\r1.\tOne.\nUn 1.\tOne.\na\0\tb\nc\td\n\te\n" + new string('x', 300) + "\ty\n");
        (List<SentencePair> kept, _, _) = Clean(new TsvCorpus(file, 1, 2));
        string clean = _folder.Path("clean.tsv");
        CorpusFiles.Write([clean], [], writers => kept.ForEach(p => writers[0].WriteLine($"{p.Source}\t{p.Target}")));
        CorpusCheck check = CorpusCheck.Run(new TsvCorpus(clean, 1, 2), new CorpusRules());
        Assert.Equal((kept.Count, 0L), ((int)check.Sound, check.Findings));
    }

    [Fact]
    public void A_pair_of_two_corpora_is_kept_once()
    {
        string a = _folder.Write("a.tsv", "Un.\tOne.\n"), b = _folder.Write("b.tsv", "Deux.\tTwo.\nUn.\tOne.\n");
        List<CorpusReject> rejects = [];
        CorpusCleaner cleaned = CorpusCleaner.Clean([new TsvCorpus(a, 1, 2), new TsvCorpus(b, 1, 2)], new CorpusRules(), static _ => { }, rejects.Add);
        Assert.Equal((3, 2), (cleaned.Read, cleaned.Kept));
        Assert.Equal((b, 2L), (rejects[0].File, rejects[0].Line));
    }

    [Fact]
    public void Files_out_of_step_and_swapped_corpora_are_not_cleaned()
    {
        var unequal = new MosesCorpus(_folder.Write("a", "1\n2\n"), _folder.Write("b", "1\n"));
        Assert.Contains("the same number", Assert.Throws<InvalidDataException>(() => Clean(unequal)).Message);
        string swapped = _folder.Write("s.tsv", string.Concat(Enumerable.Range(0, 9).Select(static i => $"The cat is in the house with me {i}.\tLe chat est dans la maison avec moi {i}.\n")));
        Assert.Contains("changed places", Assert.Throws<InvalidDataException>(() =>
            CorpusCleaner.Clean([new TsvCorpus(swapped, 1, 2)], new CorpusRules { From = "fr", To = "en" }, static _ => { })).Message);
    }

    [Fact]
    public void Copies_are_left_out_and_names_are_none()
    {
        string file = _folder.Write("a.tsv", "Open the File {0}.\topen the file {1}\nNew York\tNew York\nMicrosoft.NET.Sdk.targets\tMicrosoft.NET.Sdk.targets\nUn chat dort.\tA cat sleeps.\n");
        (List<SentencePair> kept, List<CorpusReject> rejects, _) = Clean(new TsvCorpus(file, 1, 2));
        Assert.Equal(["New York", "Un chat dort."], kept.Select(static p => p.Source));
        Assert.All(rejects, static r => Assert.Equal("copy", r.Reason));
    }

    [Fact]
    public void Sides_in_another_language_are_left_out_where_that_is_asked_for()
    {
        string file = _folder.Write("a.tsv", "Le chat dort dans la maison.\tThe cat sleeps in the house.\nLe chien mange dans le jardin.\tDer Hund frisst draußen im Garten.\nEl perro come en el jardín verde.\tThe dog eats in the garden.\n");
        var rules = new CorpusRules { From = "fr", To = "en", Languages = LanguageGuess.LearnFromSdk() };
        List<CorpusReject> rejects = [];
        CorpusCleaner cleaned = CorpusCleaner.Clean([new TsvCorpus(file, 1, 2)], rules, static _ => { }, rejects.Add);
        Assert.Equal([("wrong-language", 2L), ("wrong-language", 3)], rejects.Select(static r => (r.Reason, r.Line)));
        Assert.Equal(1, cleaned.Kept);
        List<string> found = [];
        CorpusCheck.Run(new TsvCorpus(file, 1, 2), rules, f => found.Add(f.Text));
        Assert.Equal(["target in de: Der Hund frisst draußen im Garten.", "source in es: El perro come en el jardín verde."], found);
    }

    [Fact]
    public void Pairs_that_score_too_low_are_left_out_in_their_order()
    {
        string file = _folder.Write("a.tsv", string.Concat(Enumerable.Range(0, 1200).Select(static i => $"source {(char)('a' + (i % 26))}{i}\ttarget {i}\n")));
        var asked = new List<int>();
        var rules = new CorpusRules
        {
            LeastScore = -2,
            Score = pairs =>
            {
                asked.Add(pairs.Count);
                return [.. pairs.Select(static p => p.Line % 10 == 0 ? -2.5 : -2.0)];
            },
        };
        List<SentencePair> kept = [];
        List<CorpusReject> rejects = [];
        CorpusCleaner cleaned = CorpusCleaner.Clean([new TsvCorpus(file, 1, 2)], rules, kept.Add, rejects.Add);
        Assert.Equal([512, 512, 176], asked);
        Assert.Equal(kept.Select(static p => p.Line).Order(), kept.Select(static p => p.Line));
        Assert.Equal((1080, 120L), (kept.Count, cleaned.LeftOut["misaligned"]));
        Assert.All(rejects, static r => Assert.Equal(0, r.Line % 10));
        CorpusCheck check = CorpusCheck.Run(new TsvCorpus(file, 1, 2), rules);
        Assert.Equal((1080, 120L), (check.Sound, check.Counts[CorpusFault.Misaligned]));
        Assert.Throws<ArgumentException>(() => new CorpusRules { LeastScore = 1 }.Validate());
    }

    [Fact]
    public void Files_come_whole_and_compressed_where_named_so_or_not_at_all()
    {
        string plain = _folder.Path("a.txt"), compressed = _folder.Path("a.gz");
        CorpusFiles.Write([plain, compressed], [], static writers =>
        {
            writers[0].WriteLine("é");
            writers[1].WriteLine("è\tê");
        });
        Assert.Equal("é\n"u8.ToArray(), File.ReadAllBytes(plain));
        Assert.Equal([new("è", "ê")], Folder.Read(new TsvCorpus(compressed, 1, 2)).Pairs);
        Assert.Throws<InvalidOperationException>(() => CorpusFiles.Write([plain, _folder.Path("new")], [], static writers =>
        {
            writers[0].WriteLine("half");
            throw new InvalidOperationException();
        }));
        Assert.Equal("é\n", File.ReadAllText(plain));
        Assert.False(File.Exists(_folder.Path("new")));
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(plain)!).Length);
    }

    [Fact]
    public void Nothing_is_written_over_what_is_being_read()
    {
        string input = _folder.Write("in.tsv", "a\tb\n"), link = _folder.Path("link.tsv"), zip = _folder.Write("z.zip", "");
        if (!OperatingSystem.IsWindows()) File.CreateSymbolicLink(link, input);
        CorpusSpec[] inputs = [new TsvCorpus(input, 1, 2), new TsvCorpus(zip + "/x", 1, 2)];
        foreach (string[] outputs in (string[][])[[input], [OperatingSystem.IsWindows() ? input : link], [_folder.Path("../" + Path.GetFileName(Path.GetDirectoryName(input)) + "/in.tsv")], [zip], [_folder.Path("x"), _folder.Path("x")]])
            Assert.Throws<ArgumentException>(() => CorpusFiles.Write(outputs, inputs, static _ => Assert.Fail("nothing should be written")));
        Assert.Equal("a\tb\n", File.ReadAllText(input));
    }

    [Fact]
    public void A_sample_is_the_beginning_or_random_by_its_seed_in_the_order_of_the_corpus()
    {
        SentencePair[] pairs = [.. Enumerable.Range(1, 100).Select(static i => new SentencePair($"a b {i}", "c", i))];
        Assert.Equal([1L, 2L, 3L], CorpusSample.Take(pairs, 3, null).Pairs.Select(static p => p.Line));
        long[] chosen = [.. CorpusSample.Take(pairs, 10, 7).Pairs.Select(static p => p.Line)];
        Assert.Equal(chosen, CorpusSample.Take(pairs, 10, 7).Pairs.Select(static p => p.Line));
        Assert.NotEqual(chosen, CorpusSample.Take(pairs, 10, 8).Pairs.Select(static p => p.Line));
        Assert.Equal(chosen.Order().Distinct(), chosen);
        Assert.Equal(100, CorpusSample.Take(pairs, 1000, 7).Pairs.Count);
        CorpusSample sample = CorpusSample.Take(pairs, 0, null);
        Assert.Equal((300, 100, 100), (sample.Source.Words, sample.Target.Words, sample.Target.Lengths.Characters));
        // Each pair comes as often as any other.
        double mean = Enumerable.Range(0, 400).SelectMany(seed => CorpusSample.Take(pairs, 5, (ulong)seed).Pairs).Average(static p => (double)p.Line);
        Assert.InRange(mean, 47, 54);
    }

    private static (List<SentencePair> Kept, List<CorpusReject> Rejects, CorpusCleaner Cleaned) Clean(CorpusSpec corpus)
    {
        List<SentencePair> kept = [];
        List<CorpusReject> rejects = [];
        CorpusCleaner cleaned = CorpusCleaner.Clean([corpus], new CorpusRules(), kept.Add, rejects.Add);
        Assert.Equal(cleaned.Read, cleaned.Kept + rejects.Count);
        Assert.Equal(rejects.Count, cleaned.LeftOut.Values.Sum());
        Assert.Equal(kept.Count, cleaned.Kept);
        return (kept, rejects, cleaned);
    }
}
