using Heed.Tensors;

namespace Heed.Attention;

/// <summary>Keys and values of all heads, projected, turned by their positions, and prepared for the score.</summary>
/// <param name="Projected">The keys before the score's preparation [key rows, key heads · p_k]: what its formula reads.</param>
/// <param name="Keys">The prepared keys [key rows, key heads · size].</param>
/// <param name="KeyBias">What is added to the score of each key [key rows, key heads]; none for nothing.</param>
/// <param name="Values">[key rows, key heads · p_v].</param>
public sealed record HeadMemory(Tensor Projected, Tensor Keys, Tensor? KeyBias, Tensor Values);
