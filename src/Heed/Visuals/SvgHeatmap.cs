using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Heed.Visuals;

/// <summary>Lays out and writes the SVG. All lengths are in pixels.</summary>
internal static class SvgHeatmap
{
    private const int Cell = 28, Font = 14, Small = 11, Margin = 16, LongestLabel = 28;
    private const int LegendSteps = 32, LegendStep = 6, LegendHeight = 12;
    private const double Slant = 0.7071;   // labels of columns rise at 45 degrees
    private const string Ink = "#1f2933", Muted = "#6b7785", Lines = "#d5dae0";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Draw(AttentionMap map)
    {
        string[] columns = Labels(map.SourceWords), rows = Labels(map.TargetWords);
        string title = Label.Clean(map.Title ?? "");
        double left = Margin + rows.Max(Extent) + 8;
        double top = Margin + (title.Length > 0 ? Font + 14 : 0) + (columns.Max(Extent) * Slant) + Font;
        double gridRight = left + (columns.Length * Cell), gridBottom = top + (rows.Length * Cell);
        // A slanted label may rise past the last column.
        double right = columns.Select((label, s) => left + ((s + 0.5) * Cell) + ((Extent(label) + Font) * Slant)).Append(gridRight).Max();
        double width = Math.Ceiling(Math.Max(right, Math.Max(Margin + (Extent(title) * 1.1), left + (LegendSteps * LegendStep) + 12)) + Margin);
        var side = new Side(width, map.SourceIsRightToLeft);
        double height = Math.Ceiling(gridBottom + 18 + LegendHeight + 6 + Small + Margin);

        var root = new XElement(Svg + "svg",
            Attributes(("viewBox", $"0 0 {N(width)} {N(height)}"), ("width", width), ("height", height), ("role", "img"),
                ("font-family", "system-ui, 'Segoe UI', 'Noto Sans', 'DejaVu Sans', sans-serif"), ("font-size", Font), ("fill", Ink)),
            new XElement(Svg + "title", title.Length > 0 ? title : "Attention weights"),
            new XElement(Svg + "desc", Description(map)),
            Rectangle(0, 0, width, height, "#ffffff"));
        if (title.Length > 0)
        {
            root.Add(Text(title, side.X(Margin), Margin + Font, atRight: side.Mirrored, ("font-weight", "600")));
        }
        root.Add(
            new XElement(Svg + "g", Attributes(("class", "columns")), columns.Select((label, s) =>
                Word(label, map.SourceWords[s], side.X(left + ((s + 0.5) * Cell) + 3), top - 7, atRight: side.Mirrored, slant: side.Mirrored ? 45 : -45))),
            new XElement(Svg + "g", Attributes(("class", "rows")), rows.Select((label, t) =>
                Word(label, map.TargetWords[t], side.X(left - 8), top + ((t + 0.5) * Cell) + (Font * 0.35), atRight: !side.Mirrored, slant: 0))),
            Cells(map, side, left, top),
            Legend(side.X(left, LegendSteps * LegendStep), gridBottom + 18));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    private static XElement Cells(AttentionMap map, Side side, double left, double top)
    {
        var cells = new XElement(Svg + "g", Attributes(("class", "cells"), ("stroke", Lines), ("stroke-width", "1")));
        for (int t = 0; t < map.TargetWords.Count; t++)
        {
            for (int s = 0; s < map.SourceWords.Count; s++)
            {
                XElement cell = Rectangle(side.X(left + (s * Cell), Cell), top + (t * Cell), Cell, Cell, HeatPalette.Hex(map[t, s]));
                cell.Add(new XElement(Svg + "title", $"{Shown(map.TargetWords[t])} ← {Shown(map.SourceWords[s])}: {Weight(map[t, s])}"));
                cells.Add(cell);
            }
        }
        return cells;
    }

    private static XElement Legend(double left, double top)
    {
        var legend = new XElement(Svg + "g", Attributes(("class", "legend"), ("font-size", Small), ("fill", Muted)));
        for (int i = 0; i < LegendSteps; i++)
        {
            legend.Add(Rectangle(left + (i * LegendStep), top, LegendStep, LegendHeight, HeatPalette.Hex(i / (LegendSteps - 1f)), ("shape-rendering", "crispEdges")));
        }
        double length = LegendSteps * LegendStep, baseline = top + LegendHeight + 4 + Small;
        legend.Add(
            Rectangle(left, top, length, LegendHeight, "none", ("stroke", Lines)),
            Text("0", left, baseline, atRight: false),
            Text("attention weight", left + (length / 2), baseline, atRight: false, ("text-anchor", "middle")),
            Text("1", left + length, baseline, atRight: true));
        return legend;
    }

    private static XElement Word(string label, string word, double x, double y, bool atRight, int slant)
    {
        XElement text = Text(label, x, y, atRight, slant != 0 ? ("transform", $"rotate({slant} {N(x)} {N(y)})") : default);
        if (word == Label.EndSymbol)
        {
            text.SetAttributeValue("fill", Muted);
        }
        if (label != word)
        {
            text.Add(new XElement(Svg + "title", Label.Clean(word)));
        }
        return text;
    }

    /// <summary>Text whose left or right edge is at x. In text that runs to the left, "start" means its right edge.</summary>
    private static XElement Text(string text, double x, double y, bool atRight, params (string Name, object Value)[] more)
    {
        bool toLeft = Label.IsRightToLeft(text);
        XElement element = new(Svg + "text", Attributes(("x", x), ("y", y), ("text-anchor", atRight == toLeft ? "start" : "end")), text);
        if (toLeft)
        {
            element.Add(Attributes(("direction", "rtl"), ("unicode-bidi", "isolate")));
        }
        foreach ((string name, object value) in more.Where(attribute => attribute.Name is not null))
        {
            element.SetAttributeValue(name, value);
        }
        return element;
    }

    private static XElement Rectangle(double x, double y, double width, double height, string fill, params (string Name, object Value)[] more) =>
        new(Svg + "rect", Attributes([("x", x), ("y", y), ("width", width), ("height", height), ("fill", fill), .. more]));

    private static XAttribute[] Attributes(params (string Name, object Value)[] attributes) =>
        [.. attributes.Select(a => new XAttribute(a.Name, a.Value is double number ? N(number) : Convert.ToString(a.Value, CultureInfo.InvariantCulture)!))];

    private static string[] Labels(IReadOnlyList<string> words) => [.. words.Select(word => TextWidth.Cut(Label.Clean(word), LongestLabel, "…"))];

    private static string Shown(string word) => Label.Isolated(Label.Clean(word));

    private static string Description(AttentionMap map)
    {
        var text = new StringBuilder($"A row for each of {map.TargetWords.Count} output words, a column for each of {map.SourceWords.Count} source words; darker is more. Strongest:");
        for (int t = 0; t < map.TargetWords.Count; t++)
        {
            int s = map.StrongestSource(t);
            text.Append($" {Shown(map.TargetWords[t])} ← {Shown(map.SourceWords[s])} {Weight(map[t, s])}{(t + 1 < map.TargetWords.Count ? ";" : ".")}");
        }
        return text.ToString();
    }

    private static double Extent(string text) => Label.Ems(text) * Font;

    private static string Weight(float weight) => weight.ToString("0.000", CultureInfo.InvariantCulture);

    private static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The whole picture is laid out for a source read from left to right, and mirrored for one read from right to left.</summary>
    private readonly record struct Side(double Width, bool Mirrored)
    {
        /// <summary>The left edge of something that would begin at x.</summary>
        public double X(double x, double width = 0) => Mirrored ? Width - x - width : x;
    }
}
