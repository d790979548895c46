namespace Heed.Tensors;

/// <summary>What additive attention reads of the source side.</summary>
/// <param name="Transposed">Keys per sentence, feature by feature: [batch, size · stride].</param>
/// <param name="Exponentials">e^{2k} in the same layout.</param>
/// <param name="Largest">The largest magnitude of each sentence's keys [batch].</param>
/// <param name="Score">The score's vector w [size].</param>
/// <param name="Values">The values [batch, keys, value size].</param>
/// <param name="Lengths">How many keys each sentence has.</param>
public readonly record struct AdditiveOperands(Tensor Transposed, Tensor Exponentials, Tensor Largest, Tensor Score, Tensor Values, int[] Lengths);
