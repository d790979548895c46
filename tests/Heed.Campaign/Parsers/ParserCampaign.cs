using System.Diagnostics;

namespace Heed.Campaign.Parsers;

/// <summary>Runs many cases of one parser, each with a limit of time and of memory, up to the first that breaks.</summary>
internal sealed class ParserCampaign
{
    /// <summary>A case that takes longer, twice, is a failure. Only time in which this process ran counts: the machine may have other work.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>A case that takes longer is not waited for.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    // Threads take the cases in runs of so many, in the order of their numbers: when time is up, none is left out in between.
    private const int Run = 250;

    private readonly ParserSubject _subject;
    private readonly ulong _seed;
    private readonly long _end;
    private readonly TimeSpan _limit;
    private readonly int _threads;
    private readonly Action<int, long>? _begin;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private readonly List<(long First, long Cases, long Accepted)> _done = [];
    private long _next;
    private ParserFailure? _failure;

    private ParserCampaign(ParserSubject subject, ulong seed, long first, long cases, TimeSpan limit, int threads, Action<int, long>? begin) =>
        (_subject, _seed, _next, _end, _limit, _threads, _begin) = (subject, seed, first, first + cases, limit, threads, begin);

    /// <summary>Runs the cases from <paramref name="first"/> on.</summary>
    /// <param name="subject">The parser.</param>
    /// <param name="seed">With a case's number it makes the case.</param>
    /// <param name="first">The number of the first case.</param>
    /// <param name="cases">How many.</param>
    /// <param name="limit">The time for all of them; what is not done then is not done.</param>
    /// <param name="threads">Cases that run at the same time; the result is the same with any number.</param>
    /// <param name="begin">Is told a thread's number and each case's number before it runs; may be null.</param>
    public static ParserResult Of(ParserSubject subject, ulong seed, long first, long cases, TimeSpan limit, int threads = 1, Action<int, long>? begin = null)
    {
        var campaign = new ParserCampaign(subject, seed, first, cases, limit, threads, begin);
        campaign.Work();
        lock (campaign._lock) return campaign.Result(first);
    }

    private ParserResult Result(long first)
    {
        long next = _failure?.Number ?? _next;
        return new ParserResult(_subject.Name, _seed, first, next - first, _done.Where(d => d.First < next).Sum(static d => d.Accepted), _watch.Elapsed, _failure);
    }

    /// <summary>Reads a case's files and says what its parser did wrong; null where nothing.</summary>
    public static string? FaultOf(ParserSubject subject, byte[][] files) => Try(subject, files, threads: 1).Fault;

    private void Work()
    {
        var workers = new Worker[_threads];
        for (int i = 0; i < _threads; i++)
        {
            Worker worker = workers[i] = new Worker { Number = i };
            worker.Thread = new Thread(() => Work(worker), maxStackSize: 1 << 20) { IsBackground = true, Name = $"{_subject.Name} {i}" };
            worker.Thread.Start();
        }
        foreach (Worker worker in workers)
            while (!worker.Thread!.Join(100))
                foreach (Worker other in workers)
                {
                    (long number, long started) = (Volatile.Read(ref other.Case), Volatile.Read(ref other.Started));
                    if (started == 0 || TimeOfThread(_threads).Ticks - started <= Hang.Ticks || Volatile.Read(ref other.Case) != number) continue;
                    Fail(number, $"not done after {Hang.TotalSeconds} s");
                    return;
                }
    }

    private void Work(Worker worker)
    {
        while (Take(out long first, out long end))
        {
            long number = first, accepted = 0;
            for (; number < end; number++)
            {
                _begin?.Invoke(worker.Number, number);
                byte[][] files = _subject.FilesOf(_seed, number);
                Volatile.Write(ref worker.Case, number);
                Volatile.Write(ref worker.Started, TimeOfThread(_threads).Ticks);
                (bool isAccepted, string? fault) = Try(_subject, files, _threads);
                Volatile.Write(ref worker.Started, 0);
                if (fault is not null)
                {
                    Fail(number, fault);
                    break;
                }
                if (isAccepted) accepted++;
            }
            lock (_lock) _done.Add((first, number - first, accepted));
        }
    }

    // When a case broke, those before it are done to their end, so that the first that breaks is the one that is told.
    private bool Take(out long first, out long end)
    {
        lock (_lock)
        {
            first = _next;
            end = Math.Min(_end, first + Run);
            if (first >= _end || _failure is not null || _watch.Elapsed >= _limit) return false;
            _next = end;
            return true;
        }
    }

    private void Fail(long number, string what)
    {
        lock (_lock)
            if (_failure is null || number < _failure.Number) _failure = new ParserFailure(number, what);
    }

    // The processor's time for one of the threads, which all are busy. It is no more than the clock's.
    private static TimeSpan TimeOfThread(int threads) => Environment.CpuUsage.TotalTime / threads;

    private static (bool IsAccepted, string? Fault) Try(ParserSubject subject, byte[][] files, int threads)
    {
        (bool isAccepted, string? fault, TimeSpan time) = TryOnce(subject, files, threads);
        if (fault is null && time > Slow) (isAccepted, fault, time) = TryOnce(subject, files, threads);
        return (isAccepted, fault ?? (time > Slow ? $"took {time.TotalSeconds:F1} s" : null));
    }

    private static (bool IsAccepted, string? Fault, TimeSpan Time) TryOnce(ParserSubject subject, byte[][] files, int threads)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = TimeOfThread(threads);
        bool isAccepted = false;
        string? fault = null;
        try
        {
            subject.Parse(files);
            isAccepted = true;
        }
        catch (InvalidDataException e)
        {
            // What a terminal shows as a line must be one.
            if (e.Message.Any(static c => char.IsControl(c))) fault = $"a message with control characters: {e.Message}";
            else if (e.Message.Length > 4000) fault = $"a message of {e.Message.Length} characters: {e.Message[..200]}";
        }
        catch (Exception e)
        {
            fault = e.ToString();
        }
        TimeSpan time = TimeOfThread(threads) - start;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > subject.MostAllocated) fault ??= $"allocated {allocated:N0} bytes for {files.Sum(static f => (long)f.Length):N0}";
        return (isAccepted, fault, time);
    }

    private sealed class Worker
    {
        public long Case, Started;      // in ticks of the thread's time, or 0 between cases

        public int Number { get; init; }

        public Thread? Thread { get; set; }
    }
}
