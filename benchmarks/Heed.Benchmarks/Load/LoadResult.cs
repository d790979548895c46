namespace Heed.Benchmarks.Load;

/// <summary>What a load came to.</summary>
/// <param name="Sentences">Sentences a second.</param>
/// <param name="Times">How long answered requests took, in milliseconds, in order.</param>
/// <param name="Statuses">How many answers had each status; 0 for none at all.</param>
/// <param name="Megabytes">Memory at even times.</param>
/// <param name="Batch">Texts that were translated together, the mean.</param>
internal sealed record LoadResult(double Sentences, double[] Times, IReadOnlyDictionary<int, int> Statuses, IReadOnlyList<double> Megabytes, double Batch)
{
    /// <summary>The time within which a part of the requests was answered.</summary>
    public double Within(double part) => Times.Length == 0 ? double.NaN : Times[(int)Math.Min(Times.Length - 1, part * Times.Length)];
}
