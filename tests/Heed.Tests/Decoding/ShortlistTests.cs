using Heed.Decoding;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Text;

namespace Heed.Tests.Decoding;

public sealed class ShortlistTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-shortlist-").FullName;

    public static TheoryData<string> Variants => ModelVariants.Names;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_source_may_become_what_its_tokens_may_and_what_is_always_there()
    {
        var shortlist = Of(always: [7], (5, [9, 6]), (6, [9]));
        Assert.Equal([Vocabulary.End, 6, 7, 9], shortlist.For([5, 6, Vocabulary.End]));
        Assert.Equal([Vocabulary.End, 7], shortlist.For([8]));
    }

    [Fact]
    public void A_file_is_read_as_it_was_written()
    {
        string path = Path.Combine(_folder, Shortlist.FileName);
        Of(always: [7, 4], (5, [9, 6]), (6, [9])).Save(path);
        Shortlist read = Shortlist.Load(path);
        Assert.Equal(Vocabulary.SmallestSize, read.VocabularySize);
        for (int token = 0; token < 10; token++) Assert.Equal(Of(always: [7, 4], (5, [9, 6]), (6, [9])).For([token]), read.For([token]));
    }

    [Theory]
    [InlineData("", "the file ends after 0 lines")]
    [InlineData("something else", ":1: this is no shortlist")]
    [InlineData("heed-shortlist 1\nvocabulary 99999999999", ":2: 'vocabulary' and the number")]
    [InlineData("heed-shortlist 1\nvocabulary 300\nnever 5", ":3: 'always' and tokens")]
    [InlineData("heed-shortlist 1\nvocabulary 300\nalways 5\n6 300", ":4: '300' is no token of a vocabulary of 300")]
    [InlineData("heed-shortlist 1\nvocabulary 300\nalways 5\n-1 7", ":4: '-1' is no token")]
    [InlineData("heed-shortlist 1\nvocabulary 300\nalways 5\n", null)]
    public void A_wrong_file_is_told_with_its_line(string text, string? message)
    {
        string path = Path.Combine(_folder, "wrong.txt");
        File.WriteAllText(path, text);
        if (message is null) Shortlist.Load(path);
        else Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Shortlist.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Only_its_tokens_come_and_their_logits_are_the_models(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        var context = new ForwardContext(new Workspace());
        Tensor hidden = model.Step([Vocabulary.Start, Vocabulary.Start], model.Start(ModelVariants.Sources(1, 4, 6), context), context);
        float[] all = model.Project(hidden, context).Values.ToArray(), some = model.Project(hidden, [[3, 50, 200], [7]], context).Values.ToArray();
        int size = all.Length / 2;
        for (int i = 0; i < all.Length; i++)
        {
            if ((i / size == 0 ? (int[])[3, 50, 200] : [7]).Contains(i % size)) Assert.Equal(all[i], some[i], 1e-4);
            else Assert.Equal(float.NegativeInfinity, some[i]);
        }
    }

    [Fact]
    public void Every_search_stays_within_it_and_no_sentence_depends_on_another()
    {
        TranslationModel model = ModelVariants.Create("transformer: norm first, sinusoidal", seed: 3);
        int[][] sources = ModelVariants.Sources(2, 5, 3, 4);
        Shortlist shortlist = Of(always: [40, 41, 42, 43], [.. sources.SelectMany(source => source).Distinct().Select((token, i) => (token, (int[])[50 + i, 90 + i]))]);
        foreach (SearchOptions plain in (SearchOptions[])[new() { Beam = 1 }, new() { Beam = 3 }, new() { Sampling = new Sampling() }])
        {
            SearchOptions options = plain with { Shortlist = shortlist };
            Hypothesis[][] together = Searches.For(options).Run(model, sources, options, new Workspace(), default);
            for (int i = 0; i < sources.Length; i++)
            {
                Assert.Subset(shortlist.For(sources[i]).ToHashSet(), together[i][0].Tokens.ToHashSet());
                Hypothesis alone = Searches.For(options).Run(model, [sources[i]], options, new Workspace(), default)[0][0];
                Assert.Equal(alone.Tokens, together[i][0].Tokens);
                Assert.Equal(alone.LogProbability, together[i][0].LogProbability);
            }
        }
    }

    [Fact]
    public void A_list_for_another_vocabulary_is_refused()
    {
        var options = new SearchOptions { Shortlist = new Shortlist([], [.. Enumerable.Repeat<IReadOnlyList<int>>([], 10)]) };
        ArgumentException error = Assert.Throws<ArgumentException>(() => Searches.For(options).Run(ModelVariants.Create("transformer: norm first, sinusoidal"), ModelVariants.Sources(1, 3), options, new Workspace(), default));
        Assert.Contains("heed models shortlist", error.Message, StringComparison.Ordinal);
    }

    private static Shortlist Of(int[] always, params (int Token, int[] Targets)[] targets)
    {
        int[][] all = [.. Enumerable.Repeat(Array.Empty<int>(), Vocabulary.SmallestSize)];
        foreach ((int token, int[] of) in targets) all[token] = of;
        return new Shortlist(always, all);
    }
}
