using Heed.Studio.Data;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Corpus;

/// <summary>Looks at a corpus: its pairs, faults, lengths, and the pieces that a model cuts it into.</summary>
public sealed partial class CorpusPage : ComponentBase
{
    private static readonly string[] Tabs = ["pairs", "faults", "lengths", "pieces"];

    private IReadOnlyList<DataFile> _files = [];
    private CancellationTokenSource? _reading;
    private readonly PairLinks _links = new();
    private CorpusView? _view;
    private PieceModel? _model;
    private string _tab = "pairs";
    private string? _error;
    private long _lines;
    private bool _isLeft;

    /// <inheritdoc/>
    public void Dispose()
    {
        _isLeft = true;
        _reading?.Cancel();
        if (_view is not null) Shelf.Close(_view);
    }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => _files = await Task.Run(Shelf.Folder.All);

    private void Cancel() => _reading?.Cancel();

    private async Task OpenAsync((CorpusSource Source, bool WithLanguages) chosen)
    {
        if (_reading is not null) return;
        if (_view is not null) Shelf.Close(_view);
        (_view, _error, _lines) = (null, null, 0);
        using var reading = new CancellationTokenSource();
        _reading = reading;
        try
        {
            CorpusView view = await Shelf.OpenAsync(chosen.Source, chosen.WithLanguages, new Told(this), reading.Token);
            if (_isLeft)
            {
                Shelf.Close(view);
                return;
            }
            _links.Clear();
            _view = view;
            _model = new PieceModel(Models);
            await _model.FindAsync(view.From, view.To);
        }
        catch (OperationCanceledException)
        {
            _error = _isLeft ? null : T["corpus.cancelled"];
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _error = Shelf.Folder.Shorten(e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message);
        }
        finally
        {
            _reading = null;
        }
    }

    private void Tell(long lines) => _ = InvokeAsync(() =>
    {
        _lines = lines;
        StateHasChanged();
    });

    private sealed class Told(CorpusPage page) : IProgress<long>
    {
        private long _next;

        // A page is drawn a few times a second however fast lines are read.
        public void Report(long value)
        {
            long now = Environment.TickCount64;
            if (now < _next || page._isLeft) return;
            _next = now + 200;
            page.Tell(value);
        }
    }
}
