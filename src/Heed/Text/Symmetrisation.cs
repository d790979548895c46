namespace Heed.Text;

/// <summary>A way to bring the links of two directions together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does, on one line.</param>
/// <param name="Join">The links that come of those of one direction and those of the other, by source and then by target.</param>
public sealed record Symmetrisation(string Name, string Description, Func<IReadOnlyCollection<(int Source, int Target)>, IReadOnlyCollection<(int Source, int Target)>, IReadOnlyList<(int Source, int Target)>> Join);
