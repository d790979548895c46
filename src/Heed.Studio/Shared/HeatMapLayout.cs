using System.Globalization;
using Heed.Visuals;

namespace Heed.Studio.Shared;

/// <summary>
/// Where the parts of a heat map stand, in pixels. It is laid out for columns that are read from left to right, and mirrored for a source that is read from right to left: its first word is then the rightmost column, and the
/// words of the rows stand at the right.
/// </summary>
internal sealed class HeatMapLayout
{
    private const int LongestLabel = 20;
    private const double Gap = 6;

    public HeatMapLayout(IReadOnlyList<string> columns, IReadOnlyList<string> rows)
    {
        int most = Math.Max(columns.Count, rows.Count);
        Cell = most switch { <= 10 => 36, <= 16 => 30, <= 26 => 22, <= 40 => 17, <= 70 => 12, _ => 8 };
        Font = Math.Clamp(Cell - 3, 7, 15);
        IsSlanted = Cell >= 22;
        IsMirrored = Visuals.Label.AreRightToLeft(columns);
        ColumnLabels = [.. columns.Select(Shown)];
        RowLabels = [.. rows.Select(Shown)];
        double longestRow = RowLabels.Select(Extent).DefaultIfEmpty().Max(), longestColumn = ColumnLabels.Select(Extent).DefaultIfEmpty().Max();
        double left = Math.Ceiling(longestRow + Gap + 4);
        Top = Math.Ceiling(IsSlanted ? (longestColumn * Slant) + Font : longestColumn + Gap) + 2;
        double right = left + (columns.Count * Cell) + 2;
        // A slanted label may rise past the last column.
        if (IsSlanted) right = ColumnLabels.Select((label, s) => left + ((s + 0.5) * Cell) + ((Extent(label) + Font) * Slant)).Append(right).Max();
        Width = Math.Ceiling(right);
        Height = Top + (rows.Count * Cell) + 2;
        GridLeft = IsMirrored ? Width - left - (columns.Count * Cell) : left;
        GridWidth = columns.Count * Cell;
        GridHeight = rows.Count * Cell;
    }

    private const double Slant = 0.7071;                                                    // words rise at 45 degrees

    public int Cell { get; }

    public double Font { get; }

    public bool IsSlanted { get; }

    public bool IsMirrored { get; }

    public double Width { get; }

    public double Height { get; }

    public double Top { get; }

    public double GridLeft { get; }

    public double GridWidth { get; }

    public double GridHeight { get; }

    public IReadOnlyList<string> ColumnLabels { get; }

    public IReadOnlyList<string> RowLabels { get; }

    /// <summary>The left edge of a column's cells.</summary>
    public double X(int column) => IsMirrored ? GridLeft + GridWidth - ((column + 1) * Cell) : GridLeft + (column * Cell);

    /// <summary>The upper edge of a row's cells.</summary>
    public double Y(int row) => Top + (row * Cell);

    /// <summary>How the word of a column is put in its place: slanted where there is room, upright where there is little.</summary>
    public string ColumnTransform(int column)
    {
        double x = X(column) + (Cell / 2.0);
        if (!IsSlanted) return $"translate({N(x + (Font * 0.35))} {N(Top - Gap)}) rotate(-90)";
        return $"translate({N(x + (IsMirrored ? -3 : 3))} {N(Top - Gap)}) rotate({(IsMirrored ? 45 : -45)})";
    }

    /// <summary>The anchor of a column's word. In text that runs to the left, "start" means its right edge.</summary>
    public string ColumnAnchor(int column) => Anchor(ColumnLabels[column], atRight: IsSlanted && IsMirrored);

    /// <summary>Where the word of a row ends: beside the cells.</summary>
    public double RowX => IsMirrored ? GridLeft + GridWidth + Gap : GridLeft - Gap;

    /// <summary>The base line of a row's word.</summary>
    public double RowY(int row) => Y(row) + (Cell / 2.0) + (Font * 0.35);

    public string RowAnchor(int row) => Anchor(RowLabels[row], atRight: !IsMirrored);

    public static string DirectionOf(string label) => Visuals.Label.IsRightToLeft(label) ? "rtl" : "ltr";

    public static string N(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Anchor(string label, bool atRight) => atRight == Visuals.Label.IsRightToLeft(label) ? "start" : "end";

    private static string Shown(string word) => TextWidth.Cut(Visuals.Label.Clean(word), LongestLabel, "…");

    private double Extent(string label) => Visuals.Label.Ems(label) * Font;
}
