using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Heed.Visuals;

/// <summary>
/// Attention maps as one HTML file that needs nothing else: no network, no other file. A map is a table, so it can be read aloud and without script;
/// with script, pointing at a cell or moving to it with the arrow keys shows its words and weight and marks its row and column. The page
/// follows the reader's choice of light or dark and prints on white. Nothing in it runs or loads but its own style and script, whose hashes its
/// Content-Security-Policy names.
/// </summary>
public static class AttentionPage
{
    private const int Levels = 100, MostEms = 14;
    private static readonly string Style = Resource("AttentionPage.css") + Heights() + Colours(HeatPalette.At, whiteInkFirst: false)
        + "@media screen and (prefers-color-scheme:dark){" + Colours(HeatPalette.DarkAt, whiteInkFirst: true) + "}\n";
    private static readonly string Script = Resource("AttentionPage.js");
    private static readonly string Policy = $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the page. Each map is written before the next is asked for, so a long page needs no more memory than a short one.</summary>
    /// <param name="output">Where to; it should encode UTF-8.</param>
    /// <param name="maps">The maps, in their order on the page. Columns run in the source's reading direction.</param>
    /// <param name="title">The page's title.</param>
    /// <returns>How many maps there were.</returns>
    public static int Write(TextWriter output, IEnumerable<AttentionMap> maps, string title = "Attention")
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(maps);
        string heading = Escape(title);
        output.Write($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8" />
            <meta http-equiv="Content-Security-Policy" content="{Policy}" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{heading}</title>
            <style>{Style}</style></head>
            <body><header><h1>{heading}</h1>
            <p>A row for each target word, a column for each source word: the stronger the colour, the more the target word attended to the source word.
            <span class="scripted" hidden="">Point at a cell, or press Tab and then the arrow keys.</span></p>
            <p class="tools"><span class="legend" role="img" aria-label="Colours from weight 0 to weight 1">0 {Legend()} 1</span>
            <label><input id="numbers" type="checkbox" autocomplete="off" /> Show the weights</label></p></header>
            <main>

            """.ReplaceLineEndings("\n"));
        int count = 0;
        foreach (AttentionMap map in maps) WriteMap(output, map, ++count);
        output.Write($"</main>\n<script>{Script}</script></body></html>\n");
        return count;
    }

    private static void WriteMap(TextWriter output, AttentionMap map, int number)
    {
        output.Write($"<section aria-labelledby=\"m{number}\"><h2 id=\"m{number}\">{(map.Title is { Length: > 0 } title ? Directed("bdi", title) : $"Pair {number}")}</h2>\n");
        WriteText(output, map.SourceText, "Source", map.SourceLanguage);
        WriteText(output, map.TargetText, "Target", map.TargetLanguage);
        int columns = map.SourceWords.Count;
        double longest = map.SourceWords.Max(word => Label.Ems(Label.Clean(word)));
        string size = columns switch { <= 20 => "", <= 36 => " narrow", <= 60 => " narrower", _ => " narrowest" };
        string direction = map.SourceIsRightToLeft ? "rtl" : "ltr";
        output.Write($"<div class=\"scroll h{Math.Clamp((int)Math.Ceiling(longest), 1, MostEms)}{size}\" dir=\"{direction}\">");
        output.Write($"<table class=\"map\" dir=\"{direction}\" aria-labelledby=\"m{number}\">\n<thead><tr{Language(map.SourceLanguage)}><td></td>");
        foreach (string word in map.SourceWords) WriteWord(output, word, "col", "");
        output.Write("</tr></thead>\n<tbody>\n");
        for (int t = 0; t < map.TargetWords.Count; t++)
        {
            output.Write("<tr>");
            WriteWord(output, map.TargetWords[t], "row", Language(map.TargetLanguage));
            for (int s = 0; s < columns; s++) WriteCell(output, map[t, s]);
            output.Write("</tr>\n");
        }
        output.Write("</tbody></table></div>\n<p class=\"readout\" aria-hidden=\"true\"></p></section>\n");
    }

    private static void WriteText(TextWriter output, string? text, string name, string? language)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        // Line breaks and tabs of a text are white space, not characters to be shown.
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        output.Write($"<p class=\"text\"><b>{name}</b> {Directed("bdi", line, Language(language))}</p>\n");
    }

    private static void WriteWord(TextWriter output, string word, string scope, string more)
    {
        string end = word == Label.EndSymbol ? " class=\"end\"" : "";
        string whole = Label.Ems(word) > MostEms ? $" title=\"{Escape(word)}\"" : "";
        output.Write($"<th scope=\"{scope}\"{end}{whole}{more}>{Directed("span", word)}</th>");
    }

    private static void WriteCell(TextWriter output, float weight)
    {
        int level = (int)Math.Round(weight * Levels);
        output.Write(level == 0 ? "<td>" : $"<td class=\"w{level}\">");
        output.Write(weight >= 0.9995f ? "1" : weight < 0.0005f ? "0" : weight.ToString(".000", CultureInfo.InvariantCulture));
        output.Write("</td>");
    }

    private static string Directed(string element, string text, string more = "") =>
        $"<{element} dir=\"{(Label.IsRightToLeft(text) ? "rtl" : "ltr")}\"{more}>{Escape(text)}</{element}>";

    /// <summary>A language as an attribute, if it looks like one.</summary>
    private static string Language(string? language) =>
        language is { Length: >= 2 and <= 35 } && char.IsAsciiLetter(language[0]) && language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? $" lang=\"{language}\"" : "";

    /// <summary>Text that shows as it is, in an element and in an attribute: no character of it has a meaning of its own.</summary>
    private static string Escape(string text)
    {
        string clean = Label.Clean(text);
        if (clean.AsSpan().IndexOfAny("&<>\"'") < 0) return clean;
        var escaped = new StringBuilder(clean.Length + 16);
        foreach (char c in clean)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ => escaped.Append(c),
            };
        }
        return escaped.ToString();
    }

    private static string Legend() => string.Concat(Enumerable.Range(0, 11).Select(i => $"<i class=\"w{i * 10}\"></i>"));

    /// <summary>Room for slanted labels so many ems long: no style may stand at an element, so there is a class for each length.</summary>
    private static string Heights() => string.Concat(Enumerable.Range(1, MostEms).Select(ems =>
    {
        string reach = (ems * 0.7071).ToString("0.##", CultureInfo.InvariantCulture);
        return $".h{ems}{{padding-inline-end:{reach}em}}.h{ems} thead th{{height:calc({reach}em + 1.3em)}}\n";
    }));

    private static string Colours(Func<float, (byte R, byte G, byte B)> at, bool whiteInkFirst)
    {
        (byte, byte, byte) first = at(0);
        var rules = new StringBuilder($".map tbody td,.w0{{background:{HeatPalette.Hex(first)};--number:{Ink(whiteInkFirst)}}}\n");
        for (int level = 1; level <= Levels; level++)
        {
            (byte, byte, byte) colour = at(level / (float)Levels);
            bool white = HeatPalette.NeedsWhiteInk(colour);
            rules.Append($".map tbody .w{level},.w{level}{{background:{HeatPalette.Hex(colour)}{(white != whiteInkFirst ? $";--number:{Ink(white)}" : "")}}}\n");
        }
        return rules.ToString();
    }

    private static string Ink(bool white) => white ? "#fff" : "#000";

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using Stream stream = typeof(AttentionPage).Assembly.GetManifestResourceStream($"Heed.Visuals.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");   // as a browser sees it, or the hash would not fit
    }
}
