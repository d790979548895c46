using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Lab;

namespace Heed.Cli;

/// <summary><c>heed compare</c>: convolution, recurrence and self-attention side by side.</summary>
internal sealed class CompareCommand : Command
{
    private const int UsualSize = 64, UsualKernel = 3;
    private const string UsualLengths = "16,32,64,128,256,512,1024";

    private readonly Terminal _terminal;
    private readonly Option<string?> _lengths = new("--lengths") { Description = $"Lengths of sequences, rising [default: {UsualLengths}]", HelpName = "N,N,..." };
    private readonly Option<int?> _size = new Option<int?>("--size") { Description = $"Numbers of a vector [default: {UsualSize}]", HelpName = "D" }.Between(1, LayerComparison.MostSize);
    private readonly Option<int?> _kernel = new Option<int?>("--kernel") { Description = $"Positions that a convolution sees, and neighbours on each side of a window [default: {UsualKernel}]", HelpName = "K" }.Between(1, LayerComparison.MostLength);
    private readonly Option<int?> _threads = CommonOptions.Threads();
    private readonly Option<string?> _report = new("--report") { Description = "Write a page of tables and curves that needs nothing else", HelpName = "F.html" };
    private readonly Option<string?> _language = new Option<string?>("--language") { Description = "The page's language [default: en]", HelpName = "en|fa" }.OneOf("en", "fa");
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line instead of the table" };

    public CompareCommand(Terminal terminal) : base("compare", "Compare convolution, recurrence and self-attention: by formula, by counting, by measurement, and by how far apart two positions are.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_lengths, _size, _kernel, _threads, _report, _language, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed compare --lengths 16,32,64,128 --size 32
            heed compare --kernel 5 --json
            heed compare --report layers.html --language fa
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        int size = parsed.GetValue(_size) ?? UsualSize, kernel = parsed.GetValue(_kernel) ?? UsualKernel;
        string text = parsed.GetValue(_lengths) ?? UsualLengths;
        int[] lengths = [.. text.Split(',').Select(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length : throw new UsageException($"--lengths '{OneLineText.Of(text, 40)}': write whole numbers with commas, such as {UsualLengths}."))];
        string? report = parsed.GetValue(_report);
        if (parsed.GetValue(_language) is not null && report is null) throw new UsageException("--language is the page's; add --report F.html.");
        CommonOptions.CheckFolderOf(report);
        IReadOnlyList<LayerComparison> compared;
        try
        {
            compared = LayerComparison.Run(lengths, size, kernel, CommonOptions.WorkersOf(parsed.GetValue(_threads)), null, _terminal.Stop);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        if (report is not null)
        {
            using var page = new StringWriter(CultureInfo.InvariantCulture);
            LayerPage.Write(page, compared, MadeBy.Line($"heed compare --lengths {text} --size {size} --kernel {kernel} (weights and inputs of seed 1)"), parsed.GetValue(_language) ?? "en");
            AtomicFile.WriteText(report, page.ToString());
            _terminal.Error.WriteLine($"heed: wrote {report}");
        }
        if (parsed.GetValue(_json))
        {
            foreach (LayerComparison layer in compared) _terminal.Out.WriteLine(Json(layer, size, kernel));
            return ExitCode.Done;
        }
        WriteTables(compared, lengths[^1], size);
        return ExitCode.Done;
    }

    private void WriteTables(IReadOnlyList<LayerComparison> compared, int longest, int size)
    {
        TextWriter output = _terminal.Out;
        output.WriteLine($"n vectors of {size} numbers become n; projections are counted apart. At n = {longest:N0}:");
        output.WriteLine();
        output.WriteLine($"{"layer",-28} {"formula",-10} {"counted core",13} {"~ n^",5} {"projections",12} {"forward ms",10} {"~ n^",17} {"and back ms",11}");
        foreach (LayerComparison layer in compared)
        {
            LayerPoint last = layer.Points[^1];
            Exponent measured = layer.Measured;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{layer.Name,-28} {layer.Formula,-10} {last.Core,13:N0} {layer.Counted.Value,5:F2} {last.Projections,12:N0} {last.Forward,10:F3} {$"{measured.Value:F2} ± {measured.High - measured.Value:F2}",17} {last.ForwardAndBackward,11:F3}"));
        }
        output.WriteLine();
        output.WriteLine($"{"layer",-28} {"sequential",-10} {"layers from end to end",22} {"steps",7}");
        foreach (LayerComparison layer in compared)
            output.WriteLine(layer.Path is { } path
                ? string.Create(CultureInfo.InvariantCulture, $"{layer.Name,-28} {layer.Sequential,-10} {path.Layers,22:N0} {path.Steps,7:N0}")
                : $"{layer.Name,-28} {layer.Sequential,-10} {"never",22} {"∞",7}");
        LayerComparison recurrence = compared[1], attention = compared[3];
        output.WriteLine();
        IReadOnlyList<double> crossings = attention.Crossings(recurrence);
        string lead = attention.Points[0].Forward < recurrence.Points[0].Forward ? "faster" : "slower";
        output.WriteLine(crossings.Count == 0
            ? $"Self-attention is {lead} than the GRU at every length."
            : string.Create(CultureInfo.InvariantCulture, $"Self-attention is {lead} than the GRU at first; this changes at about {string.Join(", then ", crossings.Select(n => n.ToString("N0", CultureInfo.InvariantCulture)))} positions."));
    }

    private static string Json(LayerComparison layer, int size, int kernel) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("layer", layer.Name);
        json.WriteString("formula", layer.Formula);
        json.WriteString("sequential", layer.Sequential);
        json.WriteNumber("size", size);
        json.WriteNumber("kernel", kernel);
        json.WriteNumber("countedExponent", layer.Counted.Value);
        json.WriteNumber("measuredExponent", layer.Measured.Value);
        if (layer.Path is { } path)
        {
            json.WriteNumber("layersToConnect", path.Layers);
            json.WriteNumber("steps", path.Steps);
        }
        json.WriteStartArray("points");
        foreach (LayerPoint point in layer.Points)
        {
            json.WriteStartObject();
            json.WriteNumber("length", point.Length);
            json.WriteNumber("core", point.Core);
            json.WriteNumber("projections", point.Projections);
            json.WriteNumber("bytes", point.Bytes);
            json.WriteNumber("forwardMs", point.Forward);
            json.WriteNumber("forwardAndBackwardMs", point.ForwardAndBackward);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
