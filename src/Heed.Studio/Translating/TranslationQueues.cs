using System.Runtime.CompilerServices;
using Heed.Studio.Telemetry;

namespace Heed.Studio.Translating;

/// <summary>The queue of each model that is loaded; it goes when its model goes.</summary>
internal sealed class TranslationQueues(ModelShelf shelf, StudioLimits limits, StudioMetrics metrics)
{
    private readonly ConditionalWeakTable<Translator, TranslationQueue> _queues = [];
    private readonly Lock _lock = new();

    /// <summary>The queue of a model.</summary>
    public TranslationQueue Of(string name, Translator translator)
    {
        // One queue for those who ask first and together: of two, the one that is watched might be the one that is thrown away.
        lock (_lock)
        {
            if (_queues.TryGetValue(translator, out TranslationQueue? queue)) return queue;
            queue = new TranslationQueue(name, translator, shelf.Workers, limits, metrics);
            _queues.Add(translator, queue);
            metrics.Watch(name, queue);
            return queue;
        }
    }
}
