using Heed.Text;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Corpus;

/// <summary>A vocabulary: the pieces of a text, and how often the corpus uses each.</summary>
public sealed partial class VocabularyView : ComponentBase
{
    private const int Shown = 60, LongestText = 2000;

    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource? _counting;
    private PieceCounts? _counts;
    private IReadOnlyList<(int Id, long Count)> _most = [], _least = [];
    private TokenizedText? _encoded;
    private string _text = "";
    private bool _isTarget;
    private long _done;

    /// <summary>The corpus.</summary>
    [Parameter, EditorRequired]
    public CorpusView View { get; set; } = null!;

    /// <summary>The model whose pieces are shown.</summary>
    [Parameter, EditorRequired]
    public PieceModel Model { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Show(View.Pairs.Count > 0 ? View.Pairs[0].Source : "");

    private void Show(string text)
    {
        _text = text.Length > LongestText ? text[..LongestText] : text;
        _encoded = Model.Cutter is not { } cutter || string.IsNullOrWhiteSpace(_text) ? null : cutter.Cut(_text, null, _isTarget);
    }

    private void SetTarget(bool isTarget)
    {
        _isTarget = isTarget;
        Show(_text);
    }

    private void Changed()
    {
        _counting?.Cancel();
        _counts = null;
        Show(_text);
    }

    private async Task CountAsync()
    {
        if (Model.Cutter is not { } cutter) return;
        using var counting = CancellationTokenSource.CreateLinkedTokenSource(_left.Token);
        (_counting, _done) = (counting, 0);
        try
        {
            PieceCounts counts = await Task.Run(() => PieceCounts.Of(cutter, View, new Told(this), counting.Token), counting.Token);
            (_counts, _most, _least) = (counts, counts.Ends(most: true, Shown), counts.Ends(most: false, Shown));
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
        finally
        {
            if (_counting == counting) _counting = null;
        }
    }

    private sealed class Told(VocabularyView view) : IProgress<long>
    {
        private long _next;

        public void Report(long value)
        {
            long now = Environment.TickCount64;
            if (now < _next) return;
            _next = now + 200;
            _ = view.InvokeAsync(() =>
            {
                view._done = value;
                view.StateHasChanged();
            });
        }
    }
}
