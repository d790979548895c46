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
