namespace Heed.Text.Corpora;

/// <summary>How long texts are, in characters.</summary>
public sealed class LengthHistogram
{
    private static readonly int[] Starts = [1, 10, 20, 30, 40, 60, 80, 120, 200, 400, 1000];

    private readonly long[] _counts = new long[Starts.Length];

    /// <summary>The texts counted.</summary>
    public long Count { get; private set; }

    /// <summary>Characters of all texts.</summary>
    public long Characters { get; private set; }

    /// <summary>Characters of the longest text.</summary>
    public int Longest { get; private set; }

    /// <summary>Characters of a text on average; 0 where there is none.</summary>
    public double Mean => Count == 0 ? 0 : (double)Characters / Count;

    /// <summary>The classes of length: the shortest and the longest text of each, and how many there are. The last has no end.</summary>
    public IReadOnlyList<(int From, int? To, long Count)> Bins =>
        [.. Starts.Select((start, i) => (start, i + 1 < Starts.Length ? Starts[i + 1] - 1 : (int?)null, _counts[i]))];

    internal void Add(string text)
    {
        int place = Array.BinarySearch(Starts, Math.Max(1, text.Length));
        _counts[place >= 0 ? place : ~place - 1]++;
        Count++;
        Characters += text.Length;
        Longest = Math.Max(Longest, text.Length);
    }
}
