using System.Text.RegularExpressions;
using Heed.Studio.Wording;

namespace Heed.Apps.Tests.Studio;

public sealed class WordsTests
{
    private static string Sources => Path.Combine(HeedProcess.Root, "src", "Heed.Studio");

    [Fact]
    public void Both_languages_say_the_same_things()
    {
        Assert.Equal(Words.In("en").Keys.Order(StringComparer.Ordinal), Words.In("fa").Keys.Order(StringComparer.Ordinal));
        foreach (string key in Words.In("en").Keys)
        {
            Assert.False(string.IsNullOrWhiteSpace(Words.In("fa")[key]), key);
            Assert.Equal(PlacesOf(Words.In("en")[key]), PlacesOf(Words.In("fa")[key]));
        }
    }

    [Fact]
    public void Every_key_that_a_page_names_is_there()
    {
        string code = string.Concat(Directory.EnumerateFiles(Sources, "*.*", SearchOption.AllDirectories).Where(static path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var words = Words.In("en").Keys.ToHashSet(StringComparer.Ordinal);
        string areas = string.Join('|', words.Select(static key => key[..key.IndexOf('.', StringComparison.Ordinal)]).Distinct());
        string[] named = [.. Regex.Matches(code, $@"(?:T|_words|Words)(?:\[|\.Of\()""((?:{areas})\.[a-z0-9.-]+)""").Select(static match => match.Groups[1].Value).Distinct()];
        Assert.NotEmpty(named);
        Assert.All(named, key => Assert.Contains(key, words));
    }

    [Fact]
    public void Numbers_are_written_with_the_digits_of_the_language()
    {
        Assert.Equal("1,234.5", Words.In("en").Number(1234.5, "N1"));
        Assert.Equal("۱٬۲۳۴٫۵", Words.In("fa").Number(1234.5, "N1"));
        Assert.Equal("–", Words.In("fa").Number(double.NaN));
    }

    private static IEnumerable<string> PlacesOf(string text) => Regex.Matches(text, @"\{\d[^}]*\}").Select(static match => match.Value).Order(StringComparer.Ordinal);
}
