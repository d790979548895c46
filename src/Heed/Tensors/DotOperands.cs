namespace Heed.Tensors;

/// <summary>What attention by dot products reads of the source side, for queries that come one by one.</summary>
/// <param name="Keys">Prepared keys [batch, keys, size].</param>
/// <param name="Bias">What is added to the score of each key [batch, keys]; none for nothing.</param>
/// <param name="Values">[batch, keys, value size].</param>
/// <param name="Lengths">How many keys each sentence has.</param>
public sealed record DotOperands(Tensor Keys, Tensor? Bias, Tensor Values, int[] Lengths);
