namespace Heed.Evaluation;

/// <summary>Two systems on the same test set, and the difference of the first from the second with its 95 % interval.</summary>
/// <param name="First">The first system.</param>
/// <param name="Second">The system it is compared with.</param>
/// <param name="Value">First − second.</param>
/// <param name="Low">The lower end of the difference's interval.</param>
/// <param name="High">The upper end of the difference's interval.</param>
/// <param name="Better">The share of resamples, 0 to 1, in which the first has the higher score; a tie is none.</param>
public sealed record ScoreDifference(ScoreInterval First, ScoreInterval Second, double Value, double Low, double High, double Better);
