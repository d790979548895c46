using Heed.Text;

namespace Heed.Tests.Text;

public sealed class DetokenizerTests
{
    [Theory]
    [InlineData("fr", "le homme parle à le enfant .", "L'homme parle à l'enfant.")]
    [InlineData("fr", "l' homme qu' il voit", "L'homme qu'il voit")]
    [InlineData("fr", "tous deux possèdent de nombreuses années de expérience dans la distribution de les produits .", "Tous deux possèdent de nombreuses années d'expérience dans la distribution des produits.")]
    [InlineData("fr", "je ne ai pas de scrupule quant à le genre de langage que je tiens .", "Je n'ai pas de scrupule quant au genre de langage que je tiens.")]
    [InlineData("fr", "ce est à vous de obtenir le pouvoir pour les amener à le faire .", "C'est à vous d'obtenir le pouvoir pour les amener à le faire.")]
    [InlineData("fr", "si il y a de le pain , quelque un le dira à les autres .", "S'il y a du pain, quelqu'un le dira aux autres.")]
    [InlineData("fr", "le onze , le huit et le héros que elle aime", "Le onze, le huit et le héros qu'elle aime")]
    [InlineData("fr", "peut - être ? « oui » !", "Peut-être ? « oui » !")]
    [InlineData("en", "do n't you see the hon. member 's hang - up ?", "Don't you see the hon. member's hang-up?")]
    [InlineData("en", "( a ) $ 98,355 : \" yes , sir \" , he said .", "(a) $98,355: \"yes, sir\", he said.")]
    [InlineData("de", "le homme", "Le homme")]
    [InlineData("fr", "", "")]
    public void Words_are_joined_as_they_would_be_written(string language, string words, string expected)
    {
        WordedText text = WordedText.Tokens(words, language);
        Assert.Equal(expected, text.Text);
        Assert.Equal(words.Split(' ', StringSplitOptions.RemoveEmptyEntries), text.Words.Select(word => word.Text));
        foreach (Word word in text.Words) Assert.InRange(word.End, word.Start + 1, text.Text.Length);
    }

    [Fact]
    public void Words_know_where_they_stand_and_several_may_stand_in_one_place()
    {
        WordedText text = WordedText.Tokens("de le pain de les amis de le homme", "fr");
        Assert.Equal("Du pain des amis de l'homme", text.Text);
        Assert.Equal(["Du", "Du", "pain", "des", "des", "amis", "de", "l'", "homme"], text.Words.Select(word => text.Text[word.Start..word.End]));
    }

    [Fact]
    public void Pieces_belong_to_every_word_they_stand_in()
    {
        var text = new WordedText("abcdef", [new("x", 0, 2), new("y", 0, 2), new("z", 2, 5)]);
        Assert.Equal([[0, 1], [0, 1], [1, 2]], text.PiecesOf([new(0, 1), new(1, 3), new(3, 6)]));
        // White space, before a word and at the end.
        Assert.Equal([[0, 1], [2, 3, 4]], WordedText.Spaced("ab cd").PiecesOf([new(0, 1), new(1, 2), new(3, 3), new(3, 5), new(5, 5)]));
        Assert.Empty(WordedText.Spaced(" ").PiecesOf([new(0, 0)]));
        Assert.Equal(["don't.", "go"], WordedText.Spaced(" don't.  go ").Words.Select(word => word.Text));
        Assert.Equal([new Word("l'", 0, 2), new Word("homme", 2, 7)], WordedText.Split("l'homme").Words);
    }
}
