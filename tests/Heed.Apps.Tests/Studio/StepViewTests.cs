using System.Collections.Immutable;
using Heed.Lab;
using Heed.Studio.Pages.Step;

namespace Heed.Apps.Tests.Studio;

public sealed class StepViewTests : IDisposable
{
    private const string Text = "le chat dort bien";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("additive", "rnn")]
    [InlineData("scaled-dot", "transformer")]
    public void Scores_of_words_give_the_weights_of_words(string score, string architecture)
    {
        IReadOnlyList<KeyRow> rows = Of(score, architecture, new StepLink { Text = Text }).Lens!.Rows;
        double sum = rows.Sum(row => Math.Exp(row.Score));
        Assert.Equal(1, rows.Sum(row => row.Weight), 1e-5);
        Assert.All(rows, row => Assert.Equal(Math.Exp(row.Score) / sum, row.Weight, 1e-5));
        Assert.Equal(["le", "chat", "dort", "bien", "</s>"], rows.Select(row => row.Label));
    }

    [Theory]
    [InlineData("additive", "rnn", StepScope.Head)]
    [InlineData("scaled-dot", "transformer", StepScope.Source)]
    public void A_masked_word_has_no_weight_and_the_others_keep_their_proportions(string score, string architecture, StepScope scope)
    {
        var link = new StepLink { Text = Text, Scope = scope };
        KeyRow chat = Of(score, architecture, link).Lens!.Rows[1];
        StepView view = Of(score, architecture, link with { Change = StepChange.None.Mask(chat.Keys, true) });
        IReadOnlyList<KeyRow> rows = view.Lens!.Rows;
        Assert.Equal((KeyMask.Masked, 0.0), (rows[1].Mask, rows[1].Weight));
        Assert.Equal(1, rows.Sum(row => row.Weight), 1e-5);
        Assert.True(view.IsChanged);
        Assert.True(view.Source[1].Closed);
        Assert.All(rows.Where(row => row.Index != 1), row => Assert.True(row is { Mask: KeyMask.Open } && row.Weight > row.Usual));
    }

    [Fact]
    public void A_word_has_the_weight_that_it_is_given()
    {
        var link = new StepLink { Text = Text };
        StepLens usual = Of("additive", "rnn", link).Lens!;
        KeyRow row = Of("additive", "rnn", link with { Change = StepChange.None.Set(usual.Rows[1].Keys, 0.75, usual.Usual.Weights) }).Lens!.Rows[1];
        Assert.True(row.IsSet);
        Assert.Equal(0.75, row.Weight, 1e-4);
        Assert.Equal(usual.Rows[1].Weight, row.Usual, 1e-6);
    }

    [Fact]
    public void Self_attention_looks_at_what_was_said_and_a_change_beyond_it_is_dropped()
    {
        var link = new StepLink { Text = Text, Said = [.. Beginning("scaled-dot", "transformer", 2)], Layer = "decoder0.self", Change = StepChange.None.Mask([1, 40], true) };
        StepView view = Of("scaled-dot", "transformer", link with { Pieces = true });
        Assert.Equal(3, view.Lens!.Rows.Count);
        Assert.Equal(KeyMask.Masked, view.Lens.Rows[1].Mask);
        Assert.Equal("0", view.Said[0].Part);
    }

    [Fact]
    public void Tokens_ahead_keep_their_labels()
    {
        int[] said = Beginning("additive", "rnn", 4);
        StepView whole = Of("additive", "rnn", new StepLink { Text = Text, Said = [.. said] });
        StepLink back = new StepLink { Text = Text, Said = [.. said] }.GoTo(1);
        StepView view = Of("additive", "rnn", back);
        Assert.Equal(whole.Said.Select(chip => chip.Label), view.Said.Select(chip => chip.Label));
        Assert.Equal(said[1], view.NextOf(back));
        Assert.Single(view.Step.Prefix);
    }

    [Fact]
    public void A_model_without_attention_shows_its_tokens_alone()
    {
        StepView view = Of("none", "rnn", new StepLink { Text = Text, Change = StepChange.None.Mask([1], true) });
        Assert.Null(view.Lens);
        Assert.False(view.IsChanged);
        Assert.Equal(10, view.Choices.Count);
    }

    [Fact]
    public void Ranks_before_and_after_a_change_are_told()
    {
        var link = new StepLink { Text = Text, Change = StepChange.None.Set([0], 1, new float[100]) };
        StepView view = Of("additive", "rnn", link);
        Assert.Equal(Enumerable.Range(1, 10), view.Choices.Select(row => row.Rank));
        Assert.All(view.Choices.Where(row => row.UsualRank is not null), row => Assert.Equal(view.Step.Usual.Next[row.UsualRank!.Value - 1].Id, row.Choice.Id));
        Assert.Equal(view.Step.Usual.Next.Take(10).Count(choice => view.Choices.All(row => row.Choice.Id != choice.Id)), view.Gone.Count);
    }

    [Theory]
    [InlineData("Ġthe", " the", "▁the")]
    [InlineData("s", "s", "s")]
    [InlineData("</s>", "", "</s>")]
    [InlineData("Ġ", " ", "Ġ")]
    [InlineData("Ã", "\uFFFD", "Ã")]
    public void A_token_reads_as_its_letters(string piece, string text, string label) => Assert.Equal(label, ChoiceRow.LabelOf(new TokenChoice(5, piece, text, -1, -1)));

    [Fact]
    public void Colours_go_from_the_lowest_number_over_zero_to_the_highest()
    {
        Assert.Equal([0, 6, 12, 6], ((float[])[-2, 0, 2, float.NaN]).Select(value => VectorPicture.LevelOf(value, 2)));
        Assert.Equal(9, VectorPicture.LevelOf(0.5f, 2));
        VectorPicture picture = VectorPicture.Of(new float[100], 1);
        Assert.Equal((64, 2), (picture.Columns, picture.Rows));
    }

    private StepView Of(string score, string architecture, StepLink link) => StepView.Of(Translator.Load(TinyModel.WriteTo(_folder, score, architecture)), link, null, TestContext.Current.CancellationToken);

    // What the model says first; no end symbol, whatever comes.
    private int[] Beginning(string score, string architecture, int count)
    {
        var said = ImmutableArray<int>.Empty;
        while (said.Length < count) said = said.Add(Of(score, architecture, new StepLink { Text = Text, Said = said }).Step.Usual.Next.First(choice => choice.Piece != "</s>").Id);
        return [.. said];
    }
}
