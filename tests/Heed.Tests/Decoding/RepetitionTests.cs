using Heed.Decoding;

namespace Heed.Tests.Decoding;

public sealed class RepetitionTests
{
    [Theory]
    [InlineData("Le chat dort.", "The cat sleeps.")]
    [InlineData("Il est très, très, très grand.", "He is very, very, very tall.")]
    [InlineData("x", "no no no")]
    [InlineData("non non non non", "no no no no")]                              // the source says as much
    [InlineData("1 000 000 000 000", "1 000 000 000 000")]
    [InlineData("x", "a b a b a b")]
    [InlineData("x", "hahahahahahaha")]                                           // seven
    [InlineData("x", "----------- ........... ")]
    [InlineData("1000000000", "1000000000")]
    [InlineData("", "")]
    public void What_is_no_loop_is_passed_over(string source, string translation) => Assert.Null(Repetition.In(source, translation));

    [Theory]
    [InlineData("Le chat.", "The cat cat cat cat.", "cat", 4, 5)]
    [InlineData("Le chat.", "The house the house the house the house", "The house", 4, 1)]
    [InlineData("Le chat.", "So a b c d a b c d a b c d a b c d a b", "a b c d", 4, 4)]
    [InlineData("Le chat.", "a b c a b c a b c a b c", "a b c", 4, 1)]
    [InlineData("Le chat.", "a, a, a, a, a, b", "a,", 5, 1)]
    [InlineData("Le chat.", "a a a a a a a a", "a", 8, 1)]                         // and not "a a" four times
    [InlineData("non non non non", "no no no no no", "no", 5, 1)]
    [InlineData("Le chat.", "Oh hahahahahahahaha!", "ha", 8, 4)]
    [InlineData("Le chat.", "Nooooooooo", "o", 9, 2)]
    [InlineData("Le chat.", "猫猫猫猫猫", "猫", 5, 1)]
    public void A_loop_is_named_with_its_place_and_number(string source, string translation, string repeated, int times, int at) =>
        Assert.Equal($"the translation says \"{repeated}\" {times} times in a row from character {at} on, and the source says nothing so often", Repetition.In(source, translation));
}
