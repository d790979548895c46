using Heed.Visuals;

namespace Heed.Tests.Visuals;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("abc", 3)]
    [InlineData("été", 3)]
    [InlineData("e\u0301", 1)]
    [InlineData("日本", 4)]
    [InlineData("한글", 4)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("ｱ", 1)]
    [InlineData("Ａ", 2)]
    [InlineData("😀", 2)]
    [InlineData("👩‍👩‍👧", 2)]
    [InlineData("می\u200cخواهم", 7)]
    [InlineData("\u2068سلام\u2069", 4)]
    [InlineData("…│█", 3)]
    public void Columns_are_counted_as_terminals_do(string text, int columns) => Assert.Equal(columns, TextWidth.Of(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("日本語日本語", 6, "日本…")]
    [InlineData("e\u0301e\u0301e\u0301", 2, "e\u0301…")]
    public void Cutting_keeps_characters_whole(string text, int columns, string cut) => Assert.Equal(cut, TextWidth.Cut(text, columns, "…"));
}
