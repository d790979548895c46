using System.Text.Json;
using Heed.Decoding;
using Heed.Studio.Pages.Translate;
using Heed.Studio.Wording;
using TextSpan = Heed.Text.TextSpan;

namespace Heed.Apps.Tests.Studio;

public sealed class TracedViewTests
{
    [Fact]
    public void Pieces_are_shown_as_letters_and_parts_of_a_character_as_their_bytes()
    {
        var side = new TracedSide("un été", ["un", "ĠÃ", "©", "té", "</s>"], [new TextSpan(0, 2), new TextSpan(3, 4), new TextSpan(3, 4), new TextSpan(4, 6), new TextSpan(6, 6)], ["un", "été", "</s>"], [0, 1, 1, 1, 2]);
        Assert.Equal(["un", "ĠÃ", "©", "té", "</s>"], PieceLabels.Of(side));
        var plain = new TracedSide("un chat", ["un", "Ġchat", "</s>"], [new TextSpan(0, 2), new TextSpan(3, 7), new TextSpan(7, 7)], ["un", "chat", "</s>"], [0, 1, 2]);
        Assert.Equal(["un", "▁chat", "</s>"], PieceLabels.Of(plain));
    }

    [Fact]
    public void Layers_have_names_that_people_read()
    {
        Assert.Equal("Encoder 1: self-attention", LayerNames.Of("encoder0.self", Words.In("en")));
        Assert.Equal("Decoder 2: attention to the source", LayerNames.Of("decoder1.cross", Words.In("en")));
        Assert.Equal("رمزگشا ۲: توجه به مبدأ", LayerNames.Of("decoder1.cross", Words.In("fa")));
        Assert.Equal("something", LayerNames.Of("something", Words.In("en")));
    }

    [Fact]
    public void A_trace_can_be_drawn_in_words_and_in_pieces_and_be_taken_along()
    {
        Translator translator = Translator.Load(Path.Combine(HeedProcess.Root, "models", "fr-en"));
        TracedView view = TracedView.Of(translator.Trace("J'ai une voiture rouge.", cancellation: TestContext.Current.CancellationToken), "fr", "en");
        HeatData words = view.Of(0, null, pieces: false), pieces = view.Of(0, null, pieces: true);
        Assert.Equal(["J'", "ai", "une", "voiture", "rouge", ".", "</s>"], words.Columns);
        Assert.Equal(words.Rows.Count * words.Columns.Count, words.Weights.Length);
        for (int row = 0; row < words.Rows.Count; row++) Assert.Equal(1, words.Weights.Span.Slice(row * words.Columns.Count, words.Columns.Count).ToArray().Sum(), 1e-4);
        Assert.True(pieces.Columns.Count >= words.Columns.Count);
        Assert.Same(words.Columns, view.Of(0, 0, pieces: false).Columns);
        Assert.Equal(("fr", "en"), (view.ColumnsLanguage(0), view.RowsLanguage(0)));
        Assert.StartsWith("<svg", view.ToSvg(0, null, pieces: false), StringComparison.Ordinal);
        Assert.Contains("3-", view.ToPharaoh(0, null), StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(view.ToJson());
        Assert.Equal("J'ai une voiture rouge.", json.RootElement.GetProperty("source").GetString());
    }

    [Fact]
    public void The_head_that_aligns_is_shown_first()
    {
        Translator translator = Translator.Load(Path.Combine(HeedProcess.Root, "models", "en-fr"));
        TracedTranslation trace = translator.Trace("My father's red car is in the garage.", cancellation: TestContext.Current.CancellationToken);
        TracedView view = TracedView.Of(trace, "en", "fr");
        ReadOnlySpan<float> shown = view.Of(null, null, pieces: false).Weights.Span;
        Assert.Equal(trace.Translation.Attention.Length, shown.Length);
        for (int i = 0; i < shown.Length; i++) Assert.Equal(trace.Translation.Attention[i], shown[i], 1e-5);
        Assert.Equal(("en", "fr"), (view.ColumnsLanguage(view.AligningLayer), view.RowsLanguage(view.AligningLayer)));
    }
}
