using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Heed.Text;

namespace Heed.Tests.Text;

public sealed class SentencesTests
{
    // A bar stands for a cut.
    [Theory]
    [InlineData("Le chat dort.")]
    [InlineData("Le chat dort.| Il est gris.")]
    [InlineData("Où est la gare ?| Là-bas !| Merci…| De rien.")]
    [InlineData("Quoi ?!| Non !!!| Si... ?| Bon. . .| Fin ? !")]
    [InlineData("« Viens ! » dit-il.| « Non. »| Elle partit.")]
    [InlineData("« Viens ! »| Il partit.")]
    [InlineData("He said “Come!”| (She did.)| 'Why?'| \"Because.\"| Well.")]
    [InlineData("Er kam.| »Los!«")]
    [InlineData("M. Dupont et Mme. Roux voient le Dr. Petit.| Ils partent.")]
    [InlineData("J. R. R. Tolkien, J.-P. Sartre, e.g. Kant, p. ex. Hume, cf. Locke.| Voilà.")]
    [InlineData("Voir no. 5, p. 12, fig. 3 et sept. 2012.| Bien.")]
    [InlineData("He said no.| Then he left.| She told me.| I know.")]
    [InlineData("Pommes, poires, etc.| Puis il part.")]
    [InlineData("Pommes, poires, etc. et puis il part.")]
    [InlineData("π vaut 3.14 et 1.000,5.| Bien.| En 1992.| En 1993.")]
    [InlineData("1. Introduction\n|12. Fin\n|3. 5 pommes.| Oui.")]
    [InlineData("Lire fichier.txt sur www.exemple.fr.| Utiliser .NET.| Bien.| .NET est là.")]
    [InlineData("'{0}' n'est pas valide.| '{1}' non plus. --source manque.")]
    [InlineData("Bien.| – Ah ?| – Oui.")]
    [InlineData("Super ! 😀")]
    [InlineData("Super ! 😀\n|Oui.")]
    [InlineData("un\n|deux\r\n|trois\u2028|quatre\n\n \n|cinq")]
    [InlineData("ligne.\n|ligne")]
    [InlineData("tout en bas. pas de coupe.")]
    [InlineData("私は学生です。|あなたは？|はい！|「来い！」と言った。|「来い！」|「はい。」")]
    [InlineData("他来了。|“好！”他说。|３．１４です。| はい。")]
    [InlineData("네.| 그래요.| 좋아요!")]
    [InlineData("حالت چطور است؟| خوبم.| ممنون!")]
    [InlineData("یہ کتاب ہے۔| وہ قلم ہے۔")]
    [InlineData("გამარჯობა.| როგორ ხარ?")]
    [InlineData("Он пришёл.| «Иди!» — сказал он.| А. С. Пушкин.")]
    [InlineData("... et alors.| Oui.")]
    [InlineData("Ils vivent (à Paris !).| Bien.")]
    [InlineData("?!")]
    [InlineData("a.b.c")]
    public void A_text_is_cut_after_its_sentences(string text)
    {
        string[] expected = [.. text.Split('|').Select(static sentence => sentence.Trim())];
        string whole = text.Replace("|", "");
        Assert.Equal(expected, Sentences.Split(whole).Select(span => whole[span.Start..span.End]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\u00A0 \r\n")]
    public void A_text_without_anything_has_no_sentence(string text) => Assert.Empty(Sentences.Split(text));

    [Fact]
    public void Sentences_and_the_white_space_between_them_are_the_text()
    {
        Prop.ForAll(Texts(), text =>
        {
            int at = 0;
            foreach (TextSpan span in Sentences.Split(text))
            {
                Assert.True(string.IsNullOrWhiteSpace(text[at..span.Start]));
                Assert.True(span.Length > 0 && !char.IsWhiteSpace(text[span.Start]) && !char.IsWhiteSpace(text[span.End - 1]));
                Assert.DoesNotContain('\n', text[span.Start..span.End]);
                at = span.End;
            }
            Assert.True(string.IsNullOrWhiteSpace(text[at..]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void A_sentence_is_not_cut_again()
    {
        Prop.ForAll(Texts(), text =>
        {
            foreach (TextSpan span in Sentences.Split(text)) Assert.Single(Sentences.Split(text[span.Start..span.End]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData(". -")]
    [InlineData(".")]
    [InlineData(". ")]
    [InlineData("a. ")]
    [InlineData("»")]
    [InlineData("! »")]
    [InlineData(" ")]
    [InlineData("A. x ")]
    [InlineData("。」")]
    public void A_million_characters_are_no_more_work_than_their_number(string part)
    {
        string text = new StringBuilder("a").Insert(1, part, 1_000_000 / part.Length).ToString();
        Assert.NotEmpty(Sentences.Split(text));                                // this test would not end, if it looked ahead again and again
    }

    [Theory]
    [InlineData("aa bb cc dd ee ff", 3, "aa bb cc|dd ee ff")]                 // even stretches
    [InlineData("aa bb cc dd", 3, "aa bb|cc dd")]
    [InlineData("aa bb , cc dd ee", 4, "aa bb ,|cc dd ee")]                     // a comma is better than white space
    [InlineData("aa bb , cc ; dd ee ff gg", 6, "aa bb , cc ;|dd ee ff gg")]     // a semicolon is better than a comma
    [InlineData("aa bb . cc ; dd ee ff gg", 7, "aa bb .|cc ; dd ee ff gg")]     // the end of something like a sentence is best
    [InlineData("aa bb", 2, "aa bb")]
    public void A_long_sentence_is_cut_where_it_hurts_least(string text, int most, string stretches)
    {
        // A piece for each stretch of letters or signs.
        TextSpan[] pieces = [.. Words.Split(text).Select(static word => new TextSpan(word.Start, word.End))];
        var sentence = new TokenizedText(text, new int[pieces.Length], new string[pieces.Length], pieces, 0);
        Assert.Equal(stretches.Split('|'), Clauses.Split(sentence, most).Select(span => text[span.Start..span.End]));
    }

    [Fact]
    public void Stretches_hold_all_of_a_sentence_and_no_more_pieces_than_asked_for()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort, le chien mange", "今日は良い天気です"], 300));
        Prop.ForAll(Texts(), text =>
        {
            TokenizedText sentence = tokenizer.EncodeWithSpans(text.Trim());
            foreach (int most in (int[])[1, 2, 7, 40])
            {
                int at = 0;
                foreach (TextSpan span in Clauses.Split(sentence, most))
                {
                    Assert.True(string.IsNullOrWhiteSpace(sentence.Text[at..span.Start]));
                    Assert.True(span.Length > 0);
                    // One text element may have more pieces than that.
                    int pieces = sentence.Spans.Count(piece => piece.Start >= span.Start && piece.End <= span.End && piece.Length > 0);
                    if (pieces > most) Assert.InRange(System.Globalization.StringInfo.ParseCombiningCharacters(sentence.Text[span.Start..span.End]).Length, 1, most);
                    at = span.End;
                }
                Assert.True(string.IsNullOrWhiteSpace(sentence.Text[at..]));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static Arbitrary<string> Texts() => Gen.Elements(
        "a", "B", "été", "M", "Dr", "no", "5", "3.14", ".", ".", "!", "?", "…", "。", "！", "؟", " ", " ", " ", "\u00A0", "\n", "\r\n", "\"", "'", "»", "«", "(", ")", "「", "」", "-", ",", ";", "は", "سلام", "😀", "e\u0301", "ა", "👩‍👩‍👧")
        .ListOf().Select(static parts => string.Concat(parts)).ToArbitrary();
}
