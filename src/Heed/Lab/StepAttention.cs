namespace Heed.Lab;

/// <summary>The attention of one head in one step, from query to context: weights = softmax(mask(scores)), unless weights were set.</summary>
/// <param name="Query">The query q of this head; s_{t'−1} in Bahdanau's decoder.</param>
/// <param name="Scores">score(q, k_i) of every key, with what positions add, before mask and softmax.</param>
/// <param name="Mask">For each key whether it may be attended to.</param>
/// <param name="Weights">The weights α_i of the keys: they sum to 1, or are all zero where nothing may be attended to.</param>
/// <param name="Context">Σ_i α_i v_i of this head.</param>
public sealed record StepAttention(IReadOnlyList<float> Query, IReadOnlyList<float> Scores, IReadOnlyList<bool> Mask, IReadOnlyList<float> Weights, IReadOnlyList<float> Context);
