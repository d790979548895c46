using System.Collections.Concurrent;

namespace Heed.Campaign.Kills;

/// <summary>Kills trainings at random moments, several trainings at the same time, until there were as many kills as asked for.</summary>
internal sealed class KillCampaign(KillArguments arguments, Action<KillResult> progress)
{
    private readonly KillBudget _budget = new(arguments.Case is null ? arguments.Kills : int.MaxValue, arguments.Limit);
    private readonly ConcurrentDictionary<int, Lazy<KillReference>> _references = [];
    private readonly Lock _lock = new();
    private KillResult _result = KillResult.Nothing;
    private long _next = arguments.Case ?? arguments.From;

    /// <summary>The number of the training that would come next.</summary>
    public long Next => Interlocked.Read(ref _next);

    /// <summary>Runs the campaign.</summary>
    /// <exception cref="InvalidOperationException">A training that nobody kills does not end as it should.</exception>
    public KillResult Run()
    {
        Directory.CreateDirectory(arguments.Output);
        Task[] workers = [.. Enumerable.Range(0, arguments.Case is null ? arguments.Parallel : 1).Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))];
        Task.WhenAll(workers).GetAwaiter().GetResult();
        if (_result.Failures.Count == 0)
            foreach (int chosen in _references.Keys) Directory.Delete(ReferenceOf(KillTraining.All[chosen]), recursive: true);
        return _result;
    }

    private string FolderOf(string name) => Path.GetFullPath(Path.Combine(arguments.Output, $"kills-seed{arguments.Seed}-{name}"));

    private string ReferenceOf(KillTraining training) => FolderOf($"reference-{training.Name}");

    private void Work()
    {
        while (!_budget.IsOver)
        {
            long number = Interlocked.Increment(ref _next) - 1;
            if (arguments.Case is long only && number != only) return;
            int chosen = (int)(number % KillTraining.All.Count);
            KillTraining training = KillTraining.All[chosen];
            KillReference reference = _references.GetOrAdd(chosen, _ => new(() => KillReference.Of(training, arguments.Tool, arguments.Seed, ReferenceOf(training)))).Value;
            KillResult result = new KillCase(reference, arguments.Seed, number, FolderOf($"case{number}"), _budget).Run();
            lock (_lock)
            {
                _result = _result.And(result);
                progress(_result);
            }
        }
    }
}
