using Heed.Positions;
using Heed.Studio.Shared.Lab;

namespace Heed.Studio.Pages.Positions;

/// <summary>What the page is asked to show; all of it stands in its address.</summary>
/// <param name="First">The encoding on the first side.</param>
/// <param name="Second">The one beside it.</param>
/// <param name="Length">n, the longest sentence of training.</param>
/// <param name="Size">d, numbers of a code.</param>
/// <param name="Position">p, the position that is looked at.</param>
/// <param name="Offset">t, how far the other position is.</param>
/// <param name="Dimension">The number of the codes that is drawn as a wave.</param>
/// <param name="Times">How many times the trained length is shown.</param>
/// <param name="Heads">Heads of the attention that a bias is for.</param>
public sealed record PositionQuestion(string First, string Second, int Length, int Size, int Position, int Offset, int Dimension, int Times, int Heads)
{
    /// <summary>Where sliders end.</summary>
    public const int LeastLength = 8, MostLength = 128, LeastSize = 8, MostSize = 128, MostHeads = 8;

    private static PositionQuestion Usual { get; } = new("sinusoidal", "binary", 32, 32, 5, 3, 4, 2, 4);

    /// <summary>The names there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. PositionEncodings.All.Select(encoding => encoding.Name)];

    /// <summary>Positions that are shown.</summary>
    public int Shown => Length * Times;

    /// <summary>What an address asks for.</summary>
    public static PositionQuestion Of(string uri)
    {
        var query = new LabQuery(uri);
        return new PositionQuestion(
            query.Name("a", Usual.First, Names), query.Name("b", Usual.Second, Names), query.Number("n", Usual.Length, LeastLength, MostLength), query.Number("d", Usual.Size, LeastSize, MostSize),
            query.Number("p", Usual.Position, 0, 4 * MostLength), query.Number("t", Usual.Offset, 0, MostLength), query.Number("i", Usual.Dimension, 0, MostSize), query.Number("x", Usual.Times, 1, 4),
            query.Number("h", Usual.Heads, 1, MostHeads)).Fitted();
    }

    /// <summary>The same with every number where it has a meaning: an even size, a position that is shown.</summary>
    public PositionQuestion Fitted()
    {
        int size = Math.Clamp(Size / 2 * 2, LeastSize, MostSize);
        return this with { Size = size, Position = Math.Clamp(Position, 0, Shown - 1), Offset = Math.Clamp(Offset, 0, Length - 1), Dimension = Math.Clamp(Dimension, 0, size - 1) };
    }

    /// <summary>The address that asks for it.</summary>
    public string Address() => LabQuery.Write("/positions", ("a", First, Usual.First), ("b", Second, Usual.Second), ("n", Length, Usual.Length), ("d", Size, Usual.Size), ("p", Position, Usual.Position),
        ("t", Offset, Usual.Offset), ("i", Dimension, Usual.Dimension), ("x", Times, Usual.Times), ("h", Heads, Usual.Heads));
}
