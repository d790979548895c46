using System.Text.RegularExpressions;
using Heed.Decoding;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Contracts;
using Heed.Text;

namespace Heed.Tests.Decoding;

/// <summary>Searches for translations that begin with a given text and have given terms, by every kind of model. The vocabulary is that of bytes.</summary>
public sealed class ConstrainedSearchTests
{
    private const int Start = Vocabulary.Start, End = Vocabulary.End, A = Vocabulary.Specials, B = A + 1, C = A + 2, D = A + 3;

    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train(["a"], Vocabulary.SmallestSize));
    private static readonly TargetPieces Pieces = new(Bytes);

    private static readonly SearchOptions[] Ways = [new() { Beam = 1 }, new() { Beam = 3, NBest = 2 }, new() { NBest = 2, Sampling = new Sampling { Seed = 3 } }];

    public static TheoryData<string> Variants => ModelVariants.Names;

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_search_of_every_model_says_the_prefix_first_and_counts_it_like_any_other_tokens(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(8, 3, 5);
        TargetConstraint?[] constraints = [null, new TargetConstraint(Prefix("The c"), [])];
        foreach (SearchOptions options in Ways)
        {
            Hypothesis[][] found = Run(model, sources, options with { LengthExtra = 8 }, constraints);
            Assert.Equal(options.NBest, found[1].Length);
            foreach (Hypothesis next in found[1])
            {
                Assert.StartsWith("The c", Bytes.DecodeBeginning(next.Tokens), StringComparison.Ordinal);
                double loss = TargetLoss.Of(model, [sources[1]], [[Start, .. next.Tokens[..^1]]], [next.Tokens], new Workspace());
                Assert.Equal(-loss, next.LogProbability, 1e-3);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Sources_with_and_without_constraints_do_not_change_each_other(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(9, 4, 2, 6, 3);
        TargetConstraint?[] constraints = [null, new TargetConstraint(Prefix("Ab"), []), new TargetConstraint(null, [Term("xy", 0, 2), Term("z", 1, 1)]), new TargetConstraint(Prefix("x"), [Term("xy", 1, 1)])];
        foreach (SearchOptions way in Ways)
        {
            if (way.Sampling is not null) constraints = [null, constraints[1], null, new TargetConstraint(Prefix("x"), [])];
            SearchOptions options = way with { LengthExtra = 6 };
            Hypothesis[][] together = Run(model, sources, options, constraints), reversed = Run(model, [.. sources.Reverse()], options, [.. constraints.Reverse()]);
            for (int i = 0; i < sources.Length; i++)
            {
                Hypothesis[] alone = constraints[i] is null ? Searches.For(options).Run(model, [sources[i]], options, new Workspace(), default)[0] : Run(model, [sources[i]], options, [constraints[i]])[0];
                foreach (Hypothesis[] other in (Hypothesis[][])[together[i], reversed[^(i + 1)]])
                {
                    Assert.Equal(alone.Select(next => next.LogProbability), other.Select(next => next.LogProbability));
                    for (int n = 0; n < alone.Length; n++)
                    {
                        Assert.Equal(alone[n].Tokens, other[n].Tokens);
                        Assert.Equal(alone[n].Weights, other[n].Weights);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Every_translation_that_is_given_has_all_terms(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(10, 4);
        foreach (SearchOptions options in Ways.Take(2))
        {
            Hypothesis[] found = Run(model, sources, options with { LengthExtra = 4 }, [new TargetConstraint(Prefix("Qu"), [Term("red", 0, 1), Term("ox", 1, 1), Term("ox", 2, 1)])])[0];
            Assert.Equal(options.NBest, found.Length);
            foreach (Hypothesis next in found)
            {
                string text = Bytes.DecodeBeginning(next.Tokens);
                Assert.StartsWith("Qu", text, StringComparison.Ordinal);
                Assert.Equal((1, 2), (Regex.Count(text, @"(?<![\w\uFFFD])red(?![\w\uFFFD])"), Regex.Count(text, @"(?<![\w\uFFFD])ox(?![\w\uFFFD])")));
                Assert.Empty(next.Lacking);
            }
        }
    }

    // a: 0.6 · 0.25 · 1 with d behind it; without d the beam takes b: 0.4 · 0.9.
    [Fact]
    public void The_likeliest_path_with_a_term_is_found_as_worked_out_by_hand()
    {
        var garden = new MarkovModel(300, (Start, A, 0.6), (Start, B, 0.4), (A, End, 0.4), (A, C, 0.35), (A, D, 0.25), (B, End, 0.9), (B, C, 0.1), (C, End, 1), (D, End, 1));
        var term = new RequiredTerm("x", "d", [new TermSpelling([D], TermPlace.AfterSpace)], 0, 0);
        foreach (int beam in (int[])[1, 2, 5])
        {
            Hypothesis found = Run(garden, [[9, End]], new SearchOptions { Beam = beam }, [new TargetConstraint(null, [term])])[0][0];
            Assert.Equal([A, D, End], found.Tokens);
            Assert.Equal(Math.Log(0.6 * 0.25), found.LogProbability, 1e-6);
            Assert.Equal(Math.Log(0.6 * 0.25) / 3, found.Score, 1e-6);
        }
    }

    [Fact]
    public void A_term_that_has_no_place_leaves_the_translation_with_most_terms()
    {
        TranslationModel model = ModelVariants.Create("transformer: norm first, sinusoidal");
        Hypothesis found = Run(model, ModelVariants.Sources(1, 3), new SearchOptions(), [new TargetConstraint(TargetPrefix.Of("a red b", isWhole: true, Bytes, Pieces), [Term("ox", 0, 1), Term("red", 1, 1)])])[0][0];
        Assert.Equal("a red b", Bytes.Decode(found.Tokens.AsSpan()[..^1]));
        Assert.True(found.Finished);
        Assert.Equal([0], found.Lacking);
    }

    [Fact]
    public void A_word_that_goes_on_is_not_the_term()
    {
        RequiredTerm[] terms = [Term("ox", 0, 1)];
        TermProgress said = Said(" ox");
        Assert.True(said.Has(0));
        Assert.True(After(said, ".").Has(0));
        Assert.True(After(said, " yoke").Has(0));
        Assert.False(After(said, "e").Has(0));
        Assert.True(After(said, "e ox").Has(0));
        Assert.False(Said("fox").Has(0));
        Assert.True(Said("(ox").Has(0));
        Assert.False(Said("a.ox").Has(0));
        Assert.True(Said("Ox").Has(0));
        Assert.False(Said("the Ox").Has(0));

        TermProgress Said(string text) => After(TermProgress.None, text);
        TermProgress After(TermProgress progress, string text) => Bytes.Encode(text).Aggregate(progress, (so, token) => so.After(terms, Pieces, token, null));
    }

    [Fact]
    public void The_place_of_a_term_is_worth_what_the_step_says_that_writes_or_reads_its_first_token()
    {
        RequiredTerm[] terms = [Term("ox", 0, 1)];
        int[] tokens = Bytes.Encode("an ox");
        TermProgress written = TermProgress.None, read = TermProgress.None;
        for (int i = 0; i < tokens.Length; i++)
        {
            StepWorth worth = Worth(place: -i);                                             // the space before ox is token 2: step 2 writes it, step 3 reads it
            read = read.Placed(worth);
            written = written.After(terms, Pieces, tokens[i], worth);
            read = read.After(terms, Pieces, tokens[i], null);
        }
        Assert.True(written.Has(0) && read.Has(0));
        Assert.Equal((-2, -3), (written.Bonus, read.Bonus));
        Assert.Equal(-3, read.Placed(Worth(place: -9)).Bonus);
        Assert.Equal((0, 0), (After(written).Bonus, After(read).Bonus));                    // oxe

        TermProgress After(TermProgress progress) => progress.After(terms, Pieces, Bytes.Encode("e")[0], Worth(place: -9));
    }

    [Fact]
    public void A_term_of_one_token_is_placed_once_it_is_read()
    {
        RequiredTerm[] terms = [new RequiredTerm("x", ".", [new TermSpelling(Bytes.Encode("."), TermPlace.AfterSpace)], 0, 1)];
        TermProgress said = TermProgress.None.After(terms, Pieces, Bytes.Encode("a")[0], null).After(terms, Pieces, Bytes.Encode(".")[0], null);
        Assert.True(said.Has(0));
        Assert.Equal((0, -2), (said.Bonus, said.Placed(Worth(place: -2)).Bonus));
        Assert.Equal(-2, said.Placed(Worth(place: -2)).After(terms, Pieces, Bytes.Encode(" ")[0], null).Bonus);
    }

    // Each step reads half of the term's source. Its own tokens are the space, o and x; the others are a and n, and e once the word went on.
    [Fact]
    public void What_other_tokens_read_of_a_terms_source_is_its_cost()
    {
        RequiredTerm[] terms = [Term("ox", 0, 1)];
        StepWorth half = Worth(read: 0.5);
        TermProgress written = TermProgress.None, read = TermProgress.None;
        foreach (int token in Bytes.Encode("an ox"))
        {
            written = written.After(terms, Pieces, token, half);
            read = read.After(terms, Pieces, token, null).Placed(half);
        }
        Assert.Equal((-1, -1), (written.Bonus, read.Bonus));
        int after = Bytes.Encode("e")[0], apart = Bytes.Encode(".")[0];
        Assert.Equal((-1.5, -1.5), (written.After(terms, Pieces, apart, half).Bonus, read.After(terms, Pieces, apart, null).Placed(half).Bonus));
        Assert.Equal((-3, -3), (written.After(terms, Pieces, after, half).Bonus, read.After(terms, Pieces, after, null).Placed(half).Bonus));
    }

    [Fact]
    public void The_pieces_of_a_whole_word_complete_half_of_it()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train([.. Enumerable.Repeat("the cat is unbelievable", 5)], 300));
        var pieces = new TargetPieces(tokenizer);
        int whole = tokenizer.Encode("a unbelievable")[^1];
        Assert.Equal(" unbelievable", System.Text.Encoding.UTF8.GetString(pieces.BytesOf(whole)));
        TargetPrefix prefix = TargetPrefix.Of("the cat is unbel", isWhole: false, tokenizer, pieces)!;
        int place = 0;
        foreach (int token in tokenizer.Encode("the cat is")) place = prefix.After(place, token);
        Assert.Contains(whole, prefix.Allowed(place).ToArray());
        Assert.Equal(prefix.End, prefix.After(place, whole));
        int byByte = place;
        foreach (byte b in " unbel"u8)
        {
            int letter = pieces.BeginningWith(b).ToArray().First(token => pieces.BytesOf(token).Length == 1);
            Assert.Contains(letter, prefix.Allowed(byByte).ToArray());
            byByte = prefix.After(byByte, letter);
        }
        Assert.Equal(prefix.End, byByte);
        Assert.DoesNotContain(whole, prefix.Needed);
    }

    [Fact]
    public void A_shortlist_has_what_is_asked_for()
    {
        TranslationModel model = ModelVariants.Create("conv: kernel of one");
        var shortlist = new Shortlist([100, 101], [.. Enumerable.Repeat<IReadOnlyList<int>>([], Vocabulary.SmallestSize)]);
        var constraint = new TargetConstraint(Prefix("The c"), [Term("ox", 0, 1)]);
        foreach (int beam in (int[])[1, 4])
        {
            Hypothesis found = Run(model, ModelVariants.Sources(1, 3), new SearchOptions { Beam = beam, Shortlist = shortlist }, [constraint])[0][0];
            string text = Bytes.DecodeBeginning(found.Tokens);
            Assert.StartsWith("The c", text, StringComparison.Ordinal);
            Assert.Contains("ox", text, StringComparison.Ordinal);
            Assert.Subset(constraint.Needed.Concat([100, 101, End]).ToHashSet(), found.Tokens.ToHashSet());
        }
    }

    private static TargetPrefix Prefix(string text) => TargetPrefix.Of(text, isWhole: false, Bytes, Pieces)!;

    private static RequiredTerm Term(string target, int firstSource, int sourceTokens) =>
        RequiredTerm.Of("x", target, new TokenizedText("x", [], [], [], 0), new TextSpan(0, 1), Bytes)! with { FirstSource = firstSource, SourceTokens = sourceTokens };

    private static StepWorth Worth(double place = 0, double read = 0) => new([new TermWorth(place, read)]);

    private static Hypothesis[][] Run(TranslationModel model, int[][] sources, SearchOptions options, TargetConstraint?[] constraints) =>
        Searches.For(options).Run(new SearchCall(model, sources, options, new Workspace()) { Constraints = constraints, Pieces = Pieces });
}
