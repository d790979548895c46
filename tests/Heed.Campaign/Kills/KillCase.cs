using Heed.Campaign.Parsers;
using Heed.Training;

namespace Heed.Campaign.Kills;

/// <summary>One training, killed and gone on with until it ends, and compared with the same training that nobody killed.</summary>
internal sealed class KillCase
{
    private readonly KillReference _reference;
    private readonly string _folder, _run;
    private readonly CaseRandom _random;
    private readonly KillBudget _budget;
    private readonly long _number;
    private readonly int[] _phases = new int[Enum.GetValues<KillPhase>().Length];
    private int _starts, _kills;

    /// <param name="reference">The same training, not killed.</param>
    /// <param name="seed">With <paramref name="number"/> it says when to kill.</param>
    /// <param name="number">The training's number.</param>
    /// <param name="folder">The training's folder, deleted where nothing broke.</param>
    /// <param name="budget">Is asked before each kill.</param>
    public KillCase(KillReference reference, ulong seed, long number, string folder, KillBudget budget)
    {
        (_reference, _number, _folder, _budget) = (reference, number, folder, budget);
        _run = Path.Combine(folder, KillTraining.Run);
        _random = new CaseRandom(seed, number);
        KillTraining.Prepare(folder, seed);
    }

    /// <summary>Runs it to its end.</summary>
    public KillResult Run()
    {
        string? fault = null;
        try
        {
            bool ended = false;
            while (!ended && fault is null) (ended, fault) = GoOn();
            fault ??= _reference.Compare(_run);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            fault = e.Message;      // a state that cannot be read after a kill
        }
        if (fault is null) Directory.Delete(_folder, recursive: true);
        return new KillResult(1, _starts, _phases, fault is null ? [] : [new KillFailure(_number, $"{_folder}: after {_kills} kills {fault}")]);
    }

    private (bool Ended, string? Fault) GoOn()
    {
        RunState? before = Checkpoint.Exists(_run) ? Checkpoint.ReadState(_run) : null;
        Func<ToolProcess, IDisposable?> kill = Draw(before);
        // The command of the first run is kept in the model's card, so that one has as many threads as the reference.
        int threads = before is null ? KillReference.Threads : 1 + _starts % 2;
        _starts++;
        bool mayKill = _budget.TryTake();
        DateTime begun = DateTime.UtcNow.AddMilliseconds(-20);      // clocks of file systems tick slowly
        using ToolProcess process = _reference.Start(_folder, threads);
        using (mayKill ? kill(process) : null)
            if (!process.WaitForEnd()) return (false, $"the run was not done after {ToolProcess.Patience.TotalMinutes} minutes");

        if (mayKill && !process.WasKilled) _budget.GiveBack();
        if (process.Code == 0) return (true, null);
        if (!mayKill || !process.WasKilled) return (false, $"the run ended with code {process.Code}: {process.Errors}");
        _kills++;
        _phases[(int)KillPhases.Of(_run, process.Id, before, begun, _reference.Training)]++;
        long step = Checkpoint.Exists(_run) ? Checkpoint.ReadState(_run).Step : 0;
        return step >= (before?.Step ?? 0) ? (false, null) : (false, $"the state went back from step {before?.Step} to {step}");
    }

    // Of sixteen kills four come while the program starts, five in the time in which a part of the training is done, four in a checkpoint's
    // write, two in a model's, and one at the end. All is drawn here, so that it is the same however far the run comes.
    private Func<ToolProcess, IDisposable?> Draw(RunState? before)
    {
        double moment = Uniform(), part = Uniform(), delay = Uniform();
        int kind = _random.Below(16), checkpoint = 1 + _random.Below(40), model = 1 + _random.Below(12);
        TimeSpan after = TimeSpan.FromMilliseconds(_random.Below(3) == 0 ? 0 : delay), training = _reference.Time - _reference.UntilFirstStep;
        return kind switch
        {
            < 4 => process => new Timed(process, moment * _reference.UntilFirstStep),
            < 9 => process => new Timed(process, _reference.UntilFirstStep + moment * part * training / 2),
            < 13 => process => new WriteWatcher(_run, process, isModel: false, checkpoint, 3 * after),
            < 15 => process => new WriteWatcher(_run, process, isModel: true, model, after / 2),
            _ => process => new WriteWatcher(_run, process, isModel: false, _reference.Training.WritesAfter(before?.Step ?? 0), 20 * after),
        };
    }

    private double Uniform() => _random.Next() / (double)uint.MaxValue;

    private sealed class Timed : IDisposable
    {
        private readonly Timer _timer;

        public Timed(ToolProcess process, TimeSpan time) => _timer = new Timer(_ => process.Kill(), null, time, Timeout.InfiniteTimeSpan);

        public void Dispose()
        {
            using var over = new ManualResetEvent(false);
            if (_timer.Dispose(over)) over.WaitOne();
        }
    }
}
