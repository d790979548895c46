namespace Heed.Visuals;

/// <summary>
/// A picture of attention as in Bahdanau et al. 2015, figure 3: a row for each output word, a column for each input word,
/// and the darker a cell, the more the output word attended to the input word. Columns stand in the order of the sentence
/// from left to right, whatever its script.
/// </summary>
/// <param name="map">The words and weights to draw.</param>
public sealed class AttentionHeatmap(AttentionMap map)
{
    private readonly AttentionMap _map = map ?? throw new ArgumentNullException(nameof(map));

    /// <summary>
    /// The picture as an SVG element that stands alone or inside a page: no fonts, styles, identifiers or scripts of its own
    /// to clash. Every cell tells its words and weight; a description names the strongest source word of each output word.
    /// </summary>
    public string ToSvg() => SvgHeatmap.Draw(_map);

    /// <summary>The picture as lines of text, each ending in a line feed. Too wide a map comes in blocks of columns.</summary>
    /// <param name="style">Colours, shades or ASCII alone.</param>
    /// <param name="width">Columns of the terminal; fewer than 32 count as 32.</param>
    public string ToTerminal(TerminalStyle style = TerminalStyle.TrueColor, int width = 80) =>
        TerminalHeatmap.Draw(_map, style, Math.Max(TerminalHeatmap.Narrowest, width));
}
