namespace Heed.Tensors;

/// <summary>What additive attention reads of the source side.</summary>
/// <param name="Keys">Keys k [batch, keys, size].</param>
/// <param name="Panels">Their exponentials e^{2k} per sentence, as the backend's scores read them.</param>
/// <param name="Strips">The same as the backend's gradients read them; none where no derivatives are wanted.</param>
/// <param name="Largest">The largest magnitude of each sentence's keys [batch].</param>
/// <param name="Score">The score's vector w [size].</param>
/// <param name="Values">The values [batch, keys, value size].</param>
/// <param name="Lengths">How many keys each sentence has.</param>
public readonly record struct AdditiveOperands(Tensor Keys, Tensor Panels, Tensor? Strips, Tensor Largest, Tensor Score, Tensor Values, int[] Lengths);
