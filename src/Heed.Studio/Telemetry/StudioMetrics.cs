using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Heed.Decoding;
using Heed.Studio.Translating;

namespace Heed.Studio.Telemetry;

/// <summary>What the studio counts and times. Tags hold names of models, endpoints and reasons, never a text.</summary>
internal sealed class StudioMetrics : IDisposable
{
    /// <summary>The name of meter and activity source.</summary>
    public const string Name = "Heed.Studio";

    private readonly ConcurrentDictionary<string, WeakReference<TranslationQueue>> _queues = new(StringComparer.Ordinal);
    private readonly Meter _meter;
    private readonly Counter<long> _requests, _texts, _characters, _tokens, _refused;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _waited, _translated;

    public StudioMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _requests = _meter.CreateCounter<long>("heed.requests", "{request}", "Requests to the service that were answered.");
        _texts = _meter.CreateCounter<long>("heed.texts", "{text}", "Texts that were translated.");
        _characters = _meter.CreateCounter<long>("heed.characters", "{character}", "Characters of texts that were translated.");
        _tokens = _meter.CreateCounter<long>("heed.tokens", "{token}", "Tokens of translations, end symbols included; their rate is tokens a second.");
        _refused = _meter.CreateCounter<long>("heed.refused", "{request}", "Requests that were refused, by reason.");
        _batch = _meter.CreateHistogram("heed.batch.size", "{text}", "Texts that were translated together.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });
        double[] seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
        _waited = _meter.CreateHistogram("heed.queue.time", "s", "How long a text waited before it was translated.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = seconds });
        _translated = _meter.CreateHistogram("heed.batch.time", "s", "How long a batch took.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = seconds });
        _meter.CreateObservableGauge("heed.queue.length", Lengths, "{text}", "Texts that wait.");
    }

    /// <summary>Where traces come from.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Has the length of a queue told.</summary>
    public void Watch(string model, TranslationQueue queue) => _queues[model] = new WeakReference<TranslationQueue>(queue);

    /// <summary>A batch is begun.</summary>
    public void Started(string model, QueuedBatch batch)
    {
        _batch.Record(batch.Count, Tag("model", model));
        foreach (QueuedRequest request in batch.Requests) _waited.Record(Stopwatch.GetElapsedTime(request.Came).TotalSeconds, Tag("model", model));
    }

    /// <summary>A batch is done.</summary>
    public void Ended(string model, IReadOnlyList<Translation> translations, TimeSpan time)
    {
        KeyValuePair<string, object?> tag = Tag("model", model);
        _translated.Record(time.TotalSeconds, tag);
        _texts.Add(translations.Count, tag);
        _characters.Add(translations.Sum(static translation => (long)translation.Source.Length), tag);
        _tokens.Add(translations.Sum(static translation => (long)translation.TargetTokens.Count), tag);
    }

    /// <summary>A request was answered.</summary>
    public void Answered(string endpoint, int status) => _requests.Add(1, Tag("endpoint", endpoint), Tag("status", status));

    /// <summary>A request was refused.</summary>
    public void Refused(string reason) => _refused.Add(1, Tag("reason", reason));

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Lengths()
    {
        foreach ((string model, WeakReference<TranslationQueue> watched) in _queues)
            if (watched.TryGetTarget(out TranslationQueue? queue)) yield return new Measurement<long>(queue.Waiting, Tag("model", model));
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);
}
