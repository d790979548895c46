using System.Globalization;
using System.Net;

namespace Heed.Lab;

/// <summary>What the lab's pages have in common: one HTML file that needs nothing else, light or dark, in reading order of its language.</summary>
public static class LabPage
{
    private const string Style = """
        :root{color-scheme:light dark;--ink:#1c1c28;--paper:#fff;--line:#ccd;--note:#556}
        @media (prefers-color-scheme:dark){:root{--ink:#e8e8f0;--paper:#14141c;--line:#445;--note:#aab}}
        body{margin:0 auto;max-width:72rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
        table{border-collapse:collapse;display:block;overflow-x:auto}th,td{border:1px solid var(--line);padding:.25rem .6rem;text-align:start}td.n{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
        figure{margin:1rem 0;margin-inline-end:1rem;display:inline-block;vertical-align:top;max-width:min(100%,34rem)}figcaption,.note{color:var(--note)}
        svg{max-width:100%;height:auto}.chart{width:34rem}.matrix{width:24rem;background:#fff}svg text{fill:var(--ink);font:12px system-ui,sans-serif}.map svg{background:#fff}.map svg text{fill:#1c1c28}.heat td{font-size:.85rem;padding:.2rem .4rem}.axis{stroke:var(--line);fill:none}polyline{fill:none;stroke-width:1.6}
        .c0{stroke:#3b6fb6}.c1{stroke:#c4512d}.c2{stroke:#3a8f4d}.c3{stroke:#8a5fc0}.c4{stroke:#b0872b}.c5{stroke:#c05f8f}.c6{stroke:#2f9a9a}.c7{stroke:#777}
        polygon{opacity:.15;stroke:none}.b0{fill:#3b6fb6}.b1{fill:#c4512d}.b2{fill:#3a8f4d}.b3{fill:#8a5fc0}.b4{fill:#b0872b}.b5{fill:#c05f8f}.b6{fill:#2f9a9a}.b7{fill:#777}
        code{overflow-wrap:anywhere}.key{margin-inline-end:1em;border-bottom:3px solid;white-space:nowrap}.more{border-bottom-style:dashed}
        .k0{border-color:#3b6fb6}.k1{border-color:#c4512d}.k2{border-color:#3a8f4d}.k3{border-color:#8a5fc0}.k4{border-color:#b0872b}.k5{border-color:#c05f8f}.k6{border-color:#2f9a9a}.k7{border-color:#777}
        """;

    // What pictures need of the style where they stand alone.
    private const string Drawing = """
        text{fill:#1c1c28;font:12px system-ui,sans-serif}.axis{stroke:#ccd;fill:none}polyline{fill:none;stroke-width:1.6}polygon{opacity:.15;stroke:none}
        .c0{stroke:#3b6fb6}.c1{stroke:#c4512d}.c2{stroke:#3a8f4d}.c3{stroke:#8a5fc0}.c4{stroke:#b0872b}.c5{stroke:#c05f8f}.c6{stroke:#2f9a9a}.c7{stroke:#777}
        .b0{fill:#3b6fb6}.b1{fill:#c4512d}.b2{fill:#3a8f4d}.b3{fill:#8a5fc0}.b4{fill:#b0872b}.b5{fill:#c05f8f}.b6{fill:#2f9a9a}.b7{fill:#777}
        """;

    /// <summary>The languages a page can be in.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "fa"];

    /// <summary>The pictures of a page as SVG files of their own, in the order in which they stand.</summary>
    /// <param name="page">A page of the lab.</param>
    public static IEnumerable<string> Charts(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        for (int start = 0, end; (start = page.IndexOf("<svg ", start, StringComparison.Ordinal)) >= 0; start = end)
        {
            end = page.IndexOf("</svg>", start, StringComparison.Ordinal) + "</svg>".Length;
            string svg = page[start..end];
            int head = svg.IndexOf('>', StringComparison.Ordinal);
            string space = svg[..head].Contains("xmlns=", StringComparison.Ordinal) ? "" : " xmlns=\"http://www.w3.org/2000/svg\"";
            yield return $"{svg[..head]}{space}><style>svg{{background:#fff}}{Drawing}</style>{svg[(head + 1)..]}\n";
        }
    }

    /// <exception cref="ArgumentException">There is no such language.</exception>
    internal static void Begin(TextWriter output, string title, string made, string language)
    {
        if (!Languages.Contains(language)) throw new ArgumentException($"language: there is no '{language}'; choose one of {string.Join(", ", Languages)}.", nameof(language));
        output.Write($"""
            <!DOCTYPE html>
            <html lang="{language}" dir="{(language == "fa" ? "rtl" : "ltr")}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
            <title>{WebUtility.HtmlEncode(title)}</title><style>{Style}</style></head>
            <body><h1>{WebUtility.HtmlEncode(title)}</h1>
            <p class="note"><code dir="ltr">{WebUtility.HtmlEncode(made)}</code></p>

            """.ReplaceLineEndings("\n"));
    }

    internal static void Heading(TextWriter output, string text) => output.Write($"<h2>{WebUtility.HtmlEncode(text)}</h2>\n");

    internal static void Note(TextWriter output, string text) => output.Write($"<p class=\"note\">{WebUtility.HtmlEncode(text)}</p>\n");

    /// <summary>A table whose first column names the rows.</summary>
    internal static void Table(TextWriter output, IEnumerable<string> heads, IEnumerable<IEnumerable<string>> rows)
    {
        output.Write("<table><thead><tr>" + string.Concat(heads.Select(head => $"<th scope=\"col\">{WebUtility.HtmlEncode(head)}</th>")) + "</tr></thead><tbody>\n");
        foreach (IEnumerable<string> row in rows)
            output.Write("<tr>" + string.Concat(row.Select((cell, i) => i == 0 ? $"<th scope=\"row\"><bdi>{WebUtility.HtmlEncode(cell)}</bdi></th>" : $"<td class=\"n\"><bdi>{WebUtility.HtmlEncode(cell)}</bdi></td>")) + "</tr>\n");
        output.Write("</tbody></table>\n");
    }

    /// <summary>A picture with its caption, and the names of its curves in their colours; none for a curve that is not there.</summary>
    internal static void Figure(TextWriter output, string svg, string caption, IEnumerable<string?>? names = null)
    {
        output.Write($"<figure>{svg}<figcaption>{WebUtility.HtmlEncode(caption)}");
        int i = 0;
        string before = ": ";
        foreach (string? name in names ?? [])
        {
            if (name is not null) output.Write($"{before}<span class=\"key k{i % 8}{(i >= 8 ? " more" : "")}\"><bdi>{WebUtility.HtmlEncode(name)}</bdi></span> ");
            (before, i) = (name is null ? before : "", i + 1);
        }
        output.Write("</figcaption></figure>\n");
    }

    /// <summary>A number, or a dash where there is none; what rounds to nothing has no sign.</summary>
    /// <param name="format">A format of .NET, such as F2.</param>
    /// <param name="value">The number.</param>
    public static string Number(string format, double value)
    {
        if (double.IsNaN(value)) return "–";
        string text = value.ToString(format, CultureInfo.InvariantCulture);
        return text.StartsWith('-') && text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : text;
    }

    internal static void End(TextWriter output) => output.Write("</body></html>\n");
}
