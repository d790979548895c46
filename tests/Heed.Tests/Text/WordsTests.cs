using FsCheck;
using FsCheck.Fluent;
using Heed.Text;

namespace Heed.Tests.Text;

public sealed class WordsTests
{
    private static readonly BytePairTokenizer Bytes = new(BpeTrainer.Train([], Vocabulary.SmallestSize));

    [Theory]
    [InlineData(
        "L'accord sur la zone économique européenne a été signé en août 1992.",
        "L'|accord|sur|la|zone|économique|européenne|a|été|signé|en|août|1992|.")]
    [InlineData(
        "The agreement on the European Economic Area was signed in August 1992.",
        "The|agreement|on|the|European|Economic|Area|was|signed|in|August|1992|.")]
    [InlineData("Aujourd'hui, j’ai vu qu'il n'y a pas d'eau.", "Aujourd'hui|,|j’|ai|vu|qu'|il|n'|y|a|pas|d'|eau|.")]
    [InlineData("Jusqu'à ce qu’ELLE s'en aille, lorsqu'on t'a vu", "Jusqu'|à|ce|qu’|ELLE|s'|en|aille|,|lorsqu'|on|t'|a|vu")]
    [InlineData("I don't, he doesn’t; c'mon, it's O'Neill's.", "I|don't|,|he|doesn’t|;|c'mon|,|it's|O'Neill's|.")]
    [InlineData("all's well, ma all'opera dell'arte", "all's|well|,|ma|all'|opera|dell'|arte")]
    [InlineData("l'«œuvre» d'art, l'", "l'|«|œuvre|»|d'|art|,|l'")]
    [InlineData("π is 3.14, not 1,000 or 3. Yes", "π|is|3.14|,|not|1,000|or|3|.|Yes")]
    [InlineData("e-mail à Saint-Denis - là-bas -- fin-", "e-mail|à|Saint-Denis|-|là-bas|--|fin|-")]
    [InlineData("Vraiment?! Oui... (non)", "Vraiment|?|!|Oui|...|(|non|)")]
    [InlineData("'quoted' words' end", "'|quoted|'|words|'|end")]
    [InlineData("Type '{0}' has_no %s", "Type|'|{|0|}|'|has_no|%|s")]
    [InlineData("a\tb\r\n\u00A0c\u202F!", "a|b|c|!")]
    [InlineData("我是学生。コーヒー", "我|是|学|生|。|コ|ー|ヒ|ー")]
    [InlineData("ภาษา abc", "ภ|า|ษ|า|abc")]
    [InlineData("한국어 문장", "한국어|문장")]
    [InlineData("می‌خواهم بروم.", "می‌خواهم|بروم|.")]
    [InlineData("e\u0301te\u0301 😀👩‍👩‍👧x", "e\u0301te\u0301|😀|👩‍👩‍👧|x")]
    [InlineData("", "")]
    [InlineData(" \n ", "")]
    public void Text_is_cut_into_the_words_a_reader_would_point_at(string text, string words)
    {
        IReadOnlyList<Word> found = Words.Split(text);
        Assert.Equal(words, string.Join('|', found.Select(w => w.Text)));
        Assert.All(found, w => Assert.Equal(w.Text, text[w.Start..w.End]));
    }

    [Fact]
    public void Words_hold_all_that_is_not_white_space_and_pieces_and_words_find_each_other()
    {
        BytePairTokenizer trained = new(BpeTrainer.Train(Enumerable.Repeat("Quoi ?! d'un l'été ?! ... '{0}' aaa bbb 😀😀😀 我是学生我是学生 ''' ,, ’’", 9), 500));
        Gen<string> near = Gen.Elements("a", "e\u0301", "l'", "’", "'", " ", "  ", "\n", "1", ".", "?!", "{0}", "-", "😀", "我", "ก", "ำ", "\u0301", "\u200C", "\uFEFF", "été", "\uD83D");
        Gen<string> far = Gen.Choose(0, 0xFFFF).Select(c => ((char)c).ToString());
        Gen<string> texts = Gen.Frequency((4, near), (1, far)).ListOf().Select(string.Concat);
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            IReadOnlyList<Word> words = Words.Split(text);
            int end = 0;
            foreach (Word word in words)
            {
                Assert.True(text.AsSpan(end..word.Start).IsWhiteSpace());
                Assert.True(word.End > word.Start);
                end = word.End;
            }
            Assert.True(text.AsSpan(end).IsWhiteSpace());

            foreach (Tokenizer tokenizer in (Tokenizer[])[Bytes, trained])
            {
                WordPieces pieces = WordPieces.Of(tokenizer.EncodeWithSpans(text));
                Assert.All(pieces.Words, w => Assert.Equal(w.Text, text[w.Start..w.End]));
                // In order, and every word is there.
                Assert.Equal(Enumerable.Range(0, pieces.Words.Count), words.Count == 0 ? [] : pieces.WordOfPiece.Distinct());
                if (words.Count == 0) Assert.All(pieces.WordOfPiece, w => Assert.Equal(-1, w));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_piece_goes_to_the_word_it_overlaps_most_and_white_space_to_the_next()
    {
        IReadOnlyList<Word> words = Words.Split("abc de  .");            // [0,3) [4,6) [8,9)
        Assert.Equal([0, 0, 1, 2, 2], WordPieces.Assign([new(0, 2), new(2, 3), new(4, 6), new(7, 7), new(8, 9)], words));
        Assert.Equal([0, 1, 2, 2], WordPieces.Assign([new(0, 3), new(4, 6), new(8, 9), new(9, 9)], words));          // nothing follows
        Assert.Equal([0, 2], WordPieces.Assign([new(0, 5), new(8, 9)], words));                                       // 3 of abc, 1 of de
        Assert.Equal([0, 1, 2], WordPieces.Assign([new(0, 1), new(1, 5), new(8, 9)], words));                          // de would have none otherwise
        Assert.Equal([-1], WordPieces.Assign([new(0, 0)], []));
    }

    [Fact]
    public void Signs_that_share_their_only_piece_are_one_word()
    {
        BytePairTokenizer joined = new(BpeTrainer.Train(["?! ?! ?! ?! ?!"], 262));       // ?! and Ġ?!
        WordPieces pieces = WordPieces.Of(joined.EncodeWithSpans("A?! b"));
        Assert.Equal(["A", "?!", "b"], pieces.Words.Select(w => w.Text));
        Assert.Equal([0, 1, 2, 2], pieces.WordOfPiece);
        Assert.Equal(["A", "?", "!", "b"], WordPieces.Of(Bytes.EncodeWithSpans("A?! b")).Words.Select(w => w.Text));
    }
}
