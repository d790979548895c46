using Heed.Documents;

namespace Heed.Tests.Documents;

public sealed class PlaceholdersTests
{
    [Theory]
    [InlineData("{0} of {1:N2} and {2,-10:X}", "{0}|{1:N2}|{2,-10:X}")]
    [InlineData("%s, %1$s, %-5d, %.2f, %ld and %%", "%%|%-5d|%.2f|%1$s|%ld|%s")]
    [InlineData("Hello {{name}}, ${x} ${ y.z } #{ruby} %{x} %(name)s", "#{ruby}|${ y.z }|${x}|%(name)s|%{x}|{{name}}")]
    [InlineData("50% de 100 %", "")]
    [InlineData("see https://example.org/a?b=1&c=2, or mail a.b@c.org.", "a.b@c.org|https://example.org/a?b=1&c=2")]
    [InlineData("use --output or -p:Name=x in C:\\new\\dir", "--output|-p:Name=x|C:\\new\\dir")]
    [InlineData("one\\ntwo\\tthree \\\"four\\\"", "\\\"|\\\"|\\n|\\t")]
    [InlineData("<b>bold</b> and <br/> and <command>", "</b>|<b>|<br/>|<command>")]
    [InlineData("a &nbsp; b &#160; c && d", "&#160;|&&|&nbsp;")]
    [InlineData("$t(key) and $(Property) and MAX_PATH", "$(Property)|$t(key)|MAX_PATH")]
    [InlineData("no placeholder here, at 3:15 { not closed", "")]
    public void What_must_be_carried_over_is_found(string text, string held) => Assert.Equal(held, string.Join('|', Placeholders.Held(text)));

    [Theory]
    [InlineData("&File", 0)]
    [InlineData("E&xit", 1)]
    [InlineData("_Open file", 0)]
    [InlineData("Q&A", -1)]
    [InlineData("Salt & pepper", -1)]
    [InlineData("the field _count holds how many there are", -1)]
    [InlineData("_a _b", -1)]
    public void An_access_key_is_one_sign_before_a_letter(string text, int at)
    {
        Placeholder[] keys = [.. Placeholders.Find(text).Where(static p => p.Kind == InlineKind.AccessKey)];
        Assert.Equal(at < 0 ? [] : [at], keys.Select(static k => k.Start));
    }

    [Fact]
    public void Tags_in_pairs_open_and_close_and_others_stand_alone() =>
        Assert.Equal([InlineKind.Open, InlineKind.Argument, InlineKind.Close, InlineKind.Break, InlineKind.Single, InlineKind.Single],
            Placeholders.Find("<a href='x'>see <name></a><br><img src='y'></i>").Select(static p => p.Kind));

    [Theory]
    [InlineData("{n, plural, one {a file} other {# files}}", true)]
    [InlineData("{ sex , select, male {his} other {their}}", true)]
    [InlineData("{0, 5} plural", false)]
    public void Choices_between_texts_are_seen(string text, bool isChoice) => Assert.Equal(isChoice, Placeholders.HasChoice(text));

    [Fact]
    public void Long_nonsense_takes_no_time()
    {
        foreach (string part in (string[])["{", "<a ", "%", "\\", "a.", "A", "_", "&", "{{", "a@", "https://", "$(", "aA", "A."])
            Placeholders.Find(string.Concat(Enumerable.Repeat(part, 200_000 / part.Length)));
    }
}
