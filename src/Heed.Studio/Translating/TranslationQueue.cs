using System.Diagnostics;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Studio.Telemetry;

namespace Heed.Studio.Translating;

/// <summary>
/// What waits to be translated by one model. Texts of all requests are gathered into batches while earlier batches run; a text that comes while nothing runs starts at once. Each lane is a thread that
/// translates one batch at a time. Requests take turns, a text each, so that one of many texts holds up none of a few. A batch has equal options, and a text's result does not depend on what it
/// is translated beside.
/// </summary>
internal sealed class TranslationQueue
{
    private const int CharactersOfASentence = 100, PartToGather = 16;
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMilliseconds(10);

    private readonly Lock _lock = new();
    private readonly LinkedList<QueuedRequest> _requests = [];
    private readonly Translator _wide, _narrow;
    private readonly StudioLimits _limits;
    private readonly StudioMetrics _metrics;
    private readonly string _name;
    private readonly int _lanes;
    private int _running, _busy, _texts;

    /// <param name="name">The model's name.</param>
    /// <param name="translator">The model on all threads.</param>
    /// <param name="workers">How many lanes there are at most.</param>
    /// <param name="limits">The size of a batch, and how many texts may wait.</param>
    /// <param name="metrics">Told what happens.</param>
    public TranslationQueue(string name, Translator translator, Workers workers, StudioLimits limits, StudioMetrics metrics)
    {
        (_name, _wide, _narrow, _limits, _metrics) = (name, translator, translator.WithWorkers(Workers.One), limits, metrics);
        _lanes = workers.Count;
    }

    /// <summary>Texts that wait.</summary>
    public int Waiting => Volatile.Read(ref _texts);

    /// <summary>Adds the texts of a request.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">How to search; they fit the model.</param>
    /// <param name="cancellation">Takes out what waits, and stops a batch that nobody waits for any more.</param>
    /// <returns>The translations to come, in the order of the texts.</returns>
    /// <exception cref="QueueFullException">Too many texts wait already.</exception>
    public IReadOnlyList<Task<Translation>> Add(IReadOnlyList<TranslationRequest> texts, SearchOptions options, CancellationToken cancellation)
    {
        if (texts.Count == 0) return [];
        var request = new QueuedRequest(texts, options);
        lock (_lock)
        {
            if (_texts > 0 && _texts + texts.Count > _limits.WaitingTexts) throw new QueueFullException();
            _texts += texts.Count;
            _requests.AddLast(request);
            for (int i = 0; i < texts.Count && _running < _lanes; i++)
            {
                _running++;
                // A thread of its own: those of the pool read and answer requests meanwhile.
                _ = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
        }
        request.OnCancellation(Remove, cancellation);
        return request.Translations;
    }

    private void Work()
    {
        while (Take() is { } batch)
        {
            long begun = Stopwatch.GetTimestamp();
            Translate(batch);
            lock (_lock) _busy--;
            if (batch.Count > 1) Gather(batch.Count, Stopwatch.GetElapsedTime(begun));
        }
    }

    // Clients that were answered together mostly ask again together: a moment later the next batch is as large as this one, and not the text of the first of them alone.
    private void Gather(int texts, TimeSpan took)
    {
        TimeSpan patience = took / PartToGather;
        if (patience > LongestGathering) patience = LongestGathering;
        for (long since = Stopwatch.GetTimestamp(); Waiting < texts && Stopwatch.GetElapsedTime(since) < patience;) Thread.Sleep(1);
    }

    /// <summary>The next batch; none, and the lane ends, where nothing waits.</summary>
    private QueuedBatch? Take()
    {
        lock (_lock)
        {
            if (_requests.First is not { } first)
            {
                _running--;
                return null;
            }
            var batch = new QueuedBatch(first.Value.Options);
            // Lanes that have nothing to do yet get their share.
            int size = Math.Clamp((_texts + _lanes - _busy - 1) / (_lanes - _busy), 1, _limits.Batch), characters = 0;
            for (bool any = true; any && batch.Count < size;)
            {
                any = false;
                for (LinkedListNode<QueuedRequest>? node = _requests.First, next; node is not null && batch.Count < size; node = next)
                {
                    next = node.Next;
                    if (!node.Value.Options.Equals(batch.Options)) continue;
                    int length = node.Value.NextLength;
                    if (batch.Count > 0 && characters + length > _limits.Batch * CharactersOfASentence) continue;
                    batch.Add(node.Value);
                    characters += length;
                    _texts--;
                    any = true;
                    if (!node.Value.HasMore) _requests.Remove(node);
                }
            }
            // Those that were served stand behind those that were not.
            foreach (QueuedRequest served in batch.Requests)
                if (served.HasMore && _requests.Remove(served)) _requests.AddLast(served);
            batch.IsAlone = _running == 1 && _texts == 0;
            _busy++;
            return batch;
        }
    }

    private void Translate(QueuedBatch batch)
    {
        _metrics.Started(_name, batch);
        using Activity? activity = StudioMetrics.Activities.StartActivity("translate batch");
        activity?.SetTag("heed.model", _name).SetTag("heed.batch.texts", batch.Count);
        try
        {
            long begun = Stopwatch.GetTimestamp();
            IReadOnlyList<Translation> translations = (batch.IsAlone ? _wide : _narrow).Translate(batch.Texts, batch.Options, batch.Cancellation);
            _metrics.Ended(_name, translations, Stopwatch.GetElapsedTime(begun));
            batch.Complete(translations);
        }
        catch (OperationCanceledException)
        {
            activity?.SetStatus(ActivityStatusCode.Ok, "nobody waits any more");
            batch.Cancel();
        }
        catch (Exception e)
        {
            // It belongs to those who asked: each is told, and the lane goes on with the next, also after an array that was too large.
            activity?.SetStatus(ActivityStatusCode.Error);
            batch.Fail(e);
        }
        finally
        {
            batch.Dispose();
        }
    }

    private void Remove(QueuedRequest request)
    {
        lock (_lock)
        {
            if (_requests.Remove(request)) _texts -= request.Left;
        }
        request.Cancel();
    }
}
