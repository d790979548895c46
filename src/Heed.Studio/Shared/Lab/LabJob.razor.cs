using Heed.Lab;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared.Lab;

/// <summary>Runs something longer off the page's thread, and ends it when it is cancelled or the page is gone.</summary>
public sealed partial class LabJob : IDisposable
{
    private const long LeastBetween = 120;                                                   // milliseconds between two pictures of the progress
    private CancellationTokenSource? _cancellation;
    private LabProgress _at;
    private string _said = "";
    private long _drawn;

    /// <summary>Its name in tests.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>What the button says.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What is run; called on another thread.</summary>
    [Parameter, EditorRequired]
    public Action<IProgress<LabProgress>, CancellationToken> Work { get; set; } = static (_, _) => { };

    /// <summary>Told, on the page's thread, that it was done.</summary>
    [Parameter]
    public EventCallback Done { get; set; }

    [Inject]
    private Words T { get; set; } = default!;

    [Inject]
    private LabBench Bench { get; set; } = default!;

    /// <inheritdoc/>
    public void Dispose() => _cancellation?.Cancel();

    private void Cancel() => _cancellation?.Cancel();

    private async Task StartAsync()
    {
        if (!Bench.TryTake())
        {
            _said = T["lab.busy"];
            return;
        }
        using var cancellation = new CancellationTokenSource();
        (_cancellation, _at, _said) = (cancellation, default, "");
        try
        {
            await Task.Run(() => Work(new Told(Report), cancellation.Token), cancellation.Token);
            await Done.InvokeAsync();
        }
        catch (OperationCanceledException)
        {
            _said = T["lab.cancelled"];
        }
        catch (ArgumentException e)
        {
            _said = T.Of("lab.failed", e.Message);
        }
        finally
        {
            _cancellation = null;
            Bench.GiveBack();
        }
    }

    private void Report(LabProgress progress)
    {
        _at = progress;
        long now = Environment.TickCount64;
        if (now - Interlocked.Read(ref _drawn) < LeastBetween) return;
        Interlocked.Exchange(ref _drawn, now);
        _ = InvokeAsync(StateHasChanged);
    }

    private sealed class Told(Action<LabProgress> report) : IProgress<LabProgress>
    {
        public void Report(LabProgress value) => report(value);
    }
}
