using Heed.Decoding;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary>The attention of a translation in the forms that the verbs offer.</summary>
internal static class HeatmapOutput
{
    // Of a text that goes to a file or a pipe, where nobody knows how wide it will be shown.
    private const int UsualWidth = 120;
    private const string EndSymbol = "</s>";

    public static void Write(Translation translation, TextWriter output, Terminal terminal, bool toTerminal)
    {
        if (translation.Attention.Length == 0)
        {
            terminal.Error.WriteLine("heed: this model has no attention to show (--score none).");
            return;
        }
        bool shown = toTerminal && terminal.OutIsTerminal;
        output.Write(Heatmap(translation).ToTerminal(shown ? StyleOf(terminal) : TerminalStyle.Shades, shown ? terminal.Width : UsualWidth));
    }

    public static string Svg(Translation translation)
    {
        RequireAttention(translation);
        return Heatmap(translation).ToSvg();
    }

    /// <summary>Hard links <c>source-target</c>, from 0: for each target word the source word with the largest weight; end symbols left out.</summary>
    public static string Pharaoh(Translation translation)
    {
        RequireAttention(translation);
        AttentionMap map = Map(translation);
        IEnumerable<string> links =
            from target in Enumerable.Range(0, map.TargetWords.Count)
            where map.TargetWords[target] != EndSymbol
            let source = map.StrongestSource(target)
            where map.SourceWords[source] != EndSymbol
            select $"{source}-{target}";
        return string.Join(' ', links);
    }

    private static AttentionHeatmap Heatmap(Translation translation) => new(Map(translation));

    private static AttentionMap Map(Translation translation) => new(translation.SourceWords, translation.TargetWords, translation.Attention);

    private static TerminalStyle StyleOf(Terminal terminal)
    {
        string kind = Environment.GetEnvironmentVariable("TERM") ?? "";
        if (kind == "dumb") return TerminalStyle.Ascii;
        if (!terminal.ColourOut) return TerminalStyle.Shades;
        if (Environment.GetEnvironmentVariable("COLORTERM") is "truecolor" or "24bit") return TerminalStyle.TrueColor;
        bool modern = kind.Length > 0 || Environment.GetEnvironmentVariable("WT_SESSION") is { Length: > 0 };
        return modern ? TerminalStyle.Indexed256 : TerminalStyle.Shades;
    }

    private static void RequireAttention(Translation translation)
    {
        if (translation.Attention.Length == 0) throw new InvalidOperationException("this model has no attention to show (--score none).");
    }
}
