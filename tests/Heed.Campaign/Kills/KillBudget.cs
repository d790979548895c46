using System.Diagnostics;

namespace Heed.Campaign.Kills;

/// <summary>How many kills there may still be, and until when.</summary>
internal sealed class KillBudget(int kills, TimeSpan limit)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _left = kills;

    public bool IsOver => Volatile.Read(ref _left) <= 0 || _watch.Elapsed >= limit;

    /// <summary>Takes a kill; false where none is left.</summary>
    public bool TryTake()
    {
        if (IsOver) return false;
        if (Interlocked.Decrement(ref _left) >= 0) return true;
        GiveBack();
        return false;
    }

    /// <summary>A kill that was taken came too late.</summary>
    public void GiveBack() => Interlocked.Increment(ref _left);
}
