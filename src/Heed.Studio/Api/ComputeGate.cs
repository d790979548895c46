using Heed.Studio.Translating;

namespace Heed.Studio.Api;

/// <summary>Work for one request alone, on a thread of its own, at most as many at a time as there are threads that translate.</summary>
internal sealed class ComputeGate(ModelShelf shelf) : IDisposable
{
    private readonly SemaphoreSlim _places = new(shelf.Workers.Count);

    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation);
        try
        {
            return await Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
