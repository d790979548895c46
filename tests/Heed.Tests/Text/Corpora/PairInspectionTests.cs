using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class PairInspectionTests
{
    private static readonly string? Data = Environment.GetEnvironmentVariable("HEED_DATA");

    [Theory]
    [InlineData(200)]
    [InlineData(2000)]
    public void A_sound_corpus_has_no_fault(int count) => Assert.Empty(Inspect(EverydayPairs.Of(count)));

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Pairs_that_do_not_belong_together_are_estimated(double share)
    {
        PairFault fault = Assert.Single(Inspect(Ruin.Shuffled(EverydayPairs.Of(2000), share)));
        Assert.Equal("misaligned", fault.Name);
        Assert.InRange(fault.Count, 2000 * share * 0.75, 2000 * share * 1.25);
        Assert.Matches(@"^misaligned: about [0-9,]+ of 2,000 pairs \([0-9]+ %\) do not look like translations of each other, such as line [0-9,]+: Le .* \| The .*; --clean leaves them out, heed corpus check --aligned --corpus tsv:1,2:pairs.tsv shows them$", fault.ToString());
    }

    [Fact]
    public void Pairs_that_are_all_wrong_are_not_to_be_cleaned()
    {
        PairFault fault = Assert.Single(Inspect(Ruin.Shuffled(EverydayPairs.Of(2000), 1)));
        Assert.Equal("misaligned", fault.Name);
        Assert.EndsWith("; the files or columns do not seem to belong together: check them", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 200)]
    [InlineData(2000, 1000)]
    [InlineData(2000, 1800)]
    [InlineData(2000, 0)]
    public void A_shift_is_found_with_its_line(int count, int from)
    {
        PairFault fault = Assert.Single(Inspect(Ruin.Shifted(EverydayPairs.Of(count), from)));
        Assert.Equal("shifted", fault.Name);
        Assert.Contains("each translation stands 1 line above its sentence; a line too few on the side of the translations", fault.ToString(), StringComparison.Ordinal);
        Assert.InRange(fault.Count, count - from - 8, count - from + 8);
        int line = int.Parse(fault.ToString().Split("from line ")[1].Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(line, from - 6, from + 8);
    }

    [Fact]
    public void A_shift_by_several_lines_downwards_is_found()
    {
        List<SentencePair> pairs = EverydayPairs.Of(2000);
        List<string> targets = [.. pairs.Select(pair => pair.Target)];
        targets.InsertRange(1200, ["Once more.", "And again.", "Three lines."]);
        string fault = Assert.Single(Inspect([.. pairs.Select((pair, i) => pair with { Target = targets[i] })])).ToString();
        Assert.Contains("each translation stands 3 lines below its sentence; a line too many on the side of the translations", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_are_counted_and_the_others_judged_without_them()
    {
        PairFault fault = Assert.Single(Inspect(Ruin.Some(EverydayPairs.Of(2000), 0.5, (pair, _) => pair with { Target = pair.Source })));
        Assert.Equal("copy", fault.Name);
        Assert.InRange(fault.Count, 990, 1010);
        Assert.Contains("such as line 1: Le ", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_language_on_a_side_is_named()
    {
        List<(string French, string English, string German)> three = EverydayPairs.InThree(2000);
        PairFault fault = Inspect(Ruin.Some(EverydayPairs.Of(2000), 0.3, (pair, i) => pair with { Target = three[i].German }))[0];
        Assert.Equal("wrong-language", fault.Name);
        Assert.Contains("have a translation in 'de', not in 'en'", fault.ToString(), StringComparison.Ordinal);
        Assert.InRange(fault.Count, 300, 600);
        Assert.Contains("have a sentence in 'de', not in 'fr'", Inspect(Ruin.Some(EverydayPairs.Of(2000), 1, (pair, i) => pair with { Source = three[i].German }))[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sides_that_changed_places_are_seen_in_all_and_in_some()
    {
        List<SentencePair> pairs = EverydayPairs.Of(1000);
        string all = Assert.Single(Inspect([.. pairs.Select(pair => pair with { Source = pair.Target, Target = pair.Source })])).ToString();
        Assert.Equal("swapped: 1,000 of 1,000 pairs (all) look as if their sides had changed places: the sentences are in 'en', the translations in 'fr'; change --from and --to, the files or the columns, so that the sentences are in 'fr'", all);
        PairFault some = Inspect(Ruin.Some(pairs, 0.2, (pair, _) => pair with { Source = pair.Target, Target = pair.Source }))[0];
        Assert.Equal("swapped", some.Name);
        Assert.InRange(some.Count, 150, 200);
    }

    [Fact]
    public void Repetition_and_uneven_sides_are_told()
    {
        List<SentencePair> pairs = EverydayPairs.Of(1000);
        Assert.Contains(Inspect([.. pairs.Take(300), .. pairs.Take(300), .. pairs.Take(300)]), fault => fault.Name == "duplicate" && fault.Count >= 600);
        Assert.Contains(Inspect(Ruin.Some(pairs, 0.1, (pair, _) => pair with { Target = "No." })), fault => fault.Name == "length-ratio");
        Assert.Contains(Inspect(Ruin.Some(pairs, 0.6, (pair, i) => pair with { Source = "Le chat voit le chien." })), fault => fault.Name == "ambiguous");
    }

    [Fact]
    public void A_language_that_is_not_known_and_few_pairs_are_no_fault()
    {
        Assert.Empty(Inspect([.. EverydayPairs.Of(1000).Select(pair => pair with { Target = new string([.. pair.Target.Reverse()]) })], to: "xx"));
        Assert.Empty(Inspect(EverydayPairs.Of(20)));
        Assert.Empty(Inspect([]));
        Assert.Empty(Inspect([new SentencePair("?", "!")]));
    }

    [Theory]
    [InlineData("multi30k/train.en", "multi30k/train.de", "en", "de", 5000)]
    [InlineData("multi30k/train.en", "multi30k/train.fr", "en", "fr", 5000)]
    [InlineData("multi30k/train.fr", "multi30k/train.en", "fr", "en", 300)]
    [InlineData("tatoeba-fra-eng/fra.txt", null, "en", "fr", 5000)]
    public void Corpora_that_people_use_have_no_fault_until_they_are_ruined(string source, string? target, string from, string to, int count)
    {
        Assert.SkipWhen(Data is null, "set HEED_DATA to the folder that has multi30k and tatoeba-fra-eng");
        CorpusSpec corpus = target is null ? new TsvCorpus(Path.Combine(Data, source), 1, 2) : new MosesCorpus(Path.Combine(Data, source), Path.Combine(Data, target));
        List<SentencePair> pairs = [.. Corpus.Read(corpus).Take(count)];
        Assert.Empty(Inspect(pairs, from, to));
        Assert.Contains(Inspect(Ruin.Shuffled(pairs, 0.3), from, to), fault => fault.Name == "misaligned" && fault.Count > 0.2 * count && fault.Count < 0.45 * count);
        Assert.Contains(Inspect(Ruin.Shifted(pairs, count / 2), from, to), fault => fault.Name == "shifted" && fault.Count > 0.45 * count && fault.Count < 0.55 * count);
        Assert.Contains(Inspect(Ruin.Some(pairs, 0.5, (pair, _) => pair with { Target = pair.Source }), from, to), fault => fault.Name == "copy");
        Assert.Contains(Inspect(Ruin.Some(pairs, 0.3, (pair, _) => pair with { Source = pair.Target, Target = pair.Source }), from, to), fault => fault.Name == "swapped");
    }

    [Fact]
    public void The_result_does_not_depend_on_the_threads()
    {
        List<SentencePair> pairs = Ruin.Shifted(Ruin.Shuffled(EverydayPairs.Of(1500), 0.2), 1000);
        Assert.Equal(Inspect(pairs, workers: Workers.One), Inspect(pairs, workers: new Workers(3)));
    }

    private static IReadOnlyList<PairFault> Inspect(IReadOnlyList<SentencePair> pairs, string from = "fr", string to = "en", Workers? workers = null) =>
        PairInspection.Of(new TsvCorpus("pairs.tsv", 1, 2), pairs, from, to, workers ?? new Workers(2), CancellationToken.None);
}
