using System.Text;
using Heed.Visuals;

namespace Heed.Studio.Shared;

/// <summary>The colours of heat maps as a style sheet: a class for each hundredth of a weight, in light and in dark.</summary>
internal static class HeatStyle
{
    /// <summary>The classes are <c>w0</c> to <c>w100</c>.</summary>
    public const int Levels = 100;

    /// <summary>The rules.</summary>
    public static string Css { get; } = Rules();

    /// <summary>The number of a weight's class.</summary>
    public static int LevelOf(float weight) => (int)Math.Round(Math.Clamp(weight, 0, 1) * Levels);

    private static string Rules()
    {
        var rules = new StringBuilder();
        for (int level = 0; level <= Levels; level++)
        {
            float weight = level / (float)Levels;
            rules.Append($".heed-map .w{level}{{fill:light-dark({HeatPalette.Hex(HeatPalette.At(weight))},{HeatPalette.Hex(HeatPalette.DarkAt(weight))})}}\n");
        }
        return rules.ToString();
    }
}
