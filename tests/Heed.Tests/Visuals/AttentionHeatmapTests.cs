using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Heed.Visuals;

namespace Heed.Tests.Visuals;

public sealed class AttentionHeatmapTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly AttentionMap Small = new(["the", "cat", "</s>"], ["le", "chat"],
        new[] { 0.9f, 0.1f, 0f, 0.25f, 0.75f, 0f }, "A cat");

    [Fact]
    public void A_small_map_in_ascii_is_this_text() => Assert.Equal(
        """
        A cat

             the
             | cat
             | | </s>
          le @@..
        chat ::##

             weight 0 [ .:-=+*#%@] 1

        """.ReplaceLineEndings("\n"), new AttentionHeatmap(Small).ToTerminal(TerminalStyle.Ascii));

    [Fact]
    public void A_small_map_in_shades_is_this_text() => Assert.Equal(
        """
        A cat

             the
             │ cat
             │ │ </s>
          le ██····
        chat ░░▓▓··

             weight 0 [·░▒▓█] 1

        """.ReplaceLineEndings("\n"), new AttentionHeatmap(Small).ToTerminal(TerminalStyle.Shades));

    [Theory]
    [InlineData(TerminalStyle.TrueColor, @"\x1b\[48;2;(\d+);(\d+);(\d+)m  ")]
    [InlineData(TerminalStyle.Indexed256, @"\x1b\[48;5;(\d+)m  ")]
    public void Colour_paints_every_cell_two_columns_wide_and_is_switched_off_at_the_end_of_the_line(TerminalStyle style, string cell)
    {
        string[] lines = new AttentionHeatmap(Small).ToTerminal(style).Split('\n');
        foreach ((string word, int at) in new[] { ("  le ", 5), ("chat ", 6) })
        {
            Assert.Matches($"^{word}({cell}){{3}}\\x1b\\[0m$", lines[at]);
        }
        (byte r, byte g, byte b) = HeatPalette.At(0.9f);
        Assert.Contains(style == TerminalStyle.TrueColor ? $"\u001b[48;2;{r};{g};{b}m" : $"\u001b[48;5;{HeatPalette.IndexedAt(0.9f)}m", lines[5]);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(41)]
    [InlineData(80)]
    public void A_wide_map_comes_in_blocks_that_hold_every_column_once_and_never_pass_the_width(int width)
    {
        string[] source = [.. Enumerable.Range(0, 57).Select(i => i % 5 == 0 ? "長い言葉" + i : new string('w', 1 + (i % 13)))];
        string[] target = ["short", new string('x', 99), "</s>"];
        float[] weights = [.. Enumerable.Range(0, 3 * 57).Select(i => i % 57 == i / 57 ? 1f : 0f)];
        string text = new AttentionHeatmap(new AttentionMap(source, target, weights, new string('t', 200))).ToTerminal(TerminalStyle.Shades, width);
        string[] lines = text.Split('\n');
        Assert.All(lines, line => Assert.True(TextWidth.Of(line) <= width, line));
        Assert.Equal(text, new AttentionHeatmap(new AttentionMap(source, target, weights, new string('t', 200))).ToTerminal(TerminalStyle.Shades, width == 32 ? 5 : width));
        Assert.Equal(57, lines.Where(l => l.Contains("short", StringComparison.Ordinal)).Sum(l => l.Count(c => c is '·' or '█')) / 2);
        Assert.Equal(3 * 2, text.Count(c => c == '█') - 1);   // one in the legend
        var blocks = Regex.Matches(text, @"source words (\d+) to (\d+) of 57").Select(m => (First: int.Parse(m.Groups[1].Value), Last: int.Parse(m.Groups[2].Value))).ToArray();
        Assert.Equal(1, blocks[0].First);
        Assert.Equal(57, blocks[^1].Last);
        Assert.All(blocks.Skip(1).Zip(blocks), pair => Assert.Equal(pair.Second.Last + 1, pair.First.First));
    }

    [Fact]
    public void A_word_can_send_no_escape_sequence_and_turn_no_neighbour_around()
    {
        var map = new AttentionMap(["\u001b[31mred", "a\tb\n"], ["\u202eevil\u2069", "\u0085\u2028"], new[] { 1f, 0, 0, 1f }, "\u001b]0;title\a");
        string text = new AttentionHeatmap(map).ToTerminal(TerminalStyle.Shades);
        Assert.Contains("␛[31mred", text);
        Assert.Contains("a␉b␊", text);
        Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202e' or '\u2069' or '\u2028');
        Assert.Equal(8, text.Count(c => c == '\n'));
    }

    [Fact]
    public void Words_written_from_right_to_left_are_isolated_in_the_terminal_and_aligned_by_columns()
    {
        var map = new AttentionMap(["سلام", "world"], ["שלום", "hello"], new[] { 1f, 0, 0, 1f });
        string[] lines = new AttentionHeatmap(map).ToTerminal(TerminalStyle.Shades).Split('\n');
        Assert.Equal("      \u2068سلام\u2069", lines[0]);
        Assert.Equal(" \u2068שלום\u2069 ██··", lines[2]);
        Assert.Equal("hello ··██", lines[3]);
    }

    [Fact]
    public void A_source_read_from_right_to_left_has_its_first_word_at_the_right()
    {
        var map = new AttentionMap(["خانهٔ", "بزرگ", "ما", "۱۲", "</s>"], ["our", "خانه", "12"],
            new[] { 1f, 0, 0, 0, 0, 0, 0.5f, 0.3f, 0, 0, 0, 0, 0, 0, 1f });
        Assert.True(map.SourceIsRightToLeft);
        Assert.Equal(
            """
                    [خانهٔ]
                  [بزرگ] |
                  [ما] | |
                [۱۲] | | |
            </s> | | | |
                      @@ our
                  --++   [خانه]
              @@         12

              weight 0 [ .:-=+*#%@] 1

            """.ReplaceLineEndings("\n"), Visible(new AttentionHeatmap(map).ToTerminal(TerminalStyle.Ascii, 34)));
    }

    [Fact]
    public void The_svg_of_a_source_read_from_right_to_left_is_the_mirror_image_of_one_read_from_left_to_right()
    {
        string[] target = ["big", "house", "</s>"];
        float[] weights = [0, 1, 0, 1, 0, 0, 0, 0, 1];
        XElement left = Drawn(new AttentionMap(["אב", "ג!", "</s>"], target, weights)), right = Drawn(new AttentionMap(["ab", "c!", "</s>"], target, weights));
        double width = Number(right, "width");
        Assert.Equal(width, Number(left, "width"));
        foreach ((XElement mirrored, XElement usual) in Cells(left).Zip(Cells(right)))
        {
            Assert.Equal(width - Number(usual, "x") - Number(usual, "width"), Number(mirrored, "x"), 0.01);
            Assert.Equal(usual.Attribute("fill")!.Value, mirrored.Attribute("fill")!.Value);
        }
        XElement[] columns = [.. left.Elements(Svg + "g").First().Elements()];
        Assert.All(columns, c => Assert.StartsWith("rotate(45 ", c.Attribute("transform")!.Value, StringComparison.Ordinal));
        Assert.True(Number(columns[0], "x") > Number(columns[1], "x") && Number(columns[1], "x") > Number(columns[2], "x"));
        // Each label begins at its column and each row's word at the grid, whatever its own direction.
        Assert.Equal(["start", "start", "end"], columns.Select(c => c.Attribute("text-anchor")!.Value));
        Assert.All(left.Elements(Svg + "g").ElementAt(1).Elements(), row => Assert.Equal("start", row.Attribute("text-anchor")!.Value));
    }

    [Theory]
    [InlineData("می‌خواهم کتاب API بخوانم", true)]
    [InlineData("the کتاب is here", false)]
    [InlineData("۱۲ ٣٤ !", false)]
    [InlineData("اب ab", false)]
    [InlineData("</s>", false)]
    [InlineData("ab </s> אבג", true)]
    [InlineData("日本語", false)]
    public void The_direction_of_a_sentence_is_that_of_most_of_its_letters(string words, bool toLeft)
    {
        string[] source = words.Split(' ');
        Assert.Equal(toLeft, new AttentionMap(source, ["x"], new float[source.Length]).SourceIsRightToLeft);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(60)]
    public void A_wide_map_read_from_right_to_left_keeps_to_the_width_and_its_columns_stand_in_line(int width)
    {
        string[] source = [.. Enumerable.Range(0, 41).Select(i => new string('س', 1 + (i % 13)))];
        string[] target = ["short", new string('x', 99), "سلام", "</s>"];
        float[] weights = [.. Enumerable.Range(0, 4 * 41).Select(i => i % 41 == i / 41 ? 1f : 0f)];
        string text = new AttentionHeatmap(new AttentionMap(source, target, weights)).ToTerminal(TerminalStyle.Shades, width);
        string[] lines = text.Split('\n');
        Assert.All(lines, line => Assert.True(TextWidth.Of(line) <= width, line));
        Assert.Equal(41, lines.Where(l => l.EndsWith(" short", StringComparison.Ordinal)).Sum(l => l.Count(c => c is '·' or '█')) / 2);
        foreach (string block in text.Split("\n\n"))
        {
            int[] edges = [.. block.Split('\n').Where(l => l.Contains('·')).Select(l => TextWidth.Of(l[..(l.LastIndexOfAny(['·', '█']) + 1)])).Distinct()];
            int[] stairs = [.. block.Split('\n').Where(l => l.Contains('│')).Select(TextWidth.Of).Distinct()];
            if (edges.Length > 0) Assert.Single(edges);
            if (stairs.Length > 0) Assert.Equal(edges, stairs);
        }
    }

    [Fact]
    public void Wide_characters_take_two_columns_on_either_side()
    {
        var map = new AttentionMap(["彼", "は", "東京"], ["he", "本"], new[] { 1f, 0, 0, 0, 0, 1f });
        Assert.Equal(
            """
               彼
               | は
               | | 東京
            he @@
            本     @@

               weight 0 [ .:-=+*#%@] 1

            """.ReplaceLineEndings("\n"), new AttentionHeatmap(map).ToTerminal(TerminalStyle.Ascii));
    }

    [Fact]
    public void The_svg_is_well_formed_and_has_a_cell_for_every_pair_with_its_words_and_weight()
    {
        XElement svg = Drawn(Small);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("A cat", svg.Elements().First().Value);
        Assert.Equal(Svg + "title", svg.Elements().First().Name);
        Assert.Contains("\u2068chat\u2069 ← \u2068cat\u2069 0.750", svg.Element(Svg + "desc")!.Value);
        XElement[] cells = Cells(svg);
        Assert.Equal(6, cells.Length);
        Assert.Equal("\u2068le\u2069 ← \u2068the\u2069: 0.900", cells[0].Element(Svg + "title")!.Value);
        Assert.Equal("\u2068chat\u2069 ← \u2068cat\u2069: 0.750", cells[4].Element(Svg + "title")!.Value);
        Assert.Equal([0.9f, 0.1f, 0f, 0.25f, 0.75f, 0f], cells.Select(c => float.Parse(c.Element(Svg + "title")!.Value.Split(": ")[1], CultureInfo.InvariantCulture)));
        Assert.Equal(HeatPalette.Hex(0.75f), cells[4].Attribute("fill")!.Value);
        Assert.Equal(3, cells.Select(c => c.Attribute("x")!.Value).Distinct().Count());
        Assert.Equal(2, cells.Select(c => c.Attribute("y")!.Value).Distinct().Count());
        Assert.Equal(["the", "cat", "</s>"], Labels(svg, "columns"));
        Assert.Equal(["le", "chat"], Labels(svg, "rows"));
    }

    [Fact]
    public void Nothing_in_the_svg_reaches_out_of_the_picture_or_out_of_the_file()
    {
        XElement svg = Drawn(new AttentionMap([.. Enumerable.Repeat("Wwwwwwwwwwwwwwwwwww", 20)], [new string('m', 300), "x"], Enumerable.Repeat(0.05f, 40).ToArray()));
        double width = Number(svg, "width"), height = Number(svg, "height");
        foreach (XElement rectangle in svg.Descendants(Svg + "rect"))
        {
            Assert.InRange(Number(rectangle, "x"), 0, width - Number(rectangle, "width"));
            Assert.InRange(Number(rectangle, "y"), 0, height - Number(rectangle, "height"));
        }
        foreach (XElement label in svg.Descendants(Svg + "g").First(g => g.Attribute("class")!.Value == "columns").Elements())
        {
            // 19 letters of at most one em of 14 pixels, rising at 45 degrees.
            double reach = 19 * 14 * 0.7071;
            Assert.InRange(Number(label, "x") + reach, 0, width);
            Assert.InRange(Number(label, "y") - reach, 0, height);
        }
        Assert.DoesNotMatch("href|url\\(|<script|<style|@import| id=", svg.ToString());
        Assert.Equal("Attention weights", svg.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Awkward_words_are_escaped_and_their_whole_text_stays_within_reach()
    {
        string longWord = string.Concat(Enumerable.Repeat("häuser", 20));
        XElement svg = Drawn(new AttentionMap(["<b>&\"'", "\u001b\0\uFFFE\ud800", longWord], ["]]>", "", " "], new float[9]));
        Assert.Equal(["<b>&\"'", "␛␀\uFFFD\uFFFD"], Labels(svg, "columns").Take(2));
        Assert.Equal(["]]>", "", "␣"], Labels(svg, "rows"));
        XElement cut = svg.Descendants(Svg + "text").Single(t => t.Value.StartsWith("häuser", StringComparison.Ordinal));
        Assert.EndsWith("…", cut.Nodes().OfType<XText>().Single().Value);
        Assert.Equal(longWord, cut.Element(Svg + "title")!.Value);
    }

    [Fact]
    public void Words_written_from_right_to_left_say_so_and_keep_their_edge()
    {
        XElement svg = Drawn(new AttentionMap(["سلام!", "hello"], ["«دنیا»", "12"], new[] { 1f, 0, 0, 1f }));
        XElement[] words = [.. svg.Descendants(Svg + "text")];
        Assert.Equal(["rtl", null, "rtl", null], words.Take(4).Select(w => w.Attribute("direction")?.Value));
        Assert.Equal(["isolate", null, "isolate", null], words.Take(4).Select(w => w.Attribute("unicode-bidi")?.Value));
        // A column's label begins at its column, which for text running to the left is its end.
        Assert.Equal(["end", "start", "start", "end"], words.Take(4).Select(w => w.Attribute("text-anchor")!.Value));
    }

    [Fact]
    public void Maps_that_make_no_sense_are_refused()
    {
        Assert.Contains("need 2 weights, but 1", Assert.Throws<ArgumentException>(() => new AttentionMap(["a", "b"], ["c"], new float[1])).Message);
        Assert.Throws<ArgumentException>(() => new AttentionMap([], ["c"], default));
        Assert.Contains("target word 1 on source word 2 is NaN", Assert.Throws<ArgumentException>(() => new AttentionMap(["a", "b"], ["c"], new[] { 1, float.NaN })).Message);
        Assert.Throws<ArgumentException>(() => new AttentionMap(["a"], ["c"], new[] { -0.1f }));
        Assert.Throws<ArgumentException>(() => new AttentionMap(["a"], ["c"], new[] { 1.1f }));
    }

    // Isolates in sight, so that the lines of a test can be read.
    private static string Visible(string text) => text.Replace('\u2068', '[').Replace('\u2069', ']');

    private static XElement Drawn(AttentionMap map) => XDocument.Parse(new AttentionHeatmap(map).ToSvg()).Root!;

    private static XElement[] Cells(XElement svg) => [.. svg.Elements(Svg + "g").Single(g => g.Attribute("class")!.Value == "cells").Elements()];

    private static string[] Labels(XElement svg, string group) =>
        [.. svg.Elements(Svg + "g").Single(g => g.Attribute("class")!.Value == group).Elements().Select(t => string.Concat(t.Nodes().OfType<XText>().Select(n => n.Value)))];

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
