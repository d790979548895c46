using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>A length at which one layer's forward pass overtakes another's or falls behind it, found by measurement.</summary>
/// <param name="Length">Where both take as long.</param>
/// <param name="Low">The longest shorter length that was measured; the order was the one before there.</param>
/// <param name="High">The shortest longer length that was measured; the order was the one after there.</param>
/// <param name="FasterAfter">Whether the first of the two layers is the faster one beyond.</param>
public readonly record struct LayerCrossing(double Length, int Low, int High, bool FasterAfter)
{
    private const int Halvings = 4;

    /// <summary>Compares self-attention with a recurrence at powers of two, and closes in where their order changes.</summary>
    /// <param name="settings">d and heads; lengths are from 2 to <paramref name="longest"/>.</param>
    /// <param name="recurrence">The recurrence, a name as in <see cref="LayerComparison.Name"/>.</param>
    /// <param name="longest">The longest length to try.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="seed">Of weights and inputs.</param>
    /// <param name="progress">Told what comes next.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Whether self-attention is the faster one at the shortest length, and the changes in rising order.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no such recurrence.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (bool FasterAtFirst, IReadOnlyList<LayerCrossing> Crossings) Find(
        LayerSettings settings, string recurrence = "recurrence, GRU", int longest = LayerSettings.MostLength, Workers? workers = null, ulong seed = 1, IProgress<LabProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (longest is < 2 or > LayerSettings.MostLength) throw new ArgumentException($"longest: must be from 2 to {LayerSettings.MostLength:N0}, it is {longest:N0}.", nameof(longest));
        IReadOnlyList<LayerKind> kinds = LayerKind.All(settings);
        LayerKind attention = kinds.First(kind => kind.Name == "self-attention");
        LayerKind other = kinds.FirstOrDefault(kind => kind.Name == recurrence) ?? throw new ArgumentException($"recurrence: there is no '{recurrence}'; choose one of {string.Join("; ", kinds.Select(kind => kind.Name))}.", nameof(recurrence));
        var inner = new CpuBackend(workers ?? Workers.All);
        int[] lengths = [.. Enumerable.Range(1, 30).Select(power => 1 << power).TakeWhile(length => length <= longest)];
        double[] ratios = new double[lengths.Length];
        for (int i = 0; i < lengths.Length; i++) ratios[i] = Ratio(lengths[i], (i + 1.0) / (lengths.Length + 2 * Halvings));
        var crossings = new List<LayerCrossing>();
        for (int i = 1; i < lengths.Length; i++)
        {
            if (ratios[i - 1] * ratios[i] >= 0) continue;
            (int low, double atLow, int high, double atHigh) = (lengths[i - 1], ratios[i - 1], lengths[i], ratios[i]);
            for (int step = 0; step < Halvings && high - low > 1; step++)
            {
                int middle = (int)Math.Round(Math.Sqrt((double)low * high));
                if (middle == low || middle == high) break;
                double ratio = Ratio(middle, (lengths.Length + step + 1.0) / (lengths.Length + 2 * Halvings));
                if (ratio * atLow > 0) (low, atLow) = (middle, ratio);
                else (high, atHigh) = (middle, ratio);
            }
            // Equal times, which a clock of 100 ns sees of the shortest, are where the order changes.
            crossings.Add(new LayerCrossing(Math.Exp(Math.Log(low) + Math.Log((double)high / low) * atLow / (atLow - atHigh)), low, high, ratios[i] < 0));
        }
        return (ratios[0] < 0, crossings);

        // The logarithm of attention's time over the other's: below 0 attention is the faster one.
        double Ratio(int length, double done)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new LabProgress(Math.Min(1, done), $"self-attention against {recurrence}, n {length:N0}"));
            return Math.Log(LayerPoint.TimeForward(attention, length, settings.Size, settings.Kernel, inner, seed) / LayerPoint.TimeForward(other, length, settings.Size, settings.Kernel, inner, seed));
        }
    }
}
