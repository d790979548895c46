using Heed.Lab;

namespace Heed.Studio.Pages.Step;

/// <summary>A word or piece that may be attended to, with all that one head makes of it in one step.</summary>
/// <param name="Index">Its place among words, or among pieces.</param>
/// <param name="Label">The word or piece.</param>
/// <param name="Keys">Its pieces.</param>
/// <param name="Score">
/// The score; of a word of several pieces ln Σ exp(e_i), as the softmax over such scores gives words just the sums of their pieces' weights.
/// </param>
/// <param name="Mask">Whether it may be attended to.</param>
/// <param name="Weight">The weight it has.</param>
/// <param name="Usual">The weight it has when nothing is changed.</param>
/// <param name="IsSet">Whether the reader gave it its weight.</param>
public sealed record KeyRow(int Index, string Label, IReadOnlyList<int> Keys, double Score, KeyMask Mask, double Weight, double Usual, bool IsSet)
{
    /// <summary>Whether it may be attended to at all.</summary>
    public bool IsOpen => Mask is KeyMask.Open or KeyMask.Partly;

    /// <summary>The rows of a head.</summary>
    /// <param name="layer">The layer when nothing is changed.</param>
    /// <param name="changed">The same layer as it is changed; the same if nothing is.</param>
    /// <param name="head">The head.</param>
    /// <param name="labels">What the pieces are called; null to put them together to words.</param>
    /// <param name="change">What the reader changes in this head.</param>
    public static IReadOnlyList<KeyRow> Of(StepLayer layer, StepLayer changed, int head, IReadOnlyList<string>? labels, StepChange change)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(change);
        (StepAttention usual, StepAttention now) = (layer.Heads[head], changed.Heads[head]);
        IReadOnlyList<string> names = labels ?? layer.Attended.Words;
        var keys = new List<int>[names.Count];
        for (int i = 0; i < keys.Length; i++) keys[i] = [];
        for (int key = 0; key < layer.Attended.Pieces.Count; key++) keys[labels is null ? layer.Attended.WordOfPiece[key] : key].Add(key);
        return [.. names.Select((name, i) => new KeyRow(i, name, keys[i], LogSumExp(keys[i], now.Scores), MaskOf(keys[i]), Sum(keys[i], now.Weights), Sum(keys[i], usual.Weights), keys[i].Any(change.Weights.ContainsKey)))];

        KeyMask MaskOf(List<int> of)
        {
            int open = of.Count(key => now.Mask[key]);
            return open == of.Count ? KeyMask.Open : open > 0 ? KeyMask.Partly : of.Any(key => usual.Mask[key]) ? KeyMask.Masked : KeyMask.Never;
        }
    }

    private static double Sum(List<int> keys, IReadOnlyList<float> weights) => keys.Sum(key => (double)weights[key]);

    private static double LogSumExp(List<int> keys, IReadOnlyList<float> scores)
    {
        if (keys.Count == 0) return double.NegativeInfinity;
        double most = keys.Max(key => scores[key]);
        return most + Math.Log(keys.Sum(key => Math.Exp(scores[key] - most)));
    }
}
