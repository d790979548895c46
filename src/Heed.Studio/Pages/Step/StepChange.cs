using System.Collections.Immutable;
using System.Globalization;
using Heed.Lab;

namespace Heed.Studio.Pages.Step;

/// <summary>What a reader changes in attention: keys that are masked, and weights that are set, in ten-thousandths so that they come back from an address as they were.</summary>
public sealed record StepChange
{
    /// <summary>A weight of 1.</summary>
    public const int Whole = 10_000;

    /// <summary>The most keys that an address may name.</summary>
    public const int MostKeys = 400;

    private const int LargestKey = 100_000;

    /// <summary>Nothing is changed.</summary>
    public static StepChange None { get; } = new();

    /// <summary>Keys that may not be attended to.</summary>
    public ImmutableSortedSet<int> Masked { get; private init; } = [];

    /// <summary>For keys the weight they are given, in ten-thousandths; at most 10,000 in sum.</summary>
    public ImmutableSortedDictionary<int, int> Weights { get; private init; } = ImmutableSortedDictionary<int, int>.Empty;

    /// <summary>Whether nothing is changed.</summary>
    public bool IsEmpty => Masked.IsEmpty && Weights.IsEmpty;

    /// <summary>Masks keys, which lose the weight they were given, or lets them be attended to again.</summary>
    public StepChange Mask(IReadOnlyList<int> keys, bool masked) => this with { Masked = masked ? Masked.Union(keys) : Masked.Except(keys), Weights = Weights.RemoveRange(keys) };

    /// <summary>Gives keys the weight that the softmax gives them.</summary>
    public StepChange Release(IReadOnlyList<int> keys) => this with { Weights = Weights.RemoveRange(keys) };

    /// <summary>
    /// Gives keys a weight together, which they share as <paramref name="shares"/> are to each other, evenly where those are zero. What other keys were given makes room: all weights that are set sum to 1 at most.
    /// </summary>
    public StepChange Set(IReadOnlyList<int> keys, double weight, IReadOnlyList<float> shares)
    {
        int whole = double.IsFinite(weight) ? (int)Math.Round(Math.Clamp(weight, 0, 1) * Whole) : 0;
        ImmutableSortedDictionary<int, int> weights = Weights.RemoveRange(keys);
        int others = weights.Values.Sum(), room = Whole - whole;
        if (others > room) weights = weights.ToImmutableSortedDictionary(static set => set.Key, set => (int)((long)set.Value * room / others));
        double sum = keys.Sum(key => (double)shares[key]);
        int left = whole, strongest = keys.MaxBy(key => shares[key]);
        foreach (int key in keys)
        {
            int share = (int)(whole * (sum > 0 ? shares[key] / sum : 1.0 / keys.Count));
            weights = weights.SetItem(key, share);
            left -= share;
        }
        return this with { Weights = weights.SetItem(strongest, weights[strongest] + left), Masked = Masked.Except(keys) };
    }

    /// <summary>What is left of it where there are only so many keys.</summary>
    public StepChange Within(int keys) => Masked.All(key => key < keys) && Weights.Keys.All(key => key < keys)
        ? this
        : new StepChange { Masked = Masked.Except(Masked.Where(key => key >= keys)), Weights = Weights.RemoveRange(Weights.Keys.Where(key => key >= keys)) };

    /// <summary>As the library is told.</summary>
    public StepEdit ToEdit(string? layer, int? head, bool allSteps) =>
        new() { Layer = layer, Head = head, AllSteps = allSteps, Masked = Masked, Weights = Weights.ToDictionary(static set => set.Key, static set => (float)set.Value / Whole) };

    /// <summary>The masked keys as an address has them, such as <c>0.3</c>.</summary>
    public string MaskedText => string.Join('.', Masked);

    /// <summary>The weights as an address has them, such as <c>2-5000.3-100</c>.</summary>
    public string WeightsText => string.Join('.', Weights.Select(static set => string.Create(CultureInfo.InvariantCulture, $"{set.Key}-{set.Value}")));

    /// <summary>Reads what an address says; what makes no sense is left out.</summary>
    public static StepChange Parse(string masked, string weights)
    {
        ArgumentNullException.ThrowIfNull(masked);
        ArgumentNullException.ThrowIfNull(weights);
        ImmutableSortedSet<int> keys = [.. masked.Split('.').Take(MostKeys).Where(static key => IsWhole(key, LargestKey)).Select(static key => int.Parse(key, CultureInfo.InvariantCulture))];
        ImmutableSortedDictionary<int, int>.Builder set = ImmutableSortedDictionary.CreateBuilder<int, int>();
        int room = Whole;
        foreach (string text in weights.Split('.').Take(MostKeys))
        {
            if (text.Split('-') is not [string key, string value] || !IsWhole(key, LargestKey) || !IsWhole(value, room)) continue;
            int at = int.Parse(key, CultureInfo.InvariantCulture), weight = int.Parse(value, CultureInfo.InvariantCulture);
            if (!keys.Contains(at) && set.TryAdd(at, weight)) room -= weight;
        }
        return new StepChange { Masked = keys, Weights = set.ToImmutable() };
    }

    private static bool IsWhole(string text, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value <= most;
}
