using Heed.Studio.Pages.Translate;
using Heed.Studio.Shared;

namespace Heed.Apps.Tests.Studio;

public sealed class TranslateLinkTests
{
    [Fact]
    public void A_link_brings_the_same_view_back()
    {
        var link = new TranslateLink
        {
            Model = "runs/my model",
            Text = "J'ai une voiture & un « vélo » +1.\nElle dort.",
            Target = "من دوچرخه دارم؟",
            Prefix = "او ",
            Terms = "vélo = دوچرخه\nchat = گربه",
            CopyNames = true,
            Beam = 8,
            NBest = 4,
            Sentence = 2,
            Rank = 1,
            Layer = 5,
            Head = 0,
            Pieces = true,
            Pin = new HeatPin(3, -1),
        };
        Assert.Equal(link, TranslateLink.Parse(link.ToQuery()));
    }

    [Fact]
    public void A_link_to_nothing_special_is_no_query() => Assert.Equal("", new TranslateLink().ToQuery());

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData(" \n\n", 0, 0)]
    [InlineData("chat = tomcat\n\ncanapé=couch", 2, 0)]
    [InlineData("a = b = c\r\nd = e\r\n", 2, 0)]
    [InlineData("chat = tomcat\ncanapé", 0, 2)]
    [InlineData("= tomcat", 0, 1)]
    [InlineData("chat =", 0, 1)]
    public void Terms_are_read_line_by_line(string text, int count, int wrongLine)
    {
        Assert.Equal(count, TermLines.Read(text, out int wrong)?.Count ?? 0);
        Assert.Equal(wrongLine, wrong);
    }

    [Theory]
    [InlineData(1500, 'a', true)]
    [InlineData(1501, 'a', false)]
    [InlineData(660, 'ش', true)]
    [InlineData(700, 'ش', false)]
    public void A_text_that_an_address_has_no_room_for_stays_out_of_it(int length, char letter, bool carried)
    {
        var link = new TranslateLink { Text = new string(letter, length), Beam = 2, NBest = 2 };
        Assert.Equal(carried, link.CarriesText);
        Assert.Equal(carried ? link.Text : "", TranslateLink.Parse(link.ToQuery()).Text);
        Assert.Equal(2, TranslateLink.Parse(link.ToQuery()).Beam);
    }

    [Theory]
    [InlineData("?beam=999&n=-3&layer=x&head=99999999999&pin=1&sentence=-1")]
    [InlineData("?beam=&n=&layer=&head=&pin=.&pin=-1.-1&pieces=2")]
    [InlineData("?&&&=&=%&%ZZ")]
    public void What_makes_no_sense_in_an_address_is_left_out(string query) => Assert.Equal(new TranslateLink(), TranslateLink.Parse(query));

    [Fact]
    public void No_more_translations_are_listed_than_the_beam_holds() => Assert.Equal(2, TranslateLink.Parse("?beam=2&n=9").NBest);
}
