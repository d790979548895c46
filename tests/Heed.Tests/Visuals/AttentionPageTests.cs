using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Heed.Text;
using Heed.Visuals;

namespace Heed.Tests.Visuals;

public sealed class AttentionPageTests
{
    private static readonly AttentionMap Small = new(["the", "cat", "</s>"], ["le", "chat"], new[] { 0.9f, 0.1f, 0f, 0.25f, 0.7496f, 0.0004f }, "A cat")
    {
        SourceText = "the\n cat",
        TargetText = "le chat",
        SourceLanguage = "en",
        TargetLanguage = "fr",
    };

    [Fact]
    public void A_small_map_is_this_table()
    {
        string page = Page(Small);
        Assert.Contains("""
            <section aria-labelledby="m1"><h2 id="m1"><bdi dir="ltr">A cat</bdi></h2>
            <p class="text"><b>Source</b> <bdi dir="ltr" lang="en">the cat</bdi></p>
            <p class="text"><b>Target</b> <bdi dir="ltr" lang="fr">le chat</bdi></p>
            <div class="scroll h3" dir="ltr"><table class="map" dir="ltr" aria-labelledby="m1">
            <thead><tr lang="en"><td></td><th scope="col"><span dir="ltr">the</span></th><th scope="col"><span dir="ltr">cat</span></th><th scope="col" class="end"><span dir="ltr">&lt;/s&gt;</span></th></tr></thead>
            <tbody>
            <tr><th scope="row" lang="fr"><span dir="ltr">le</span></th><td class="w90">.900</td><td class="w10">.100</td><td>0</td></tr>
            <tr><th scope="row" lang="fr"><span dir="ltr">chat</span></th><td class="w25">.250</td><td class="w75">.750</td><td>0</td></tr>
            </tbody></table></div>
            """.ReplaceLineEndings("\n"), page);
        Assert.Equal(page, new AttentionHeatmap(Small).ToHtml());
    }

    [Fact]
    public void The_policy_allows_the_style_and_the_script_of_the_page_and_nothing_else()
    {
        XElement page = Parsed(Page(Small));
        string policy = page.Descendants("meta").Single(m => m.Attribute("http-equiv") is not null).Attribute("content")!.Value;
        Assert.Equal($"default-src 'none'; style-src '{Sha256(page.Descendants("style").Single())}'; script-src '{Sha256(page.Descendants("script").Single())}'; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotMatch(@"https?:|url\(|@import|\bsrc=|href=|\sstyle=|\son\w+=|<link|<iframe|<object|fetch\(|eval\(|innerHTML", Page(Small));
    }

    [Fact]
    public void Hostile_words_are_text_and_nothing_more()
    {
        string[] hostile =
        [
            "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onfocus='alert(1)", "</title></style><b>", "&lt;&#60;", "<!--", "]]>",
            "\0\u0001\u001b[31m\u007f\u0085", "\u202eevil\u2066", "\ud800", "\uFFFE\uFFFF", "javascript:alert(1)", "", " ", new string('x', 500), "</table></section>",
        ];
        float[] weights = new float[hostile.Length * hostile.Length];
        string language = "en\" onclick=\"alert(1)";
        foreach (string title in hostile)
        {
            var map = new AttentionMap(hostile, hostile, weights, title) { SourceText = title, TargetText = title, SourceLanguage = language, TargetLanguage = title };
            using var writer = new StringWriter();
            Assert.Equal(1, AttentionPage.Write(writer, [map], title));
            XElement page = Parsed(writer.ToString());
            Assert.Equal(Shape(Small), Shape(page), StringComparer.Ordinal);
            Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), a => a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name == "src");
            Assert.Equal(hostile.Select(Label.Clean), page.Descendants("thead").Single().Descendants("span").Select(s => s.Value));
            Assert.DoesNotContain(writer.ToString(), c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2066' || char.IsSurrogate(c));
        }
    }

    [Fact]
    public void Any_words_give_a_page_that_can_be_read_and_tells_them_in_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<string?>>(), ArbMap.Default.ArbFor<NonEmptyArray<string?>>(), (sources, targets) =>
        {
            string[] source = [.. sources.Get.Select(w => w ?? "")], target = [.. targets.Get.Select(w => w ?? "")];
            XElement table = Parsed(Page(new AttentionMap(source, target, new float[source.Length * target.Length], source[0]) { SourceText = target[0] })).Descendants("table").Single();
            return source.Select(Label.Clean).SequenceEqual(table.Element("thead")!.Descendants("span").Select(w => w.Value))
                && target.Select(Label.Clean).SequenceEqual(table.Element("tbody")!.Descendants("span").Select(w => w.Value));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Persian_sentences_begin_at_the_right_and_English_ones_at_the_left()
    {
        string? data = Environment.GetEnvironmentVariable("HEED_DATA");
        Assert.SkipWhen(string.IsNullOrEmpty(data), "set HEED_DATA to the folder that has tatoeba-pes-eng/pes.txt");
        int pairs = 0, others = 0;
        foreach (string line in File.ReadLines(Path.Combine(data!, "tatoeba-pes-eng", "pes.txt")))
        {
            string[] columns = line.Split('\t');
            string[] english = [.. Words.Split(columns[0]).Select(w => w.Text)], persian = [.. Words.Split(columns[1]).Select(w => w.Text)];
            Assert.False(new AttentionMap(english, ["x"], new float[english.Length]).SourceIsRightToLeft);
            var map = new AttentionMap(persian, english, new float[persian.Length * english.Length]);
            pairs++;
            if (!map.SourceIsRightToLeft) others++;
            if (pairs % 50 != 0 || !map.SourceIsRightToLeft) continue;
            XElement[] labels = [.. XElement.Parse(new AttentionHeatmap(map).ToSvg()).Elements().First(e => e.Attribute("class")?.Value == "columns").Elements()];
            double[] x = [.. labels.Select(l => double.Parse(l.Attribute("x")!.Value, CultureInfo.InvariantCulture))];
            Assert.Equal(x.OrderDescending(), x);
            // In the terminal the stairs tell every word between isolates, the first in the highest line and farthest right.
            string[] stairs = [.. new AttentionHeatmap(map).ToTerminal(TerminalStyle.Shades, 200).Split('\n').Take(persian.Length)];
            foreach ((string word, string stair) in persian.Zip(stairs)) Assert.Equal(word, stair.Trim(' ', '│', '\u2068', '\u2069'));
            Assert.Single(stairs.Select(TextWidth.Of).Distinct());
        }
        Assert.InRange(pairs, 3000, 4000);
        Assert.InRange(others, 0, 10);   // sentences that are a Latin name or a number
    }

    [Fact]
    public void The_page_reads_from_right_to_left_where_the_source_does_and_words_each_have_their_own_direction()
    {
        XElement page = Parsed(Page(new AttentionMap(["کتاب‌های", "API", "۱۴۰۲", "</s>"], ["books", "سال"], new[] { 1f, 0, 0, 0, 0, 0, 1f, 0 }) { SourceText = "کتاب‌های API ۱۴۰۲" }));
        XElement table = page.Descendants("table").Single();
        Assert.Equal("rtl", table.Attribute("dir")!.Value);
        Assert.Equal(["rtl", "ltr", "ltr", "ltr"], table.Element("thead")!.Descendants("span").Select(s => s.Attribute("dir")!.Value));
        Assert.Equal(["ltr", "rtl"], table.Element("tbody")!.Descendants("span").Select(s => s.Attribute("dir")!.Value));
        Assert.Equal("کتاب‌های", table.Element("thead")!.Descendants("span").First().Value);
        Assert.Equal("rtl", page.Descendants("bdi").Single().Attribute("dir")!.Value);
    }

    [Fact]
    public void A_map_is_written_before_the_next_is_asked_for()
    {
        using var writer = new StringWriter();
        Assert.Equal(3, AttentionPage.Write(writer, Maps()));
        Assert.Equal(["m1", "m2", "m3"], Parsed(writer.ToString()).Descendants("h2").Select(h => h.Attribute("id")!.Value));
        Assert.Contains("Pair 2", writer.ToString());

        IEnumerable<AttentionMap> Maps()
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(i, Regex.Count(writer.ToString(), "</section>"));
                yield return new AttentionMap(["a"], ["b"], new[] { 1f });
            }
        }
    }

    [Fact]
    public void A_page_without_maps_is_still_a_page() => Assert.Empty(Parsed(Page()).Descendants("table"));

    [Fact]
    public void Numbers_can_be_read_on_every_colour_in_the_light_and_in_the_dark()
    {
        string style = Parsed(Page(Small)).Descendants("style").Single().Value;
        string[] schemes = style[style.IndexOf(".map tbody td,.w0{", StringComparison.Ordinal)..].Split("@media screen and (prefers-color-scheme:dark)");
        Assert.Equal(2, schemes.Length);
        double[] first = Check(schemes[0]), second = Check(schemes[1]);
        Assert.All(first.Zip(first.Skip(1)), pair => Assert.True(pair.First > pair.Second));
        Assert.All(second.Zip(second.Skip(1)), pair => Assert.True(pair.First < pair.Second));

        static double[] Check(string scheme)
        {
            MatchCollection rules = Regex.Matches(scheme, @"\.w(\d+)\{background:(#\w{6})(?:;--number:(#\w{3}))?\}");
            Assert.Equal(Enumerable.Range(0, 101), rules.Select(r => int.Parse(r.Groups[1].Value, CultureInfo.InvariantCulture)));
            string usual = rules[0].Groups[3].Value;
            foreach (Match rule in rules) Assert.InRange(Contrast(rule.Groups[2].Value, rule.Groups[3].Success ? rule.Groups[3].Value : usual), 4.5, 21);
            return [.. rules.Select(r => Luminance(r.Groups[2].Value))];
        }
    }

    [Fact]
    public void Text_can_be_read_on_the_paper_in_the_light_and_in_the_dark()
    {
        string style = Parsed(Page(Small)).Descendants("style").Single().Value;
        MatchCollection papers = Regex.Matches(style, @"--paper:(#\w+);--ink:(#\w+);--muted:(#\w+);--line:(#\w+);--mark:(#\w+)");
        Assert.Equal(2, papers.Count);
        foreach (Match paper in papers)
        {
            Assert.InRange(Contrast(paper.Groups[1].Value, paper.Groups[2].Value), 7, 21);
            Assert.InRange(Contrast(paper.Groups[1].Value, paper.Groups[3].Value), 4.5, 21);
            Assert.InRange(Contrast(paper.Groups[1].Value, paper.Groups[5].Value), 3, 21);
        }
    }

    [Fact]
    public void The_longer_the_words_and_the_more_of_them_the_more_room_and_the_smaller_the_cells()
    {
        Assert.Contains("class=\"scroll h1\"", Page(new AttentionMap(["a"], ["b"], new[] { 1f })));
        Assert.Contains("class=\"scroll h14 narrow\"", Page(new AttentionMap([.. Enumerable.Repeat(new string('w', 99), 21)], ["b"], new float[21])));
        Assert.Contains("class=\"scroll h1 narrower\"", Page(new AttentionMap([.. Enumerable.Repeat("a", 37)], ["b"], new float[37])));
        Assert.Contains("class=\"scroll h1 narrowest\"", Page(new AttentionMap([.. Enumerable.Repeat("a", 61)], ["b"], new float[61])));
        Assert.Contains($"title=\"{new string('w', 99)}\"", Page(new AttentionMap([new string('w', 99)], ["b"], new[] { 1f })));
    }

    private static string Page(params AttentionMap[] maps)
    {
        using var writer = new StringWriter();
        AttentionPage.Write(writer, maps);
        return writer.ToString();
    }

    private static XElement Parsed(string page)
    {
        const string Type = "<!DOCTYPE html>\n";
        Assert.StartsWith(Type, page);
        return XElement.Parse(page[Type.Length..], LoadOptions.PreserveWhitespace);
    }

    // What the page is made of apart from its cells.
    private static string Shape(AttentionMap map) => Shape(Parsed(Page(map)));

    private static string Shape(XElement page) => string.Join(' ', page.DescendantsAndSelf().Select(e => e.Name.LocalName)
        .Where(name => name is not ("td" or "th" or "tr" or "span" or "bdi" or "b" or "p")));

    private static string Sha256(XElement element) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(element.Value)))}";

    private static double Contrast(string one, string other)
    {
        double a = Luminance(one), b = Luminance(other);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        string full = hex.Length == 4 ? string.Concat(hex.Skip(1).Select(c => $"{c}{c}")) : hex[1..];
        double[] linear = [.. Convert.FromHexString(full).Select(v => v <= 10 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4))];
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }
}
