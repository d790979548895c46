using Heed.Text.Corpora;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Heed.Studio.Pages.Corpus;

/// <summary>A corpus's pairs, a page at a time.</summary>
public sealed partial class PairsTable : ComponentBase
{
    private const int PageSize = 50, LongestShown = 1000;

    private readonly Dictionary<int, ElementReference> _buttons = [];

    private int _page, _open = -1, _marked = -1;
    private long? _jump;
    private string _wanted = "";
    private int[]? _found;
    private bool _isSearching;
    private CancellationTokenSource? _search;
    private bool _shouldFocus;

    /// <summary>The corpus.</summary>
    [Parameter, EditorRequired]
    public CorpusView View { get; set; } = null!;

    /// <summary>The model whose pieces are shown.</summary>
    [Parameter, EditorRequired]
    public PieceModel Model { get; set; } = null!;

    /// <summary>Links between words.</summary>
    [Parameter, EditorRequired]
    public PairLinks Links { get; set; } = null!;

    // A corpus that was put away, from any thread, has no pairs any more, and what was found among them is nowhere.
    private static IReadOnlyList<int> Shown(int[]? found, int pairs, int page) =>
        [.. Enumerable.Range(page * PageSize, PageSize).TakeWhile(row => row < (found?.Length ?? pairs)).Select(row => found?[row] ?? row).TakeWhile(place => place < pairs)];

    private int Count => _found?.Length ?? View.Pairs.Count;

    private bool HasLines => View.Pairs is [{ Line: > 0 }, ..];

    /// <inheritdoc/>
    public void Dispose() => _search?.Cancel();

    private static long NumberOf(SentencePair pair, int place) => pair.Line > 0 ? pair.Line : place + 1;

    private void Toggle(int place) => _open = _open == place ? -1 : place;

    private void Turn(int page) => (_page, _open, _marked) = (page, -1, -1);

    private void Jump()
    {
        if (_jump is not { } line) return;
        int place = View.PlaceOf(line);
        if (_found is not null && Array.BinarySearch(_found, place) < 0) (_found, _wanted) = (null, "");
        _page = (_found is null ? place : Array.BinarySearch(_found, place)) / PageSize;
        (_marked, _shouldFocus) = (place, true);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_shouldFocus || !_buttons.TryGetValue(_marked, out ElementReference button)) return;
        _shouldFocus = false;
        await button.FocusAsync();
    }

    private async Task SearchAsync(ChangeEventArgs e)
    {
        const int patience = 250;
        _wanted = e.Value as string ?? "";
        if (_search is { } before) await before.CancelAsync();
        if (_wanted.Length == 0)
        {
            (_found, _isSearching, _page) = (null, false, 0);
            return;
        }
        using var search = new CancellationTokenSource();
        _search = search;
        try
        {
            await Task.Delay(patience, search.Token);
            _isSearching = true;
            StateHasChanged();
            string wanted = _wanted;
            _found = await Task.Run(() => View.Search(wanted, search.Token), search.Token);
            (_page, _open, _marked, _isSearching) = (0, -1, -1, false);
        }
        catch (OperationCanceledException)
        {
            // Another text is searched for, or the page was left.
        }
        finally
        {
            if (_search == search) _search = null;
        }
    }

    // The text, with what was searched for marked; always as text.
    private RenderFragment Marked(string text) => builder =>
    {
        string shown = text.Length > LongestShown ? text[..LongestShown] + "…" : text;
        int next = 0;
        if (_found is not null && _wanted.Length > 0)
            for (int at; (at = shown.IndexOf(_wanted, next, StringComparison.OrdinalIgnoreCase)) >= 0; next = at + _wanted.Length)
            {
                builder.AddContent(0, shown[next..at]);
                Mark(builder, shown.Substring(at, _wanted.Length));
            }
        builder.AddContent(4, shown[next..]);
    };

    private static void Mark(RenderTreeBuilder builder, string text)
    {
        builder.OpenElement(1, "mark");
        builder.AddContent(2, text);
        builder.CloseElement();
    }
}
