namespace Heed.Evaluation;

/// <summary>
/// What a metric counted in each line of a test set. The score of any selection of lines, some of them more than once, is a
/// function of the sums of their counts: it is the corpus score of that selection, and no mean of sentence scores.
/// </summary>
public sealed class LineCounts
{
    private readonly int _width;
    private readonly int[] _counts;                  // [lines, width]
    private readonly ScoreOfSums _score;

    internal LineCounts(int width, IEnumerable<int[]> lines, int count, ScoreOfSums score)
    {
        _width = width;
        _score = score;
        _counts = new int[checked(count * width)];
        int place = 0;
        foreach (int[] line in lines)
        {
            line.CopyTo(_counts, place);
            place += width;
        }
        Count = count;
    }

    internal delegate double ScoreOfSums(ReadOnlySpan<long> sums);

    /// <summary>How many lines there are.</summary>
    public int Count { get; }

    /// <summary>The corpus score of the lines at these places, 0 to 100. A place may come more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such line.</exception>
    public double Score(ReadOnlySpan<int> lines)
    {
        long[] sums = new long[_width];
        foreach (int line in lines)
        {
            ReadOnlySpan<int> counts = _counts.AsSpan(line * _width, _width);
            for (int i = 0; i < sums.Length; i++) sums[i] += counts[i];
        }
        return _score(sums);
    }
}
