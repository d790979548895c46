using System.Diagnostics;

namespace Heed.Campaign.Parsers;

/// <summary>Runs many cases of one parser, each with a limit of time and of memory, up to the first that breaks.</summary>
internal static class ParserCampaign
{
    /// <summary>A case that takes longer, twice, is a failure.</summary>
    public static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    /// <summary>A case that takes longer is not waited for.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    /// <summary>Runs the cases from <paramref name="first"/> on.</summary>
    /// <param name="subject">The parser.</param>
    /// <param name="seed">With a case's number it makes the case.</param>
    /// <param name="first">The number of the first case.</param>
    /// <param name="cases">How many.</param>
    /// <param name="limit">The time for all of them; what is not done then is not done.</param>
    /// <param name="begin">Is told each case's number before it runs; may be null.</param>
    public static ParserResult Run(ParserSubject subject, ulong seed, long first, long cases, TimeSpan limit, Action<long>? begin = null)
    {
        var watch = Stopwatch.StartNew();
        long accepted = 0, done = 0, started = watch.ElapsedTicks;
        string? fault = null;
        var worker = new Thread(() =>
        {
            for (long number = first; number < first + cases && watch.Elapsed < limit; number++)
            {
                begin?.Invoke(number);
                byte[][] files = subject.FilesOf(seed, number);
                Volatile.Write(ref started, watch.ElapsedTicks);
                (bool isAccepted, fault) = Try(subject, files);
                if (fault is not null) return;
                if (isAccepted) accepted++;
                Volatile.Write(ref done, number - first + 1);
            }
        }, maxStackSize: 1 << 20)
        {
            IsBackground = true,
            Name = subject.Name,
        };
        worker.Start();
        while (!worker.Join(100))
        {
            if (TimeSpan.FromSeconds((double)(watch.ElapsedTicks - Volatile.Read(ref started)) / Stopwatch.Frequency) <= Hang) continue;
            return new ParserResult(subject.Name, seed, Volatile.Read(ref done), accepted, watch.Elapsed, new ParserFailure(first + Volatile.Read(ref done), $"not done after {Hang.TotalSeconds} s"));
        }
        return new ParserResult(subject.Name, seed, done, accepted, watch.Elapsed, fault is null ? null : new ParserFailure(first + done, fault));
    }

    private static (bool IsAccepted, string? Fault) Try(ParserSubject subject, byte[][] files)
    {
        (bool isAccepted, string? fault, TimeSpan time) = TryOnce(subject, files);
        // The machine may have been busy with something else: only what is slow twice is slow.
        if (fault is null && time > Slow) (isAccepted, fault, time) = TryOnce(subject, files);
        return (isAccepted, fault ?? (time > Slow ? $"took {time.TotalSeconds:F1} s" : null));
    }

    private static (bool IsAccepted, string? Fault, TimeSpan Time) TryOnce(ParserSubject subject, byte[][] files)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
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
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > subject.MostAllocated) fault ??= $"allocated {allocated:N0} bytes for {files.Sum(static f => (long)f.Length):N0}";
        return (isAccepted, fault, time);
    }
}
