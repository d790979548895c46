namespace Heed.Tensors;

/// <summary>How a model's weight matrices are held for products. Training needs <see cref="Float32"/>; the others are for translating, chosen when a model is loaded.</summary>
public enum WeightFormat
{
    /// <summary>32-bit floats, as trained.</summary>
    Float32,

    /// <summary>bfloat16: the upper half of a float, rounded to the nearest (a relative error of at most 2⁻⁹). Half the memory, and up to twice the speed where reading weights is what takes the time.</summary>
    BFloat16,

    /// <summary>
    /// 8-bit integers with a scale for each output, and inputs rounded to 8 bits row by row: a quarter of the memory. A result does not depend on what else is in the batch.
    /// </summary>
    Int8,
}
