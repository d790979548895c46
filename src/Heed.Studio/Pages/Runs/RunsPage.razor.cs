using System.Globalization;
using Heed.Studio.Runs;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Runs;

/// <summary>The runs there are, and the curves of those that are chosen.</summary>
public sealed partial class RunsPage
{
    private const int MostChosen = 16;
    private volatile IReadOnlyList<RunSnapshot>? _runs;
    private IReadOnlyList<TrainingProcess> _starting = [];
    private List<string> _chosen = [];
    private string _before = "";
    private string? _fault;
    private bool _asking;

    [Inject]
    private RunShelf Shelf { get; set; } = null!;

    [Inject]
    private TrainingProcesses Processes { get; set; } = null!;

    [Inject]
    private StudioOptions Options { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>The names of the runs to compare, separated by commas.</summary>
    [SupplyParameterFromQuery(Name = "compare")]
    public string? Compare { get; set; }

    private IReadOnlyList<RunSnapshot> Chosen => [.. _chosen.Select(name => _runs!.FirstOrDefault(run => run.Name == name)).OfType<RunSnapshot>()];

    /// <inheritdoc/>
    protected override bool LookForNews()
    {
        string? fault = null;
        IReadOnlyList<RunSnapshot> now = _runs ?? [];
        try
        {
            now = Shelf.All();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.Message;
        }
        IReadOnlyList<TrainingProcess> starting = Processes.WithoutFolder(now);
        string seen = string.Join('\n', now.Select(run => string.Create(CultureInfo.InvariantCulture, $"{run.Name} {run.Version} {Processes.Of(run.Name)?.Phase}")).Concat(starting.Select(static process => $"{process.Name} {process.Phase} {process.LastLine}"))) + fault;
        if (_runs is not null && seen == _before) return false;
        if (_runs is null) _chosen = [.. Compare is { } names ? names.Split(',').Where(name => now.Any(run => run.Name == name)).Take(MostChosen) : now.Take(1).Select(static run => run.Name)];
        (_runs, _starting, _fault, _before) = (now, starting, fault, seen);
        return true;
    }

    private void Choose(string name)
    {
        if (!_chosen.Remove(name) && _chosen.Count < MostChosen) _chosen.Add(name);
        Navigation.NavigateTo($"/runs?compare={string.Join(',', _chosen.Select(Uri.EscapeDataString))}", replace: true);
    }

    private void Open(string name) => Navigation.NavigateTo($"/runs/{Uri.EscapeDataString(name)}");

    // The losses of a run in 40 points, as high as wide as they go.
    private static string Spark(RunSnapshot run)
    {
        IReadOnlyList<(long Step, double Value)> points = Curve.Thin(Curve.Smooth([.. run.Steps.Select(static of => (of.Step, of.Loss))], 0.5), 40);
        double low = points.Min(static point => point.Value), span = Math.Max(1e-9, points.Max(static point => point.Value) - low), first = points[0].Step, steps = Math.Max(1, points[^1].Step - first);
        return string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{100 * (point.Step - first) / steps:F1},{22 - 20 * (point.Value - low) / span:F1}")));
    }
}
