namespace Heed.Studio.Shared.Lab;

/// <summary>
/// Answers the latest question, off the page's thread: a new one waits a moment for a newer one, then cancels the one that is being computed. An answer is given only if nobody has asked since.
/// </summary>
/// <param name="rest">How long a question has to stand before it is taken up.</param>
internal sealed class Latest(TimeSpan rest) : IDisposable
{
    private CancellationTokenSource? _current;

    /// <summary>Whether something is being computed, or waits to be.</summary>
    public bool IsBusy => _current is not null;

    /// <summary>Asks, and tells the answer by <paramref name="answered"/> on the thread of the one who asked. Called on the page's thread only.</summary>
    public async Task AskAsync<T>(Func<CancellationToken, T> work, Action<T> answered)
    {
        Cancel();
        using var mine = new CancellationTokenSource();
        _current = mine;
        try
        {
            await Task.Delay(rest, mine.Token);
            T answer = await Task.Run(() => work(mine.Token), mine.Token);
            if (_current != mine) return;
            _current = null;
            answered(answer);
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            // A newer question took its place, or the page is gone.
        }
        finally
        {
            if (_current == mine) _current = null;
        }
    }

    /// <summary>Forgets the question.</summary>
    public void Cancel()
    {
        // In this order: what is cancelled may look at once whether it is still asked for.
        CancellationTokenSource? asked = _current;
        _current = null;
        asked?.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => Cancel();
}
