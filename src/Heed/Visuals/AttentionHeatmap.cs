namespace Heed.Visuals;

/// <summary>
/// A picture of attention as in Bahdanau et al. 2015, figure 3: a row for each output word, a column for each input word,
/// and the darker a cell, the more the output word attended to the input word. Columns follow the source's reading order: from
/// left to right, or for a source most of whose letters are written from right to left, as in Persian, from right to left with
/// the output words at the right.
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

    /// <summary>The picture as an HTML file of its own; <see cref="AttentionPage"/> puts several into one.</summary>
    public string ToHtml()
    {
        using var page = new StringWriter();
        AttentionPage.Write(page, [_map]);
        return page.ToString();
    }

    /// <summary>The picture as lines of text, each ending in a line feed. Too wide a map comes in blocks of columns.</summary>
    /// <param name="style">Colours, shades or ASCII alone.</param>
    /// <param name="width">Columns of the terminal; fewer than 32 count as 32.</param>
    public string ToTerminal(TerminalStyle style = TerminalStyle.TrueColor, int width = 80) =>
        TerminalHeatmap.Draw(_map, style, Math.Max(TerminalHeatmap.Narrowest, width));
}
