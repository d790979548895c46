namespace Heed.Lab;

/// <summary>What is changed in attention while a step is looked at: keys that are masked, and weights that are set. Keys are tokens of the source, or of what was said in a layer of self-attention.</summary>
public sealed record StepEdit
{
    /// <summary>The layer whose weights are changed, as <see cref="StepLayer.Name"/> has it; none for all that read the source.</summary>
    public string? Layer { get; init; }

    /// <summary>The head, from 0; none for all of the layer.</summary>
    public int? Head { get; init; }

    /// <summary>Keys that may not be attended to: the weights are the softmax over the scores of the others. With every key masked the weights are zero, and so is the context.</summary>
    public IReadOnlyCollection<int> Masked { get; init; } = [];

    /// <summary>
    /// For keys the weight that they are given, from 0 to 1 and at most 1 in sum. The others share what is left in the proportion they had, evenly where they had nothing. Where there are no others, the given
    /// weights are divided by their sum.
    /// </summary>
    public IReadOnlyDictionary<int, float> Weights { get; init; } = new Dictionary<int, float>();

    /// <summary>Whether it holds for the steps before as well, so that the decoder's state follows; otherwise for this one alone.</summary>
    public bool AllSteps { get; init; }

    /// <summary>Checks that what is named is there.</summary>
    /// <exception cref="ArgumentException">It is not; the message says what.</exception>
    internal void ValidateFor(IReadOnlyList<StepLayer> layers)
    {
        if (layers.Count == 0) throw new ArgumentException("Step: this model does not attend to the source; there is nothing to change.");
        StepLayer[] changed = [.. layers.Where(layer => Changes(layer.Name))];
        if (changed.Length == 0) throw new ArgumentException($"Step: there is no layer '{Layer}'; there are {string.Join(", ", layers.Select(layer => layer.Name))}.");
        foreach (StepLayer layer in changed)
        {
            int keys = layer.Attended.Pieces.Count;
            if (Head is { } head && (uint)head >= (uint)layer.Heads.Count) throw new ArgumentException($"Step: {layer.Name} has no head {head}; it has heads 0 to {layer.Heads.Count - 1}.");
            foreach (int key in Masked.Concat(Weights.Keys))
                if ((uint)key >= (uint)keys) throw new ArgumentException($"Step: there is no token {key} to attend to in {layer.Name}; there are tokens 0 to {keys - 1}.");
        }
        foreach ((int key, float weight) in Weights)
        {
            if (!(weight >= 0 && weight <= 1)) throw new ArgumentException($"Step: a weight must be from 0 to 1, that of token {key} is {weight}.");
            if (Masked.Contains(key)) throw new ArgumentException($"Step: token {key} is masked and cannot be given a weight.");
        }
        if (Weights.Values.Sum(weight => (double)weight) > 1 + 1e-6) throw new ArgumentException($"Step: the given weights sum to {Weights.Values.Sum(weight => (double)weight):0.###}; at most 1 is expected.");
    }

    /// <summary>Whether it changes this layer.</summary>
    internal bool Changes(string layer) => Layer is null ? StepLayer.IsOverSource(layer) : Layer == layer;

    /// <summary>Changes the weights of one query, of whose scores they are the masked softmax; masks what is masked.</summary>
    internal void Apply(ReadOnlySpan<float> scores, Span<bool> mask, Span<float> weights)
    {
        bool masks = false;
        foreach (int key in Masked)
            if (key < mask.Length) (masks, mask[key]) = (true, false);
        if (masks) Softmax(scores, mask, weights);
        if (Weights.Count > 0) Set(mask, weights);
    }

    private static void Softmax(ReadOnlySpan<float> scores, ReadOnlySpan<bool> mask, Span<float> weights)
    {
        float most = float.NegativeInfinity;
        for (int key = 0; key < scores.Length; key++)
            if (mask[key]) most = Math.Max(most, scores[key]);
        double sum = 0;
        for (int key = 0; key < scores.Length; key++) sum += mask[key] ? Math.Exp((double)scores[key] - most) : 0;
        for (int key = 0; key < scores.Length; key++) weights[key] = mask[key] ? (float)(Math.Exp((double)scores[key] - most) / sum) : 0;
    }

    private void Set(ReadOnlySpan<bool> mask, Span<float> weights)
    {
        double given = 0, others = 0;
        int free = 0;
        for (int key = 0; key < weights.Length; key++)
            if (Weights.TryGetValue(key, out float weight)) given += mask[key] ? weight : 0;
            else if (mask[key]) (others, free) = (others + weights[key], free + 1);
        double share = free == 0 && given > 0 ? 1 / given : 1;
        for (int key = 0; key < weights.Length; key++)
            if (!mask[key]) weights[key] = 0;
            else if (Weights.TryGetValue(key, out float weight)) weights[key] = (float)(weight * share);
            else weights[key] = (float)(others > 0 ? weights[key] * (1 - given) / others : (1 - given) / free);
    }
}
