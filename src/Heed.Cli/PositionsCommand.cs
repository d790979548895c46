using System.CommandLine;
using System.Globalization;
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
    private readonly Option<bool> _train = new("--train") { Description = "Also train small models with each encoding to reverse and to sort by position, and try them on longer sequences" };
    private readonly LabOptions _lab = new();

    public PositionsCommand(Terminal terminal) : base("positions", "Compare position encodings: five criteria measured, their codes as pictures and curves, and what is learned with them.")
    {
        _terminal = terminal;
        Arguments.Add(_names);
        foreach (Option option in (Option[])[_positions, _size, _train]) Options.Add(option);
        _lab.AddTo(this);
        WithExamples.AddTo(this, """
            heed positions sinusoidal binary --positions 32 --size 16
            heed positions none sinusoidal rotary --train --quick
            heed positions --train --report positions.html --language fa
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        _lab.Check(parsed);
        string[] names = parsed.GetValue(_names) is { Length: > 0 } given ? [.. given.Distinct()] : [.. PositionEncodings.All.Select(encoding => encoding.Name)];
        int positions = parsed.GetValue(_positions) ?? UsualPositions, size = parsed.GetValue(_size) ?? UsualSize;
        ulong seed = _lab.Seed(parsed);
        bool trains = parsed.GetValue(_train);
        Kernels.Workers workers = _lab.Workers(parsed);
        var experiment = new OrderExperiment { Encodings = names };
        if (_lab.IsQuick(parsed)) experiment = experiment.Quick();
        experiment = experiment with { Seeds = [.. experiment.Seeds.Select(other => seed + other - 1)] };
        IReadOnlyList<PositionStudy> studies;
        IReadOnlyList<OrderPoint> order;
        try
        {
            (studies, order) = LabDisplay.Show(_terminal, progress => (Study(), trains ? experiment.Run(workers, progress, _terminal.Stop) : []));
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        if (_lab.IsJson(parsed))
        {
            foreach (PositionStudy study in studies) _terminal.Out.WriteLine(Json(study));
            foreach (OrderPoint point in order) _terminal.Out.WriteLine(Json(point));
        }
        else
        {
            WriteTable(studies);
            WriteOrder(order);
        }
        string made = MadeBy.Line($"heed positions {string.Join(' ', names)} --positions {positions} --size {size}{(trains ? " --train" : "")}{(_lab.IsQuick(parsed) ? " --quick" : "")} --seed {seed}");
        _lab.Write(_terminal, parsed, (page, language) => PositionPage.Write(page, studies, order, made, language), Csv(studies, order, made));
        return ExitCode.Done;

        PositionStudy[] Study() => [.. names.Select(name =>
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            return PositionStudy.Of(name, positions, size);
        })];
    }

    private void WriteOrder(IReadOnlyList<OrderPoint> order)
    {
        foreach (IGrouping<string, OrderPoint> task in order.GroupBy(point => point.Task))
        {
            _terminal.Out.WriteLine();
            int[] lengths = [.. task.Select(point => point.Length).Distinct()];
            _terminal.Out.WriteLine($"{$"{task.Key}, % right at length",-30} {string.Join(' ', lengths.Select((length, i) => $"{(i == 2 ? "| " : "")}{length,12}"))}");
            foreach (IGrouping<string, OrderPoint> encoding in task.GroupBy(point => point.Encoding))
                _terminal.Out.WriteLine($"{encoding.Key,-30} {string.Join(' ', encoding.Select((point, i) => $"{(i == 2 ? "| " : "")}{Shown(point),12}"))}");
        }
        if (order.Count > 0) _terminal.Out.WriteLine("| training ends here");

        static string Shown(OrderPoint point) => point.Accuracies.Count == 0 ? "no codes" : $"{LabDisplay.Percent(point.Mean)} ({LabDisplay.Percent(point.Accuracies.Min())}–{LabDisplay.Percent(point.Accuracies.Max())})";
    }

    private static string Json(OrderPoint point) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("task", point.Task);
        json.WriteString("encoding", point.Encoding);
        json.WriteNumber("length", point.Length);
        json.WriteStartArray("accuracies");
        foreach (double accuracy in point.Accuracies) json.WriteNumberValue(accuracy);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static IEnumerable<IEnumerable<object?>> Csv(IReadOnlyList<PositionStudy> studies, IReadOnlyList<OrderPoint> order, string made)
    {
        yield return [$"# {made}"];
        yield return ["encoding", "collisions", "distance_spread", "goes_on_to", "largest", "largest_at_four_times", "deterministic", "shift_error"];
        foreach (PositionStudy study in studies)
            yield return study.Criteria is { } criteria ? [study.Name, study.Collisions, study.DistanceSpread, criteria.GoesOnTo, study.Largest, study.LargestBeyond, criteria.Deterministic ? 1 : 0, study.ShiftError] : [study.Name];
        if (order.Count == 0) yield break;
        yield return [];
        yield return ["task", "encoding", "length", "seed_number", "accuracy"];
        foreach (OrderPoint point in order)
            for (int i = 0; i < point.Accuracies.Count; i++) yield return [point.Task, point.Encoding, point.Length, i + 1, point.Accuracies[i]];
    }

    private void WriteTable(IReadOnlyList<PositionStudy> studies)
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
