using System.Runtime.CompilerServices;
using Heed.Studio.Telemetry;

namespace Heed.Studio.Translating;

/// <summary>The queue of each model that is loaded; it goes when its model goes.</summary>
internal sealed class TranslationQueues(ModelShelf shelf, StudioLimits limits, StudioMetrics metrics)
{
    private readonly ConditionalWeakTable<Translator, TranslationQueue> _queues = [];

    /// <summary>The queue of a model.</summary>
    public TranslationQueue Of(string name, Translator translator) => _queues.GetValue(translator, of =>
    {
        var queue = new TranslationQueue(name, of, shelf.Workers, limits, metrics);
        metrics.Watch(name, queue);
        return queue;
    });
}
