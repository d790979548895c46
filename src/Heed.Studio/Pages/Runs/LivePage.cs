using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Pages.Runs;

/// <summary>A page that looks every second whether something is new, away from the circuit's thread, and is drawn again only then.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Left => _stop.Token;

    /// <summary>Looks; tells whether something is new.</summary>
    protected abstract bool LookForNews();

    /// <inheritdoc/>
    protected override void OnInitialized() => _ = FollowAsync();

    /// <summary>Looks now instead of in a second.</summary>
    protected async Task LookNowAsync()
    {
        await Task.Run(LookForNews);
        StateHasChanged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the watching.</summary>
    protected virtual void Dispose(bool disposing)
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(Pause);
        CancellationToken left = Left;
        try
        {
            do
            {
                if (await Task.Run(LookForNews, left)) await InvokeAsync(StateHasChanged);
            }
            while (await timer.WaitForNextTickAsync(left));
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
