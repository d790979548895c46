using System.Text;

namespace Heed.Visuals;

/// <summary>
/// Draws in text. Over the cells, which are two columns wide, the source words stand like stairs, each on a line of its own
/// with a rule down to its column: so any script, length and direction can be read without turning one's head. For a source that
/// is read from right to left all of it is mirrored: the first word is the rightmost column, the target words stand to the right.
/// </summary>
internal static class TerminalHeatmap
{
    /// <summary>As wide as the legend.</summary>
    public const int Narrowest = 32;

    private const string ShadesRamp = "·░▒▓█", AsciiRamp = " .:-=+*#%@", Reset = "\u001b[0m";

    public static string Draw(AttentionMap map, TerminalStyle style, int width)
    {
        string mark = style == TerminalStyle.Ascii ? "." : "…";
        int longestRow = Math.Min(24, width / 3);
        string[] rows = [.. map.TargetWords.Select(word => TextWidth.Cut(Label.Clean(word), longestRow, mark))];
        int left = rows.Max(TextWidth.Of) + 1;
        int room = width - left;
        string[] columns = [.. map.SourceWords.Select(word => TextWidth.Cut(Label.Clean(word), Math.Min(24, room / 2), mark))];

        var text = new StringBuilder();
        if (map.Title is { Length: > 0 } title)
        {
            text.Append(Directed(TextWidth.Cut(Label.Clean(title), width, mark))).Append("\n\n");
        }
        for (int first = 0; first < columns.Length;)
        {
            int end = first + Fitting(columns, first, room);
            if (first > 0) text.Append('\n');
            if (end - first < columns.Length) text.Append($"source words {first + 1} to {end} of {columns.Length}\n");
            if (map.SourceIsRightToLeft) DrawMirroredBlock(text, map, style, rows, columns, first, end);
            else DrawBlock(text, map, style, rows, columns, left, first, end);
            first = end;
        }
        return text.Append('\n').Append(' ', Math.Min(left, width - Narrowest)).Append(Legend(style)).Append('\n').ToString();
    }

    /// <summary>How many columns from <paramref name="first"/> on fit beside each other, stairs included.</summary>
    private static int Fitting(string[] columns, int first, int room)
    {
        int count = 1;
        while (first + count < columns.Length && (2 * count) + Math.Max(2, TextWidth.Of(columns[first + count])) <= room) count++;
        return count;
    }

    private static void DrawBlock(StringBuilder text, AttentionMap map, TerminalStyle style, string[] rows, string[] columns, int left, int first, int end)
    {
        string rule = style == TerminalStyle.Ascii ? "| " : "│ ";
        for (int s = first; s < end; s++)
        {
            text.Append(' ', left).Insert(text.Length, rule, s - first).Append(Directed(columns[s])).Append('\n');
        }
        for (int t = 0; t < rows.Length; t++)
        {
            text.Append(' ', left - 1 - TextWidth.Of(rows[t])).Append(Directed(rows[t])).Append(' ');
            for (int s = first; s < end; s++)
            {
                AppendCell(text, style, map[t, s]);
            }
            if (style <= TerminalStyle.Indexed256)
            {
                text.Append(Reset);
            }
            else
            {
                while (text[^1] == ' ') text.Length--;
            }
            text.Append('\n');
        }
    }

    private static void DrawMirroredBlock(StringBuilder text, AttentionMap map, TerminalStyle style, string[] rows, string[] columns, int first, int end)
    {
        string rule = style == TerminalStyle.Ascii ? " |" : " │";
        // Lines are filled up from the left, so that all columns keep their distance from the right edge of the grid.
        int grid = Enumerable.Range(first, end - first).Max(s => (2 * (s - first)) + Math.Max(2, TextWidth.Of(columns[s])));
        for (int s = first; s < end; s++)
        {
            text.Append(' ', grid - (2 * (s - first)) - TextWidth.Of(columns[s])).Append(Directed(columns[s]));
            text.Insert(text.Length, rule, s - first).Append('\n');
        }
        for (int t = 0; t < rows.Length; t++)
        {
            text.Append(' ', grid - (2 * (end - first)));
            for (int s = end - 1; s >= first; s--)
            {
                AppendCell(text, style, map[t, s]);
            }
            if (style <= TerminalStyle.Indexed256) text.Append(Reset);
            text.Append(' ').Append(Directed(rows[t])).Append('\n');
        }
    }

    private static void AppendCell(StringBuilder text, TerminalStyle style, float weight)
    {
        switch (style)
        {
            case TerminalStyle.TrueColor:
                (byte r, byte g, byte b) = HeatPalette.At(weight);
                text.Append($"\u001b[48;2;{r};{g};{b}m  ");
                break;
            case TerminalStyle.Indexed256:
                text.Append($"\u001b[48;5;{HeatPalette.IndexedAt(weight)}m  ");
                break;
            default:
                string ramp = style == TerminalStyle.Ascii ? AsciiRamp : ShadesRamp;
                text.Append(ramp[Math.Min(ramp.Length - 1, (int)(weight * ramp.Length))], 2);
                break;
        }
    }

    private static string Legend(TerminalStyle style)
    {
        const int Steps = 10;
        var legend = new StringBuilder("weight 0 ");
        if (style >= TerminalStyle.Shades)
        {
            return legend.Append('[').Append(style == TerminalStyle.Ascii ? AsciiRamp : ShadesRamp).Append("] 1").ToString();
        }
        for (int i = 0; i < Steps; i++)
        {
            AppendCell(legend, style, i / (Steps - 1f));
        }
        return legend.Append(Reset).Append(" 1").ToString();
    }

    /// <summary>A word with letters or digits of a script that runs to the left must not pull its neighbours along.</summary>
    private static string Directed(string label) => Label.MovesNeighbours(label) ? Label.Isolated(label) : label;
}
