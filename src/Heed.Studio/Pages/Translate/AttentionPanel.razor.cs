using System.Globalization;
using Heed.Decoding;
using Heed.Studio.Shared;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Heed.Studio.Pages.Translate;

/// <summary>The attention of one translation: a large map of one head, small ones of all, and what can be taken along.</summary>
public sealed partial class AttentionPanel
{
    private const int MostSmallCells = 120_000, LongestBeginning = 60;
    private bool _allLayers;

    /// <summary>The attention.</summary>
    [Parameter, EditorRequired]
    public TracedView View { get; set; } = null!;

    /// <summary>What of it is looked at.</summary>
    [Parameter, EditorRequired]
    public TranslateLink Link { get; set; } = null!;

    /// <summary>Told when something else is looked at.</summary>
    [Parameter]
    public EventCallback<TranslateLink> LinkChanged { get; set; }

    /// <summary>The sentences of the text.</summary>
    [Parameter]
    public IReadOnlyList<Translation> Parts { get; set; } = [];

    /// <summary>The source's language.</summary>
    [Parameter]
    public string Language { get; set; } = "";

    /// <summary>The address that brings the view back.</summary>
    [Parameter]
    public string Address { get; set; } = "";

    private bool Aligns => Shown is null && Head is null;

    // The layer that was chosen; none for what aligns.
    private int? Shown => Link.Layer is { } layer && layer < View.Layers.Count ? layer : null;

    private int Layer => Shown ?? View.AligningLayer;

    private int? Head => Link.Head is { } head && head < View.Layers[Layer].Heads ? head : null;

    private HeatData Data => View.Of(Shown, Head, Link.Pieces);

    private string Svg => View.ToSvg(Shown, Head, Link.Pieces);

    private bool HasMultiples => View.Layers.Count > 1 || View.Layers[0].Heads > 1;

    private Task Change(TranslateLink link) => LinkChanged.InvokeAsync(link);

    // Where there is too much to show every head of every layer, each layer shows its mean.
    private IEnumerable<int?> HeadsOf(int layer)
    {
        TracedLayer of = View.Layers[layer];
        if (of.Heads == 1) return [0];
        long cells = View.Layers.Sum(static l => (long)l.Heads * l.Asking.Words.Count * l.Attended.Words.Count);
        return _allLayers && cells > MostSmallCells ? [null] : [null, .. Enumerable.Range(0, of.Heads).Cast<int?>()];
    }

    private string MapLabel(int layer, int? head) => View.Layers[layer].Heads == 1
        ? LayerNames.Of(View.Layers[layer].Name, T)
        : $"{LayerNames.Of(View.Layers[layer].Name, T)}, {(head is { } one ? T.Of("translate.head-n", one + 1) : T["translate.mean"])}";

    private string AligningLabel => MapLabel(View.AligningLayer, View.AligningHead);

    private async Task CopyLinkAsync()
    {
        bool done = await Browser.CopyAsync(Address);
        Snackbar.Add(T[done ? "translate.link-copied" : "translate.copy-refused"], done ? Severity.Success : Severity.Warning);
    }

    private static string Pressed(bool value) => value ? "true" : "false";

    private static int Number(ChangeEventArgs e) => int.TryParse(Convert.ToString(e.Value, CultureInfo.InvariantCulture), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : 0;

    private static string Beginning(string text) => text.Length <= LongestBeginning ? text : $"{text[..LongestBeginning]}…";
}
