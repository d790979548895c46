using Heed.Decoding;

namespace Heed.Studio.Translating;

/// <summary>Texts of one or more requests that are translated together.</summary>
internal sealed class QueuedBatch(SearchOptions options) : IDisposable
{
    private readonly List<(QueuedRequest Request, int Index)> _places = [];
    private readonly List<TranslationRequest> _texts = [];
    private readonly HashSet<QueuedRequest> _requests = [];
    private readonly CancellationTokenSource _cancellation = new();
    private readonly Lock _lock = new();
    private int _left;
    private bool _over;

    /// <summary>How to search.</summary>
    public SearchOptions Options => options;

    /// <summary>The texts.</summary>
    public IReadOnlyList<TranslationRequest> Texts => _texts;

    /// <summary>How many there are.</summary>
    public int Count => _texts.Count;

    /// <summary>Whose they are.</summary>
    public IReadOnlyCollection<QueuedRequest> Requests => _requests;

    /// <summary>Whether nothing else runs or waits, so that all threads may work on it.</summary>
    public bool IsAlone { get; set; }

    /// <summary>Cancelled once everybody left.</summary>
    public CancellationToken Cancellation => _cancellation.Token;

    /// <summary>Takes a request's next text.</summary>
    public void Add(QueuedRequest request)
    {
        (TranslationRequest text, int index) = request.Take(this);
        _texts.Add(text);
        _places.Add((request, index));
        _requests.Add(request);
    }

    /// <summary>One who asked left.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (!_over && ++_left == _requests.Count) _cancellation.Cancel();
        }
    }

    /// <summary>Gives out the translations.</summary>
    public void Complete(IReadOnlyList<Translation> translations)
    {
        for (int i = 0; i < _places.Count; i++) _places[i].Request.Answer(_places[i].Index, answer => answer.TrySetResult(translations[i]));
    }

    /// <summary>Nobody waits any more.</summary>
    public void Cancel()
    {
        foreach ((QueuedRequest request, int index) in _places) request.Answer(index, static answer => answer.TrySetCanceled());
    }

    /// <summary>Tells everybody what went wrong.</summary>
    public void Fail(Exception fault)
    {
        foreach ((QueuedRequest request, int index) in _places) request.Answer(index, answer => answer.TrySetException(fault));
    }

    public void Dispose()
    {
        lock (_lock) _over = true;
        _cancellation.Dispose();
    }
}
