using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Heed.Studio.Pages.Runs;

/// <summary>Curves over steps with a cursor that the pointer or the arrow keys move; the values at it stand below.</summary>
public sealed partial class CurveChart
{
    private const int Strips = 48, MostPoints = 400;
    private CurveDrawing? _drawing;

    /// <summary>What is drawn.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The curves.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Curve> Curves { get; set; } = [];

    /// <summary>What is said where there is no point yet.</summary>
    [Parameter]
    public string Empty { get; set; } = "";

    /// <summary>Whether values are drawn by their logarithm.</summary>
    [Parameter]
    public bool Logarithmic { get; set; }

    /// <summary>Whether the axis begins at zero.</summary>
    [Parameter]
    public bool FromZero { get; set; }

    /// <summary>How values are written, as .NET has it.</summary>
    [Parameter]
    public string Format { get; set; } = "0.00";

    /// <summary>The step that is pointed at, which charts beside each other share.</summary>
    [Parameter]
    public long? Cursor { get; set; }

    /// <summary>Told when another step is pointed at.</summary>
    [Parameter]
    public EventCallback<long?> CursorChanged { get; set; }

    /// <summary>How tests find it.</summary>
    [Parameter]
    public string? TestId { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        Curve[] thin = [.. Curves.Select(static curve => curve with { Points = Curve.Thin(curve.Points, MostPoints) })];
        _drawing = thin.All(static curve => curve.Points.Count == 0) ? null : new CurveDrawing(thin, Logarithmic, FromZero, value => T.Number(value, Math.Abs(value) is > 0 and < 1e-3 ? "0.########" : "G4"), step => T.Number(step));
    }

    private static double StripWidth => CurveDrawing.Width / Strips;

    private static double StripLeft(int strip) => strip * StripWidth;

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private long At => Math.Clamp(Cursor ?? long.MaxValue, _drawing!.First, _drawing.Last);

    private IEnumerable<(Curve Curve, (long Step, double Value) Point)> Points => Curves.Where(static curve => curve.Points.Count > 0).Select(curve => (curve, curve.At(At)!.Value));

    private string Said => T.Of("runs.at-step", T.Number(At)) + " " + string.Join("; ", Points.Select(point => $"{point.Curve.Name} {T.Number(point.Point.Value, Format)}"));

    private Task PointAsync(int strip)
    {
        double share = (StripLeft(strip) + StripWidth / 2 - _drawing!.X(_drawing.First)) / (_drawing.X(_drawing.Last) - _drawing.X(_drawing.First));
        return CursorChanged.InvokeAsync(_drawing.First + (long)Math.Round(Math.Clamp(share, 0, 1) * (_drawing.Last - _drawing.First)));
    }

    private Task KeyAsync(KeyboardEventArgs e)
    {
        long page = Math.Max(1, (_drawing!.Last - _drawing.First) / 10), one = Math.Max(1, (_drawing.Last - _drawing.First) / 100);
        long? to = e.Key switch
        {
            "ArrowLeft" or "ArrowDown" => At - one,
            "ArrowRight" or "ArrowUp" => At + one,
            "PageDown" => At - page,
            "PageUp" => At + page,
            "Home" => _drawing.First,
            "End" => _drawing.Last,
            _ => null,
        };
        return to is { } step ? CursorChanged.InvokeAsync(Math.Clamp(step, _drawing.First, _drawing.Last)) : Task.CompletedTask;
    }
}
