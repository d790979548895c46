namespace Heed.Tensors;

/// <summary>An attention weight that is wanted.</summary>
/// <param name="Row">The query's row.</param>
/// <param name="Key">The key.</param>
/// <param name="Weight">The weight, in (0, 1]; those of a row sum to 1.</param>
public readonly record struct WantedWeight(int Row, int Key, float Weight);
