using Heed.Documents;
using Heed.Text;

namespace Heed.Tests.Documents;

public sealed class RestorationTests
{
    private static (string Text, Restoration Restored) Restore(string source, SpokenTranslator translator, Glossary? glossary = null, bool nBest = false)
    {
        ProtectedText text = ProtectedText.Of([new Inline(InlineKind.Text, source)], hasAccessKeys: true);
        Restoration restored = Restoration.Of(text, translator.Translate([.. text.Sentences.Where(text.HasWords).Select(s => text.Plain[s.Start..s.End])], nBest ? new() { NBest = 2 } : null), glossary);
        return (Inline.TextOf(restored.Inlines), restored);
    }

    [Fact]
    public void Tags_go_around_the_words_that_attended_to_what_they_enclosed()
    {
        (string text, Restoration restored) = Restore("The <b>red car</b> sleeps.", new SpokenTranslator().Say("The red car sleeps.", "La voiture rouge dort.", 0, 2, 1, 3, 4));
        Assert.Equal("La <b>voiture rouge</b> dort.", text);
        Assert.False(restored.IsRepaired);
    }

    [Fact]
    public void Inner_tags_stay_inside_outer_ones()
    {
        (string text, _) = Restore("The <i><b>red</b> car</i> sleeps.", new SpokenTranslator().Say("The red car sleeps.", "La voiture rouge dort.", 0, 2, 1, 3, 4));
        Assert.Equal("La <i>voiture <b>rouge</b></i> dort.", text);
    }

    [Fact]
    public void Neighbouring_pairs_change_places_with_their_words()
    {
        (string text, _) = Restore("<b>red</b> <i>car</i>", new SpokenTranslator().Say("red car", "voiture rouge", 1, 0));
        Assert.Equal("<i>voiture</i> <b>rouge</b>", text);
    }

    [Fact]
    public void Placeholders_get_stand_ins_and_come_back_where_the_model_put_them()
    {
        (string text, _) = Restore("%1$s of ${total:N2} files", new SpokenTranslator().Say("{0} of {1} files", "fichiers {1} de {0}", 7, 4, 4, 4, 3, 0, 0, 0));
        Assert.Equal("fichiers ${total:N2} de %1$s", text);
    }

    [Fact]
    public void The_best_alternative_with_all_placeholders_is_taken()
    {
        var translator = new SpokenTranslator().Say("Open {0} now", "Ouvrez maintenant").Say("Open {0} now", "Ouvrez {0} maintenant");
        (string text, Restoration restored) = Restore("Open {0} now", translator, nBest: true);
        Assert.Equal("Ouvrez {0} maintenant", text);
        Assert.False(restored.IsRepaired);
    }

    [Fact]
    public void A_lost_placeholder_goes_to_the_word_that_attended_to_it()
    {
        (string text, Restoration restored) = Restore("Open {0} now", new SpokenTranslator().Say("Open {0} now", "Ouvrez zéro maintenant", 0, 2, 4));
        Assert.Equal("Ouvrez {0} maintenant", text);
        Assert.True(restored.IsRepaired);
    }

    [Fact]
    public void A_doubled_placeholder_stays_where_attention_was_on_it()
    {
        (string text, _) = Restore("Open {0} now", new SpokenTranslator().Say("Open {0} now", "{0} ouvrez {0}", 0, 0, 0, 0, 2, 2, 2));
        Assert.Equal(" ouvrez {0}", text);
    }

    [Fact]
    public void An_access_key_goes_to_the_word_that_attended_to_its_word_and_to_its_letter_if_it_has_it()
    {
        Assert.Equal("&Fichier nouveau", Restore("New &file", new SpokenTranslator().Say("New file", "Fichier nouveau", 1, 0)).Text);
        Assert.Equal("Enregistrer _sous", Restore("Save _as", new SpokenTranslator().Say("Save as", "Enregistrer sous", 0, 1)).Text);
    }

    [Fact]
    public void Breaks_stay_between_the_texts_that_they_part()
    {
        var translator = new SpokenTranslator().Say("One line", "Une ligne").Say("Another", "Une autre");
        Assert.Equal("Une ligne\\nUne autre", Restore("One line\\nAnother", translator).Text);
        Assert.Equal("Une ligne<br/>Une autre", Restore("One line<br/>Another", translator).Text);
        Assert.Equal("  Une ligne\r\n\tUne autre ", Restore("  One line\r\n\tAnother ", translator).Text);
    }

    [Fact]
    public void A_single_mark_goes_to_the_gap_that_parts_the_weights()
    {
        (string text, _) = Restore("the red<wbr> car", new SpokenTranslator().Say("the red car", "la voiture rouge", 0, 2, 1));
        Assert.Contains("<wbr>", text);
        (text, _) = Restore("<wbr>the car<wbr>", new SpokenTranslator().Say("the car", "la voiture", 0, 1));
        Assert.Equal("<wbr>la voiture<wbr>", text);
    }

    [Theory]
    [InlineData("see core<b>1.97.0</b> now")]
    [InlineData("<i>core</i><b>1.97.0</b>")]
    [InlineData("2<sup>31</sup>-1 is it")]
    [InlineData("the auto_<wbr>diff word")]
    [InlineData("**<b>Default:</b>: none")]
    [InlineData("a <i>b <b>c</b></i><u>d</u> e")]
    public void Marks_within_words_stay_there_where_the_word_does(string text)
    {
        string plain = ProtectedText.Of([new Inline(InlineKind.Text, text)], hasAccessKeys: false).Plain;
        Assert.Equal(text, Restore(text, new SpokenTranslator().Say(plain, plain)).Text);
    }

    [Fact]
    public void A_term_of_the_glossary_is_written_over_the_words_that_attended_to_it()
    {
        var glossary = new Glossary();
        glossary.Add("build", "compilation");
        (string text, Restoration restored) = Restore("The build failed.", new SpokenTranslator().Say("The build failed.", "La construction a échoué.", 0, 1, 2, 2, 3), glossary);
        Assert.Equal("La compilation a échoué.", text);
        Assert.True(restored.IsRepaired);
    }
}
