namespace Heed.Studio.Shared.Lab;

/// <summary>A curve: its name and its points in rising order of x. What is not finite is a gap.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Points">The points.</param>
/// <param name="Colour">The number of its colour.</param>
public sealed record LabCurve(string Name, IReadOnlyList<(double X, double Y)> Points, int Colour = 0)
{
    /// <summary>Values at whole numbers from <paramref name="first"/> on.</summary>
    public static LabCurve Over(string name, IReadOnlyList<double> values, int first = 0, int colour = 0) => new(name, [.. values.Select((y, i) => ((double)first + i, y))], colour);
}
