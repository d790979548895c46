using System.Globalization;
using System.Text;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared.Lab;

/// <summary>Draws curves; sizes are in the units of the picture, which is as wide as it may be.</summary>
public sealed partial class LabPlot
{
    private const double Width = 420, Left = 52, Right = 10, Top = 8, Bottom = 36;
    private LabScale _x = LabScale.Of([]), _y = LabScale.Of([]);

    /// <summary>What it shows.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What a reader who does not see it is told; the label where there is none.</summary>
    [Parameter]
    public string? Told { get; set; }

    /// <summary>What x is.</summary>
    [Parameter, EditorRequired]
    public string XLabel { get; set; } = "";

    /// <summary>The curves.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<LabCurve> Curves { get; set; } = [];

    /// <summary>Whether x is logarithmic.</summary>
    [Parameter]
    public bool LogarithmicX { get; set; }

    /// <summary>Whether y is logarithmic.</summary>
    [Parameter]
    public bool LogarithmicY { get; set; }

    /// <summary>Lines across, with what they mean.</summary>
    [Parameter]
    public IReadOnlyList<(double X, string Text)> Marks { get; set; } = [];

    /// <summary>The x beyond which nothing was trained; that part is shaded.</summary>
    [Parameter]
    public double? Bound { get; set; }

    /// <summary>A point that stands out.</summary>
    [Parameter]
    public (double X, double Y)? Point { get; set; }

    /// <summary>Numbers that the y axis holds whatever the curves are.</summary>
    [Parameter]
    public IReadOnlyList<double> YHolds { get; set; } = [];

    /// <summary>Whether points are dots too.</summary>
    [Parameter]
    public bool Dots { get; set; }

    /// <summary>Height of the picture.</summary>
    [Parameter]
    public double Height { get; set; } = 190;

    /// <summary>For tests.</summary>
    [Parameter]
    public string? TestId { get; set; }

    [Inject]
    private Words T { get; set; } = default!;

    private string Alternative => Told ?? Label;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _x = LabScale.Of(Curves.SelectMany(curve => curve.Points).Select(point => point.X), LogarithmicX, isExact: true);
        _y = LabScale.Of(Curves.SelectMany(curve => curve.Points).Select(point => point.Y).Concat(YHolds), LogarithmicY, marks: 4);
    }

    private static string F(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private double X(double x) => Left + (Width - Left - Right) * _x.Of(x);

    private double Y(double y) => Top + (Height - Top - Bottom) * (1 - _y.Of(y));

    private string Written(double mark) => LabText.Number(T, mark);

    private string Path(LabCurve curve)
    {
        var path = new StringBuilder();
        bool isOn = false;
        foreach ((double x, double y) in curve.Points)
        {
            if (!double.IsFinite(y) || (LogarithmicY && y <= 0) || (LogarithmicX && x <= 0))
            {
                isOn = false;
                continue;
            }
            path.Append(isOn ? 'L' : 'M').Append(F(X(x))).Append(' ').Append(F(Y(y)));
            isOn = true;
        }
        return path.ToString();
    }
}
