using System.Globalization;
using System.Text;

namespace Heed.Studio.Pages.Step;

/// <summary>A vector as a strip of coloured cells: one path for each of 13 colours, from the lowest, <c>sv0</c>, over zero, <c>sv6</c>, to the highest, <c>sv12</c>.</summary>
/// <param name="Columns">Cells in a row.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Paths">The paths, in cells.</param>
public sealed record VectorPicture(int Columns, int Rows, string Paths)
{
    private const int Steps = 6;

    /// <summary>Draws a vector.</summary>
    /// <param name="values">The numbers.</param>
    /// <param name="scale">The magnitude that has the strongest colour.</param>
    public static VectorPicture Of(IReadOnlyList<float> values, float scale)
    {
        ArgumentNullException.ThrowIfNull(values);
        int columns = Math.Max(1, Math.Min(values.Count, values.Count > 256 ? 128 : 64)), rows = (values.Count + columns - 1) / columns;
        var paths = new StringBuilder[2 * Steps + 1];
        for (int i = 0; i < values.Count; i++)
        {
            StringBuilder path = paths[LevelOf(values[i], scale)] ??= new StringBuilder();
            path.Append(CultureInfo.InvariantCulture, $"M{i % columns} {i / columns}h1v1h-1z");
        }
        var all = new StringBuilder();
        for (int level = 0; level < paths.Length; level++)
            if (paths[level] is { } path) all.Append(CultureInfo.InvariantCulture, $"<path class=\"sv{level}\" d=\"{path}\"/>");
        return new VectorPicture(columns, rows, all.ToString());
    }

    /// <summary>The colour of a number, from 0 to 12. The root makes small numbers visible beside large ones.</summary>
    public static int LevelOf(float value, float scale)
    {
        if (!float.IsFinite(value) || !(scale > 0)) return Steps;
        double part = Math.Sqrt(Math.Min(1, Math.Abs(value) / scale));
        return Steps + Math.Sign(value) * (int)Math.Round(part * Steps);
    }
}
