using System.CommandLine;
using System.Globalization;
using Heed.Lab;

namespace Heed.Cli;

/// <summary><c>heed compare</c>: convolution, recurrence and self-attention side by side.</summary>
internal sealed class CompareCommand : Command
{
    private static readonly LayerSettings Usual = new();

    private readonly Terminal _terminal;
    private readonly Option<string?> _lengths = Numbers("--lengths", "Lengths of sequences, rising", Usual.Lengths);
    private readonly Option<string?> _sizes = Numbers("--sizes", "Sizes of a vector to vary it over, rising", Usual.Sizes);
    private readonly Option<string?> _kernels = Numbers("--kernels", "Kernels and windows to vary them over, rising", Usual.Kernels);
    private readonly Option<int?> _size = new Option<int?>("--size") { Description = $"Numbers of a vector otherwise [default: {Usual.Size}]", HelpName = "D" }.Between(1, LayerSettings.MostSize);
    private readonly Option<int?> _kernel = new Option<int?>("--kernel") { Description = $"Positions that a convolution and a window see otherwise [default: {Usual.Kernel}]", HelpName = "K" }.Between(1, LayerSettings.MostLength);
    private readonly Option<int?> _heads = new Option<int?>("--heads") { Description = $"Heads of attention [default: {Usual.Heads}]", HelpName = "N" }.Between(1, LayerSettings.MostSize);
    private readonly Option<int?> _stride = new Option<int?>("--stride") { Description = $"Positions from one output of the strided convolution to the next; 1 leaves it out [default: {Usual.Stride}]", HelpName = "S" }.Between(1, LayerSettings.MostLength);
    private readonly Option<int?> _dilation = new Option<int?>("--dilation") { Description = "The factor by which dilations grow from layer to layer [default: the kernel]", HelpName = "N" }.Between(1, LayerSettings.MostLength);
    private readonly Option<int?> _depth = new Option<int?>("--depth") { Description = $"Layers whose receptive field is told [default: {Usual.Depth}]", HelpName = "N" }.Between(1, LayerSettings.MostDepth);
    private readonly Option<bool> _learn = new("--learn") { Description = "Also train small models of each kind to copy and to recall over growing distances" };
    private readonly LabOptions _lab = new();

    public CompareCommand(Terminal terminal) : base("compare", "Compare convolution, recurrence and self-attention: by formula, by counting, by measurement, by how far apart two positions are, and by what they learn.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_lengths, _sizes, _kernels, _size, _kernel, _heads, _stride, _dilation, _depth, _learn]) Options.Add(option);
        _lab.AddTo(this);
        WithExamples.AddTo(this, """
            heed compare --quick
            heed compare --kernel 5 --stride 3 --heads 4 --csv layers.csv --charts pictures
            heed compare --learn --report layers.html --language fa
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        _lab.Check(parsed);
        LayerSettings settings = _lab.IsQuick(parsed) ? Usual.Quick() : Usual;
        settings = settings with
        {
            Lengths = parsed.GetValue(_lengths) is { } lengths ? LabOptions.Numbers("--lengths", lengths) : settings.Lengths,
            Sizes = parsed.GetValue(_sizes) is { } sizes ? LabOptions.Numbers("--sizes", sizes) : settings.Sizes,
            Size = parsed.GetValue(_size) ?? settings.Size,
            Kernel = parsed.GetValue(_kernel) ?? settings.Kernel,
            Heads = parsed.GetValue(_heads) ?? settings.Heads,
            Stride = parsed.GetValue(_stride) ?? Math.Min(settings.Stride, parsed.GetValue(_kernel) ?? settings.Kernel),
            Dilation = parsed.GetValue(_dilation) ?? 0,
            Depth = parsed.GetValue(_depth) ?? settings.Depth,
        };
        settings = settings with { Kernels = parsed.GetValue(_kernels) is { } kernels ? LabOptions.Numbers("--kernels", kernels) : [.. settings.Kernels.Where(kernel => kernel <= settings.LengthOfSweeps)] };
        var distances = new DistanceExperiment();
        if (_lab.IsQuick(parsed)) distances = distances.Quick();
        ulong seed = _lab.Seed(parsed);
        distances = distances with { Seeds = [.. distances.Seeds.Select(other => seed + other - 1)] };
        bool learns = parsed.GetValue(_learn);
        Kernels.Workers workers = _lab.Workers(parsed);
        LayerReport report;
        try
        {
            settings.Validate();
            report = LabDisplay.Show(_terminal, progress =>
            {
                double counted = learns ? 0.3 : 0.7, crossed = learns ? 0.4 : 1;
                IReadOnlyList<LayerComparison> layers = LayerComparison.Run(settings, workers, seed, progress.Part(0, counted), _terminal.Stop);
                int longest = _lab.IsQuick(parsed) ? 1024 : LayerSettings.MostLength;
                (bool fasterAtFirst, IReadOnlyList<LayerCrossing> crossings) = LayerCrossing.Find(settings, longest: longest, workers: workers, seed: seed, progress: progress.Part(counted, crossed), cancellation: _terminal.Stop);
                return new LayerReport(settings, layers, fasterAtFirst, crossings, learns ? distances.Run(workers, progress.Part(crossed, 1), _terminal.Stop) : []);
            });
        }
        catch (ArgumentException e)
        {
            throw new UsageException(CommandLine.MessageOf(e));
        }
        if (_lab.IsJson(parsed)) WriteJson(report);
        else WriteTables(report);
        string made = MadeBy.Line(string.Create(CultureInfo.InvariantCulture,
            $"heed compare --lengths {string.Join(',', settings.Lengths)} --sizes {string.Join(',', settings.Sizes)} --kernels {string.Join(',', settings.Kernels)} --size {settings.Size} --kernel {settings.Kernel} --heads {settings.Heads} --stride {settings.Stride}{(settings.Dilation > 0 ? $" --dilation {settings.Dilation}" : "")} --depth {settings.Depth}{(learns ? " --learn" : "")}{(_lab.IsQuick(parsed) ? " --quick" : "")} --seed {seed} --threads {workers.Count}"));
        _lab.Write(_terminal, parsed, (page, language) => LayerPage.Write(page, report, made, language), Csv(report, made));
        return ExitCode.Done;
    }

    private static Option<string?> Numbers(string name, string description, IReadOnlyList<int> usual) =>
        new(name) { Description = $"{description} [default: {string.Join(',', usual)}]", HelpName = "N,N,..." };

    private void WriteTables(LayerReport report)
    {
        TextWriter output = _terminal.Out;
        LayerSettings settings = report.Settings;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"n vectors of d numbers become n. n = {settings.Lengths[^1]:N0}, d = {settings.Size}, k = {settings.Kernel}; projections are counted apart, exponents are the core's."));
        output.WriteLine();
        output.WriteLine($"{"counted",-32} {"O(core)",-12} {"multiply-adds",14} {"n^",5} {"d^",5} {"k^",5} {"projections",12} {"MB",7} {"chain",6}");
        foreach (LayerComparison layer in report.Layers)
        {
            LayerPoint last = layer.Points[^1];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{layer.Name,-32} {layer.Formula,-12} {last.Core,14:N0} {Power(layer.Counted),5} {Power(layer.CountedBySize),5} {Power(layer.CountedByKernel),5} {last.Projections,12:N0} {last.Bytes / 1e6,7:F1} {last.Depth,6:N0}"));
        }
        output.WriteLine();
        output.WriteLine($"{"measured",-32} {"forward ms",10} {"n^",12} {"d^",5} {"k^",5} {"and back ms",12} {"n^",12} {"MB",6} {"and back",9}");
        foreach (LayerComparison layer in report.Layers)
        {
            LayerPoint last = layer.Points[^1];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{layer.Name,-32} {last.Forward,10:F3} {WithError(layer.Measured),12} {Power(layer.MeasuredBySize),5} {Power(layer.MeasuredByKernel),5} {last.ForwardAndBackward,12:F3} {WithError(layer.MeasuredWithBackward),12} {last.ForwardMemory / 1e6,6:F2} {last.BackwardMemory / 1e6,9:F2}"));
        }
        output.WriteLine();
        int among = report.Layers.Max(layer => layer.Stack?.Length ?? 0);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"to connect every pair of {among:N0}",-32} {"O(path)",-10} {"layers",7} {"steps",7} {"multiply-adds",16} {"ms",9} {$"seen by {settings.Depth} layers",17}"));
        foreach (LayerComparison layer in report.Layers)
            output.WriteLine(layer.Stack is { } stack
                ? string.Create(CultureInfo.InvariantCulture, $"{layer.Name,-32} {layer.PathFormula,-10} {stack.Layers,7:N0} {stack.Steps,7:N0} {stack.MultiplyAdds,16:N0} {stack.Milliseconds,9:F2} {layer.Seen,17:N0}")
                : $"{layer.Name,-32} {layer.PathFormula,-10} {"never",7} {"∞",7} {"",16} {"",9} {layer.Seen,17:N0}");
        output.WriteLine();
        if (report.Crossings is { } crossings) output.WriteLine(LayerPage.Crossing(report.FasterAtFirst, crossings));
        foreach (IGrouping<string, DistancePoint> task in report.Distances.GroupBy(point => point.Task))
        {
            output.WriteLine();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{$"{task.Key}, % right over a distance of",-34} {"parameters",10} {string.Join(' ', task.Select(point => point.Distance).Distinct().Select(distance => $"{distance,12}"))}"));
            foreach (IGrouping<string, DistancePoint> family in task.GroupBy(point => point.Family))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{family.Key,-34} {family.First().Parameters,10:N0} {string.Join(' ', family.Select(point => $"{$"{LabDisplay.Percent(point.Mean)} ({LabDisplay.Percent(point.Accuracies.Min())}–{LabDisplay.Percent(point.Accuracies.Max())})",12}"))}"));
        }
    }

    private static string Power(Exponent exponent) => double.IsNaN(exponent.Value) ? "" : exponent.Value.ToString("F2", CultureInfo.InvariantCulture);

    private static string WithError(Exponent exponent) => double.IsNaN(exponent.Low) ? Power(exponent) : string.Create(CultureInfo.InvariantCulture, $"{exponent.Value:F2} ± {exponent.High - exponent.Value:F2}");

    private void WriteJson(LayerReport report)
    {
        foreach (LayerComparison layer in report.Layers) _terminal.Out.WriteLine(Json(layer, report.Settings));
        if (report.Crossings is { } crossings)
            _terminal.Out.WriteLine(JsonText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("attentionFasterThanGruAtFirst", report.FasterAtFirst);
                json.WriteStartArray("crossings");
                foreach (LayerCrossing crossing in crossings)
                {
                    json.WriteStartObject();
                    json.WriteNumber("length", crossing.Length);
                    json.WriteNumber("low", crossing.Low);
                    json.WriteNumber("high", crossing.High);
                    json.WriteBoolean("fasterAfter", crossing.FasterAfter);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }));
        foreach (DistancePoint point in report.Distances)
            _terminal.Out.WriteLine(JsonText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteString("task", point.Task);
                json.WriteString("layer", point.Family);
                json.WriteNumber("parameters", point.Parameters);
                json.WriteNumber("distance", point.Distance);
                json.WriteStartArray("accuracies");
                foreach (double accuracy in point.Accuracies) json.WriteNumberValue(accuracy);
                json.WriteEndArray();
                json.WriteStartArray("steps");
                foreach (int steps in point.Steps) json.WriteNumberValue(steps);
                json.WriteEndArray();
                json.WriteEndObject();
            }));
    }

    private static string Json(LayerComparison layer, LayerSettings settings) => JsonText.Of(json =>
    {
        json.WriteStartObject();
        json.WriteString("layer", layer.Name);
        json.WriteString("formula", $"O({layer.Formula})");
        json.WriteString("sequential", $"O({layer.Sequential})");
        json.WriteString("path", $"O({layer.PathFormula})");
        json.WriteNumber("size", settings.Size);
        json.WriteNumber("kernel", settings.Kernel);
        Write("countedExponent", layer.Counted);
        Write("countedExponentOfSize", layer.CountedBySize);
        Write("countedExponentOfKernel", layer.CountedByKernel);
        Write("measuredExponent", layer.Measured);
        Write("measuredExponentWithBackward", layer.MeasuredWithBackward);
        if (layer.Stack is { } stack)
        {
            json.WriteNumber("positionsConnected", stack.Length);
            json.WriteNumber("layersToConnect", stack.Layers);
            json.WriteNumber("steps", stack.Steps);
            json.WriteNumber("multiplyAddsToConnect", stack.MultiplyAdds);
        }
        json.WriteNumber("seen", layer.Seen);
        Points("points", layer.Points);
        Points("bySize", layer.BySize);
        Points("byKernel", layer.ByKernel);
        json.WriteEndObject();

        void Write(string name, Exponent exponent)
        {
            if (double.IsNaN(exponent.Value)) return;
            json.WriteStartObject(name);
            json.WriteNumber("value", exponent.Value);
            if (!double.IsNaN(exponent.Low))
            {
                json.WriteNumber("low", exponent.Low);
                json.WriteNumber("high", exponent.High);
            }
            json.WriteEndObject();
        }

        void Points(string name, IReadOnlyList<LayerPoint> points)
        {
            json.WriteStartArray(name);
            foreach (LayerPoint point in points)
            {
                json.WriteStartObject();
                json.WriteNumber("length", point.Length);
                json.WriteNumber("size", point.Size);
                json.WriteNumber("kernel", point.Kernel);
                json.WriteNumber("core", point.Core);
                json.WriteNumber("projections", point.Projections);
                json.WriteNumber("bytes", point.Bytes);
                json.WriteNumber("depth", point.Depth);
                json.WriteNumber("forwardMs", point.Forward);
                json.WriteNumber("forwardAndBackwardMs", point.ForwardAndBackward);
                json.WriteNumber("forwardMemory", point.ForwardMemory);
                json.WriteNumber("backwardMemory", point.BackwardMemory);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    });

    private static IEnumerable<IEnumerable<object?>> Csv(LayerReport report, string made)
    {
        yield return [$"# {made}"];
        yield return ["layer", "varied", "n", "d", "k", "core", "projections", "bytes", "depth", "forward_ms", "forward_and_backward_ms", "forward_memory", "backward_memory"];
        foreach (LayerComparison layer in report.Layers)
            foreach ((string varied, IReadOnlyList<LayerPoint> points) in ((string, IReadOnlyList<LayerPoint>)[])[("n", layer.Points), ("d", layer.BySize), ("k", layer.ByKernel)])
                foreach (LayerPoint point in points)
                    yield return [layer.Name, varied, point.Length, point.Size, point.Kernel, point.Core, point.Projections, point.Bytes, point.Depth, point.Forward, point.ForwardAndBackward, point.ForwardMemory, point.BackwardMemory];
        if (report.Distances.Count == 0) yield break;
        yield return [];
        yield return ["task", "layer", "parameters", "distance", "seed_number", "accuracy", "steps"];
        foreach (DistancePoint point in report.Distances)
            for (int i = 0; i < point.Accuracies.Count; i++) yield return [point.Task, point.Family, point.Parameters, point.Distance, i + 1, point.Accuracies[i], point.Steps[i]];
    }
}
