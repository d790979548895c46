using System.Diagnostics;
using Heed.Decoding;

namespace Heed.Studio.Translating;

/// <summary>Texts that came together, and their translations to come. The queue's lock guards what is taken of it.</summary>
internal sealed class QueuedRequest(IReadOnlyList<TranslationRequest> texts, SearchOptions options)
{
    private readonly TaskCompletionSource<Translation>[] _answers = [.. texts.Select(static _ => new TaskCompletionSource<Translation>(TaskCreationOptions.RunContinuationsAsynchronously))];
    private readonly Lock _lock = new();
    private readonly HashSet<QueuedBatch> _batches = [];
    private CancellationTokenRegistration _registration;
    private bool _gone;
    private int _next, _answered;

    /// <summary>How to search.</summary>
    public SearchOptions Options => options;

    /// <summary>When it came.</summary>
    public long Came { get; } = Stopwatch.GetTimestamp();

    /// <summary>The translations to come.</summary>
    public IReadOnlyList<Task<Translation>> Translations => [.. _answers.Select(static answer => answer.Task)];

    /// <summary>Whether a text waits.</summary>
    public bool HasMore => _next < texts.Count;

    /// <summary>How many texts wait.</summary>
    public int Left => texts.Count - _next;

    /// <summary>Characters of the text that comes next.</summary>
    public int NextLength => texts[_next].Text.Length;

    /// <summary>Takes the next text for a batch.</summary>
    /// <returns>The text and its number.</returns>
    public (TranslationRequest Text, int Index) Take(QueuedBatch batch)
    {
        lock (_lock)
        {
            _batches.Add(batch);
            return (texts[_next], _next++);
        }
    }

    /// <summary>Has <paramref name="remove"/> called once the client left.</summary>
    public void OnCancellation(Action<QueuedRequest> remove, CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) return;
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(_ => remove(this), null);
        lock (_lock)
        {
            _registration = registration;
            if (_answered < texts.Count) return;
        }
        registration.Unregister();
    }

    /// <summary>The client left: nothing of it is waited for.</summary>
    public void Cancel()
    {
        QueuedBatch[] batches;
        lock (_lock)
        {
            if (_gone) return;
            _gone = true;
            batches = [.. _batches];
        }
        foreach (TaskCompletionSource<Translation> answer in _answers) answer.TrySetCanceled();
        foreach (QueuedBatch batch in batches) batch.Leave();
    }

    /// <summary>Takes the answer to one text.</summary>
    public void Answer(int index, Action<TaskCompletionSource<Translation>> set)
    {
        set(_answers[index]);
        lock (_lock)
        {
            if (++_answered < texts.Count) return;
        }
        _registration.Unregister();
    }
}
