using Heed.Lab;
using Heed.Studio.Shared.Lab;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Layers;

/// <summary>What layers cost and who sees whom. Formulas and the picture follow the sliders; what is counted by running a layer waits until they rest; what is measured is asked for.</summary>
public sealed partial class LayersPage
{
    private readonly Latest _numbers = new(TimeSpan.FromMilliseconds(200)), _address = new(TimeSpan.FromMilliseconds(300));
    private LayerQuestion _asked = LayerQuestion.Of("");
    private ReachDiagram _diagram = ReachDiagram.Of(LayerQuestion.Of(""));
    private IReadOnlyDictionary<string, LayerNumbers>? _counted;
    private MeasuredLayers? _measured, _measuring;
    private IReadOnlyList<DistancePoint>? _learned, _learning;
    private int? _hovered;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    private int Output => Math.Min(_hovered ?? _asked.Output, _diagram.Lengths[^1] - 1);

    private IReadOnlyList<LayerCost> Costs => LayerCost.All(_asked.Size, _asked.Kernel, _asked.Stride);

    private LayerCost Attention => Costs.First(cost => cost.Square > 0);

    private string Seen
    {
        get
        {
            bool[] inputs = _diagram.Under(Output)[0];
            int first = Array.IndexOf(inputs, true), last = Array.LastIndexOf(inputs, true);
            return T.Of("layers.seen", Output, inputs.Count(part => part), inputs.Length, first, last, _asked.Depth);
        }
    }

    private string Connected => _counted?.GetValueOrDefault(_asked.Kind) is not { } numbers ? "" : numbers.Layers is { } layers ? T.Of("layers.connected", T.Number(layers), T.Number(_asked.Length)) : T["layers.never"];

    private IReadOnlyList<LabCurve> CostCurves =>
        [.. Costs.Select((cost, i) => (Cost: cost, Colour: i)).GroupBy(part => (part.Cost.Square, part.Cost.Each, _asked.Whole * part.Cost.Projections)).Select(same => new LabCurve(
            string.Join(" = ", same.Select(part => T[$"layers.{part.Cost.Id}"])),
            [.. Enumerable.Range(2, 13).Select(power => Math.Pow(2, power)).Select(n => (X: n, Y: same.First().Cost.Of(n, _asked.Whole == 1)))], same.First().Colour))];

    private IReadOnlyList<(double X, string Text)> CrossingMarks
    {
        get
        {
            double gru = Attention.DearerThan(Costs.First(cost => cost.Id == "gru"), _asked.Whole == 1);
            return Math.Abs(Math.Log(gru / _asked.Length)) < 0.7 ? [(_asked.Length, "n")] : [(_asked.Length, "n"), (gru, "GRU")];
        }
    }

    private string CrossingsTold => T["layers.crossing-plot"] + ". " + string.Join("; ", Costs.Where(cost => cost.Square == 0).Select(cost => $"{T[$"layers.{cost.Id}"]}: {T.Number(Math.Floor(Attention.DearerThan(cost, _asked.Whole == 1)) + 1)}"));

    /// <inheritdoc/>
    protected override Task OnInitializedAsync()
    {
        _asked = LayerQuestion.Of(Navigation.Uri);
        _diagram = ReachDiagram.Of(_asked);
        return CountAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _numbers.Dispose();
        _address.Dispose();
    }

    private async Task Ask(LayerQuestion question)
    {
        (LayerQuestion before, _asked, _hovered) = (_asked, question.Fitted(), null);
        _diagram = ReachDiagram.Of(_asked);
        Task counted = _asked with { Kind = before.Kind, Output = before.Output, Whole = before.Whole } == before ? Task.CompletedTask : CountAsync();
        await Task.WhenAll(counted, _address.AskAsync(_ => _asked.Address(), address => Navigation.NavigateTo(address, replace: true)));
    }

    private Task CountAsync()
    {
        LayerQuestion question = _asked;
        _counted = null;
        return _numbers.AskAsync(cancellation => LayerNumbers.All(question, cancellation), all =>
        {
            _counted = all;
            StateHasChanged();
        });
    }

    private void Measure(IProgress<LabProgress> progress, CancellationToken cancellation) => _measuring = MeasuredLayers.Of(_asked, progress, cancellation);

    private void ShowMeasured() => _measured = _measuring;

    private void Learn(IProgress<LabProgress> progress, CancellationToken cancellation) => _learning = new DistanceExperiment().Quick().Run(progress: progress, cancellation: cancellation);

    private void ShowLearned() => _learned = _learning;

    private IReadOnlyList<LabCurve> MeasuredCurves(Func<LayerPoint, double> y) =>
        [.. LayerCost.Ids.Select((id, i) => new LabCurve(T[$"layers.{id}"], [.. _measured!.Layers[i].Points.Select(point => ((double)point.Length, y(point)))], i))];

    private static string FamilyKey(string family) => family switch
    {
        "convolution" => "layers.convolution",
        "convolution, dilated" => "layers.dilated",
        "self-attention" => "layers.attention",
        _ => "layers.gru",
    };
}
