using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared;

/// <summary>
/// Weights as a picture: rows ask, columns are attended to. Pointing at a cell or a word, or moving there with the arrow keys, is answered by the page's script alone; a click or Enter holds the cell, which is told here.
/// </summary>
public sealed partial class HeatMap
{
    private const int MostSaid = 4;
    private const double Smallest = 0.7;                                                    // narrower than that it is scrolled, or words could not be read
    private static readonly string Legend = string.Concat(Enumerable.Range(0, 21).Select(static i => $"<rect class=\"w{i * 5}\" x=\"{i}\" width=\"1\" height=\"1\"/>"));

    private IReadOnlyList<string> _columns = [], _rows = [];
    private ReadOnlyMemory<float> _of;
    private bool _compact;
    private HeatMapLayout? _layout;
    private string[] _cells = [];
    private string _weights = "";
    private HeatPin? _pin;

    /// <summary>The words that are attended to, in the order of their sentence.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Columns { get; set; } = [];

    /// <summary>The words that ask.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Rows { get; set; } = [];

    /// <summary>[rows, columns], row by row, each in [0, 1].</summary>
    [Parameter, EditorRequired]
    public ReadOnlyMemory<float> Weights { get; set; }

    /// <summary>The language of the columns, such as <c>fr</c>.</summary>
    [Parameter]
    public string? ColumnsLanguage { get; set; }

    /// <summary>The language of the rows.</summary>
    [Parameter]
    public string? RowsLanguage { get; set; }

    /// <summary>What it shows, for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>Small and without words, to stand beside its like.</summary>
    [Parameter]
    public bool Compact { get; set; }

    /// <summary>The row and column that are held; given together with <see cref="PinnedChanged"/>.</summary>
    [Parameter]
    public HeatPin? Pinned { get; set; }

    /// <summary>Told when another cell is held, or none.</summary>
    [Parameter]
    public EventCallback<HeatPin?> PinnedChanged { get; set; }

    /// <summary>The name that tests find it by.</summary>
    [Parameter]
    public string? TestId { get; set; }

    private HeatPin? Held => _pin is { } pin && pin.Fits(_rows.Count, _columns.Count) ? pin : null;

    protected override void OnParametersSet()
    {
        if (PinnedChanged.HasDelegate) _pin = Pinned;
        bool same = _layout is not null && ReferenceEquals(Columns, _columns) && ReferenceEquals(Rows, _rows) && Weights.Equals(_of) && _compact == Compact;
        if (same) return;
        if ((long)Rows.Count * Columns.Count != Weights.Length) throw new ArgumentException($"HeatMap: {Rows.Count} × {Columns.Count} words need as many weights, there are {Weights.Length}.");
        if (!PinnedChanged.HasDelegate) _pin = null;
        (_columns, _rows, _of, _compact) = (Columns, Rows, Weights, Compact);
        _layout = _rows.Count == 0 || _columns.Count == 0 ? null : new HeatMapLayout(_columns, _rows);
        if (_layout is null) return;
        _cells = Compact ? [SmallCells()] : [.. Enumerable.Range(0, _rows.Count).Select(RowOfCells)];
        _weights = Compact ? "" : Thousandths(Weights.Span);
    }

    private float At(int row, int column) => Math.Min(1, _of.Span[(row * _columns.Count) + column]);

    private async Task PinAsync(HeatPinEventArgs at)
    {
        HeatPin? next = new HeatPin(at.Row, at.Column) is var pin && pin.Fits(_rows.Count, _columns.Count) && pin != _pin ? pin : null;
        _pin = next;
        if (PinnedChanged.HasDelegate) await PinnedChanged.InvokeAsync(next);
    }

    // Of a cell its weight; of a word the strongest in its row or column.
    private IEnumerable<(string Asking, string Attended, float Weight)> Said(HeatPin pin)
    {
        if (pin is { Row: >= 0, Column: >= 0 }) return [(Clean(_rows[pin.Row]), Clean(_columns[pin.Column]), At(pin.Row, pin.Column))];
        return pin.Row >= 0
            ? Enumerable.Range(0, _columns.Count).OrderByDescending(s => At(pin.Row, s)).Take(MostSaid).Select(s => (Clean(_rows[pin.Row]), Clean(_columns[s]), At(pin.Row, s)))
            : Enumerable.Range(0, _rows.Count).OrderByDescending(t => At(t, pin.Column)).Take(MostSaid).Select(t => (Clean(_rows[t]), Clean(_columns[pin.Column]), At(t, pin.Column)));
    }

    // Numbers and class names alone, nothing of any text: as one stretch of markup a row costs a single frame.
    private string RowOfCells(int row)
    {
        var markup = new StringBuilder(_columns.Count * 90);
        string y = N(_layout!.Y(row));
        for (int s = 0; s < _columns.Count; s++)
        {
            markup.Append(CultureInfo.InvariantCulture, $"<rect role=\"gridcell\" tabindex=\"{(row == 0 && s == 0 ? 0 : -1)}\" class=\"w{HeatStyle.LevelOf(At(row, s))}\" x=\"{N(_layout.X(s))}\" y=\"{y}\" width=\"{_layout.Cell}\" height=\"{_layout.Cell}\"/>");
        }
        return markup.ToString();
    }

    private string SmallCells()
    {
        var markup = new StringBuilder($"<rect class=\"w0\" width=\"{_columns.Count}\" height=\"{_rows.Count}\"/>");
        for (int t = 0; t < _rows.Count; t++)
            for (int s = 0; s < _columns.Count; s++)
            {
                int level = HeatStyle.LevelOf(At(t, s));
                if (level > 0) markup.Append(CultureInfo.InvariantCulture, $"<rect class=\"w{level}\" x=\"{(_layout!.IsMirrored ? _columns.Count - 1 - s : s)}\" y=\"{t}\" width=\"1\" height=\"1\"/>");
            }
        return markup.ToString();
    }

    // Four digits each, for the script.
    private static string Thousandths(ReadOnlySpan<float> weights)
    {
        var text = new StringBuilder(weights.Length * 4);
        foreach (float weight in weights) text.Append(((int)Math.Round(Math.Clamp(weight, 0, 1) * 1000)).ToString("0000", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    private static string LabelClass(string word, bool isHeld) => (isHeld, word is Visuals.Label.EndSymbol or "<s>") switch
    {
        (true, _) => "heed-map-word heed-map-held",
        (_, true) => "heed-map-word heed-map-symbol",
        _ => "heed-map-word",
    };

    private static string Clean(string word) => Visuals.Label.Clean(word);

    private static string N(double number) => HeatMapLayout.N(number);
}
