using System.Text;

namespace Heed.Benchmarks.Quick;

/// <summary>The page of measurements, whose tables are written by what measured them.</summary>
internal static class PerformancePage
{
    private const string Path = "docs/performance.md";

    /// <summary>Runs a subject and puts what it prints between its two marks.</summary>
    public static void Write(string name, Action run)
    {
        string begin = $"<!-- {name} -->", end = $"<!-- /{name} -->";
        string page = File.ReadAllText(Path);
        int first = page.IndexOf(begin, StringComparison.Ordinal), last = page.IndexOf(end, StringComparison.Ordinal);
        if (first < 0 || last < first) throw new InvalidOperationException($"{Path}: has no {begin} before {end}.");
        TextWriter console = Console.Out;
        var printed = new StringBuilder();
        using (var writer = new StringWriter(printed))
        {
            Console.SetOut(writer);
            try { run(); }
            finally { Console.SetOut(console); }
        }
        string text = printed.ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        console.WriteLine(text);
        // Tables are the page's own; other output keeps its columns.
        string body = text.StartsWith('|') ? text : $"```\n{text}\n```";
        File.WriteAllText(Path, $"{page[..(first + begin.Length)]}\n{Measured.On()}\n\n{body}\n{page[last..]}");
    }
}
