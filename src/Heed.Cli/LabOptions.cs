using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Lab;

namespace Heed.Cli;

/// <summary>What the lab's verbs have in common: a page, its language, JSON, CSV, and a seed.</summary>
internal sealed class LabOptions
{
    private readonly Option<string?> _report = new("--report") { Description = "Write a page of tables and pictures that needs nothing else", HelpName = "F.html" };
    private readonly Option<string?> _language = new Option<string?>("--language") { Description = "The page's language [default: en]", HelpName = "en|fa" }.OneOf([.. LabPage.Languages]);
    private readonly Option<string?> _csv = new("--csv") { Description = "Write every number as a table with commas", HelpName = "F.csv" };
    private readonly Option<string?> _charts = new("--charts") { Description = "Write the page's pictures as SVG files into this folder", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line instead of the table" };
    private readonly Option<bool> _quick = new("--quick") { Description = "Smaller experiments, done in less than a minute" };
    private readonly Option<int?> _seed = new Option<int?>("--seed") { Description = "Of weights, inputs and examples [default: 1]", HelpName = "N" }.Between(0, int.MaxValue);
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_quick, _seed, _threads, _report, _language, _charts, _csv, _json]) command.Options.Add(option);
    }

    /// <summary>Only what a verb lacks that has threads and JSON of its own.</summary>
    public void AddFilesTo(Command command)
    {
        foreach (Option option in (Option[])[_seed, _report, _language, _charts, _csv]) command.Options.Add(option);
    }

    /// <summary>The first of these options that was given, if any.</summary>
    public string? GivenFile(ParseResult parsed) => ((Option[])[_seed, _report, _language, _charts, _csv]).FirstOrDefault(option => parsed.GetResult(option) is not null)?.Name;

    public bool IsQuick(ParseResult parsed) => parsed.GetValue(_quick);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public ulong Seed(ParseResult parsed) => (ulong)(parsed.GetValue(_seed) ?? 1);

    public Kernels.Workers Workers(ParseResult parsed) => CommonOptions.WorkersOf(parsed.GetValue(_threads));

    /// <summary>Says at once, not after the work, what cannot be written.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_language) is not null && parsed.GetValue(_report) is null && parsed.GetValue(_charts) is null) throw new UsageException("--language is the page's; add --report F.html.");
        if (parsed.GetValue(_charts) is { } charts && File.Exists(charts)) throw new IOException($"--charts {charts}: this is a file; name a folder.");
        CommonOptions.CheckFolderOf(parsed.GetValue(_report));
        CommonOptions.CheckFolderOf(parsed.GetValue(_csv));
    }

    /// <summary>Writes the files that were asked for.</summary>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="writePage">Writes the page in a language.</param>
    /// <param name="csv">The rows of the table, its heads first.</param>
    public void Write(Terminal terminal, ParseResult parsed, Action<TextWriter, string> writePage, IEnumerable<IEnumerable<object?>> csv)
    {
        string? report = parsed.GetValue(_report), charts = parsed.GetValue(_charts);
        if (report is not null || charts is not null)
        {
            using var writer = new StringWriter(CultureInfo.InvariantCulture);
            writePage(writer, parsed.GetValue(_language) ?? "en");
            string page = writer.ToString();
            if (report is not null)
            {
                AtomicFile.WriteText(report, page);
                terminal.Error.WriteLine($"heed: wrote {report}");
            }
            if (charts is not null)
            {
                Directory.CreateDirectory(charts);
                int number = 0;
                foreach (string chart in LabPage.Charts(page)) AtomicFile.WriteText(Path.Combine(charts, $"chart-{++number:D2}.svg"), chart);
                terminal.Error.WriteLine($"heed: wrote {number} pictures into {charts}");
            }
        }
        if (parsed.GetValue(_csv) is { } table)
        {
            AtomicFile.WriteText(table, string.Concat(csv.Select(row => string.Join(',', row.Select(Cell)) + "\n")));
            terminal.Error.WriteLine($"heed: wrote {table}");
        }
    }

    /// <summary>Whole numbers with commas between them.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static int[] Numbers(string option, string text) =>
        [.. text.Split(',').Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw new UsageException($"{option} '{OneLineText.Of(text, 40)}': write whole numbers with commas, such as 16,32,64."))];

    private static string Cell(object? value)
    {
        string text = value is double number && !double.IsFinite(number) ? "" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
