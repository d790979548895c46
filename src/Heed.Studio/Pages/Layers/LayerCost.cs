namespace Heed.Studio.Pages.Layers;

/// <summary>What a layer costs by its formula; the library counts the same.</summary>
/// <param name="Id">The layer.</param>
/// <param name="Formula">Multiply-adds of its core.</param>
/// <param name="Square">The core's multiply-adds for each n²; 0 where it does not grow so.</param>
/// <param name="Each">Those for each n.</param>
/// <param name="Projections">Multiply-adds of projections for each n.</param>
/// <param name="Order">Operations that wait for each other, O(…).</param>
/// <param name="Path">Layers between positions far apart, O(…).</param>
public sealed record LayerCost(string Id, string Formula, double Square, double Each, double Projections, string Order, string Path)
{
    /// <summary>The layers' names in addresses, in the order of the library's comparison.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["convolution", "dilated", "strided", "rnn", "gru", "lstm", "attention", "window", "linear"];

    /// <summary>All of them, for vectors of d numbers, a kernel of k and a stride of s.</summary>
    public static IReadOnlyList<LayerCost> All(int d, int k, int s)
    {
        double square = (double)d * d;
        return
        [
            new("convolution", "k n d²", 0, k * square, 0, "1", "n / k"),
            new("dilated", "k n d²", 0, k * square, 0, "1", "log_{f} n"),
            new("strided", "2 k n d² / s", 0, 2.0 * k * square / s, 0, "1", "2 log_{s} n"),
            new("rnn", "n d²", 0, square, square, "n", "n"),
            new("gru", "3 n d²", 0, 3 * square, 3 * square, "n", "n"),
            new("lstm", "4 n d²", 0, 4 * square, 4 * square, "n", "n"),
            new("attention", "2 n² d", 2 * d, 0, 4 * square, "1", "1"),
            new("window", "2 k n d", 0, 2.0 * k * d, 4 * square, "1", "n / k"),
            new("linear", "2 n d²", 0, 2 * square, 4 * square, "1", "1"),
        ];
    }

    /// <summary>The core's multiply-adds at n positions; those of a window without what its ends have too few of.</summary>
    public double Core(double n) => Square * n * n + Each * n;

    /// <summary>Multiply-adds at n positions, with projections or without.</summary>
    public double Of(double n, bool isWhole) => Core(n) + (isWhole ? Projections * n : 0);

    /// <summary>The length beyond which this layer, whose cost grows with n², costs more than another whose does not; 0 where it does from the start.</summary>
    public double DearerThan(LayerCost other, bool isWhole) => Math.Max(0, (other.Each - Each + (isWhole ? other.Projections - Projections : 0)) / Square);
}
