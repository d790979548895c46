using Heed.Decoding;
using Heed.Models;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary>The attention of a translation in the forms that the verbs offer.</summary>
internal static class HeatmapOutput
{
    // Of a text that goes to a file or a pipe, where nobody knows how wide it will be shown.
    private const int UsualWidth = 120;

    public static void Write(Translation translation, TextWriter output, Terminal terminal, bool toTerminal)
    {
        if (translation.Attention.Length == 0)
        {
            terminal.Error.WriteLine(translation.Parts.Any(static part => part.Attention.Length > 0)
                ? $"heed: a text of {translation.SourceWords.Count:N0} words is too long for one map; --json has those of its sentences."
                : "heed: this model has no attention to show (--score none).");
            return;
        }
        Write(Map(translation), output, terminal, toTerminal);
    }

    public static void Write(AttentionMap map, TextWriter output, Terminal terminal, bool toTerminal)
    {
        bool shown = toTerminal && terminal.OutIsTerminal;
        output.Write(new AttentionHeatmap(map).ToTerminal(shown ? StyleOf(terminal) : TerminalStyle.Shades, shown ? terminal.Width : UsualWidth));
    }

    public static string Svg(Translation translation)
    {
        RequireAttention(translation);
        return Heatmap(translation).ToSvg();
    }

    /// <summary>The maps of a page, with the sentences above them; pairs without a translation are passed over.</summary>
    public static IEnumerable<AttentionMap> Maps(IEnumerable<Translation?> translations, ModelConfig config) =>
        translations.OfType<Translation>().Select(translation => Map(translation) with
        {
            SourceText = translation.Source,
            TargetText = translation.Text,
            SourceLanguage = config.From,
            TargetLanguage = config.To,
        });

    /// <summary>Hard links <c>source-target</c>, from 0: for each target word the source word with the largest weight; end symbols left out.</summary>
    public static string Pharaoh(Translation translation)
    {
        RequireAttention(translation);
        return WordLinks.Pharaoh(translation);
    }

    /// <summary>All weights: target words separated by spaces, their weights on the source words by commas; end symbols last, so that each sums to 1.</summary>
    public static string Soft(Translation translation)
    {
        RequireAttention(translation);
        return WordLinks.Soft(translation);
    }

    public static void RequireAttention(ModelConfig config)
    {
        if (config.Score == "none") throw NoAttention();
    }

    private static AttentionHeatmap Heatmap(Translation translation) => new(Map(translation));

    public static AttentionMap Map(Translation translation) => new(translation.SourceWords, translation.TargetWords, translation.Attention);

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
        if (translation.Attention.Length > 0) return;
        if (translation.Parts.Any(static part => part.Attention.Length > 0))
            throw new InvalidDataException($"a text of {translation.SourceWords.Count:N0} words is too long for one map; give its sentences on lines of their own.");
        throw NoAttention();
    }

    private static InvalidOperationException NoAttention() => new("this model has no attention to show (--score none).");
}
