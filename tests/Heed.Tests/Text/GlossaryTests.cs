using Heed.Text;

namespace Heed.Tests.Text;

public sealed class GlossaryTests
{
    [Theory]
    [InlineData("chat", "Le chat et LE CHAT", "chat CHAT")]
    [InlineData("Apple", "Une apple d'Apple", "Apple")]
    [InlineData("chat", "Les chats, un achat, le chat-huant", "")]
    [InlineData("chat noir", "Un chat. Un chat noir, un chat noirci", "chat noir")]
    [InlineData("été", "L'été dernier, Été", "été Été")]
    [InlineData("C++", "Le C++ et C", "C++")]
    [InlineData("谢谢", "多谢谢谢你", "谢谢")]
    public void A_term_is_found_in_whole_words_and_with_a_capital_as_it_is_written(string term, string text, string found)
    {
        var glossary = new Glossary();
        glossary.Add(term, "x");
        Assert.Equal(found, string.Join(' ', glossary.Find(text, new TextSpan(0, text.Length)).Select(match => text[match.Span.Start..match.Span.End])));
    }

    [Fact]
    public void Of_terms_that_begin_together_the_longest_is_taken_and_only_within_the_sentence()
    {
        var glossary = new Glossary();
        glossary.Add("chat", "cat");
        glossary.Add("chat noir", "black cat");
        const string text = "Un chat noir, un chat noir";
        Assert.Equal([(new TextSpan(3, 12), "black cat"), (new TextSpan(17, 21), "cat")], glossary.Find(text, new TextSpan(0, 21)));
    }

    [Theory]
    [InlineData("chat=tomcat", "tomcat")]
    [InlineData("  chat  =  big cat  ", "big cat")]
    [InlineData("chat = a = b", "a = b")]
    [InlineData("chat", null)]
    [InlineData("chat =", null)]
    [InlineData(" = cat", null)]
    [InlineData("", null)]
    public void A_typed_term_has_an_equals_sign_between_its_sides(string typed, string? target)
    {
        var glossary = new Glossary();
        Assert.Equal(target is not null, glossary.TryAdd(typed));
        Assert.Equal(target, glossary.Find("le chat", new TextSpan(0, 7)).Select(static found => found.Target).SingleOrDefault());
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u0085")]
    [InlineData("\ufeff")]
    [InlineData("\0")]
    [InlineData("\ud800")]
    public void A_sign_that_nobody_sees_is_a_term_or_none_and_breaks_nothing(string sign)
    {
        var glossary = new Glossary();
        Assert.Equal(!string.IsNullOrWhiteSpace(sign), glossary.TryAdd(sign + "=x"));
        Assert.Equal(glossary.Count, glossary.Find(sign + " a", new TextSpan(0, 3)).Count());
    }
}
