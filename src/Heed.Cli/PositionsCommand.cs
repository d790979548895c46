using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Lab;
using Heed.Positions;

namespace Heed.Cli;

/// <summary><c>heed positions</c>: position encodings side by side.</summary>
internal sealed class PositionsCommand : Command
{
    private const int UsualPositions = 64, UsualSize = 64;

    private readonly Terminal _terminal;
    private readonly Argument<string[]> _names = new("ENCODING") { Description = "Encodings to study [default: all]", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<int?> _positions = new Option<int?>("--positions") { Description = $"The longest sentence of training, in tokens [default: {UsualPositions}]", HelpName = "N" }.Between(4, PositionStudy.MostPositions);
    private readonly Option<int?> _size = new Option<int?>("--size") { Description = $"Numbers of a code [default: {UsualSize}]", HelpName = "D" }.Between(1, PositionStudy.MostSize);
    private readonly Option<string?> _report = new("--report") { Description = "Write a page of pictures and measurements that needs nothing else", HelpName = "F.html" };
    private readonly Option<string?> _language = new Option<string?>("--language") { Description = "The page's language [default: en]", HelpName = "en|fa" }.OneOf("en", "fa");
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line instead of the table" };

    public PositionsCommand(Terminal terminal) : base("positions", "Compare position encodings: five criteria measured, their codes as pictures and curves.")
    {
        _terminal = terminal;
        Arguments.Add(_names);
        foreach (Option option in (Option[])[_positions, _size, _report, _language, _json]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed positions sinusoidal binary --positions 32 --size 16
            heed positions --json
            heed positions --report positions.html --language fa
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] names = parsed.GetValue(_names) is { Length: > 0 } given ? given : [.. PositionEncodings.All.Select(encoding => encoding.Name)];
        int positions = parsed.GetValue(_positions) ?? UsualPositions, size = parsed.GetValue(_size) ?? UsualSize;
        string? report = parsed.GetValue(_report);
        if (parsed.GetValue(_language) is not null && report is null) throw new UsageException("--language is the page's; add --report F.html.");
        CommonOptions.CheckFolderOf(report);
        var studies = new List<PositionStudy>();
        foreach (string name in names)
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            try
            {
                studies.Add(PositionStudy.Of(name, positions, size));
            }
            catch (ArgumentException e)
            {
                throw new UsageException(CommandLine.MessageOf(e));
            }
        }
        if (parsed.GetValue(_json)) foreach (PositionStudy study in studies) _terminal.Out.WriteLine(Json(study));
        else WriteTable(studies);
        if (report is not null)
        {
            string made = MadeBy.Line($"heed positions {string.Join(' ', names)} --positions {positions} --size {size}");
            using var page = new StringWriter(CultureInfo.InvariantCulture);
            PositionPage.Write(page, studies, made, parsed.GetValue(_language) ?? "en");
            AtomicFile.WriteText(report, page.ToString());
            _terminal.Error.WriteLine($"heed: wrote {report}");
        }
        return ExitCode.Done;
    }

    private void WriteTable(List<PositionStudy> studies)
    {
        _terminal.Out.WriteLine($"{"encoding",-18} {"collisions",10} {"spread",8} {"goes on to",10} {"largest",8} {"at 4×",8} {"deterministic",13} {"shift error",11}");
        foreach (PositionStudy study in studies)
        {
            if (study.Criteria is not { } criteria)
            {
                _terminal.Out.WriteLine($"{study.Name,-18} {"adds nothing to embeddings",-40}");
                continue;
            }
            string beyond = double.IsNaN(study.LargestBeyond) ? "–" : study.LargestBeyond.ToString("G4", CultureInfo.InvariantCulture), shift = study.ShiftError is { } error ? error.ToString("0.0e-0", CultureInfo.InvariantCulture) : "–";
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{study.Name,-18} {study.Collisions,10:N0} {study.DistanceSpread,8:P0} {criteria.GoesOnTo,10:N0} {study.Largest,8:G4} {beyond,8} {(criteria.Deterministic ? "yes" : "no"),13} {shift,11}"));
        }
    }

    private static string Json(PositionStudy study) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("encoding", study.Name);
        if (study.Criteria is { } criteria)
        {
            json.WriteNumber("collisions", study.Collisions);
            json.WriteNumber("distanceSpread", study.DistanceSpread);
            json.WriteNumber("goesOnTo", criteria.GoesOnTo);
            json.WriteNumber("largest", study.Largest);
            if (!double.IsNaN(study.LargestBeyond)) json.WriteNumber("largestBeyond", study.LargestBeyond);
            json.WriteBoolean("unique", criteria.Unique);
            json.WriteBoolean("equalDistances", criteria.EqualDistances);
            json.WriteBoolean("bounded", criteria.Bounded);
            json.WriteBoolean("deterministic", criteria.Deterministic);
            if (study.ShiftError is { } error) json.WriteNumber("shiftError", error);
            json.WriteStartArray("dotProducts");
            foreach (double product in study.DotProducts()) json.WriteNumberValue(product);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    });
}
