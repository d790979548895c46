namespace Heed.Evaluation;

/// <summary>The score of a system on a test set and its 95 % interval.</summary>
/// <param name="Score">The mean of <paramref name="Scores"/>, 0 to 100.</param>
/// <param name="Low">The lower end of the interval.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Scores">The score of each of the system's runs, in their order.</param>
public sealed record ScoreInterval(double Score, double Low, double High, IReadOnlyList<double> Scores);
