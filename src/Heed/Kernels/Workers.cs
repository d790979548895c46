namespace Heed.Kernels;

/// <summary>How many threads one call may use. Work is split by index, so the count decides the speed and never the result.</summary>
public sealed class Workers
{
    [ThreadStatic] private static bool _inside;

    private readonly ParallelOptions _options;

    /// <summary>A number of threads, from 1 to 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not from 1 to 1,024.</exception>
    public Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1024);
        Count = count;
        _options = new ParallelOptions { MaxDegreeOfParallelism = count };
    }

    /// <summary>The calling thread alone.</summary>
    public static Workers One { get; } = new(1);

    /// <summary>As many threads as the machine has processors.</summary>
    public static Workers All { get; } = new(Environment.ProcessorCount);

    /// <summary>The number of threads.</summary>
    public int Count { get; }

    /// <summary>The number of threads that a call made here would use: 1 inside another <see cref="For"/>.</summary>
    public int Available => _inside ? 1 : Count;

    /// <summary>Runs <paramref name="work"/> for every index from 0 to <paramref name="count"/> − 1. Nested calls run inline, in order.</summary>
    public void For(int count, Action<int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (count <= 1 || Available == 1)
        {
            for (int i = 0; i < count; i++) work(i);
            return;
        }
        // Threads take the next few indices when they are done with theirs, so that none waits long for another.
        int threads = Math.Min(Count, count), batch = Math.Max(1, count / (16 * threads)), next = 0;
        try
        {
            Parallel.For(0, threads, _options, _ =>
            {
                bool outer = _inside;
                _inside = true;
                try
                {
                    for (int first; (first = Interlocked.Add(ref next, batch) - batch) < count;)
                        for (int i = first; i < Math.Min(count, first + batch); i++) work(i);
                }
                catch
                {
                    Volatile.Write(ref next, count);                   // what failed once is not gone on with by the others
                    throw;
                }
                finally { _inside = outer; }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count >= 1)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }
    }
}
