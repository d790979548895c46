namespace Heed.Kernels;

/// <summary>
/// The dropout of attention weights: whether the weight of query and key is kept is a function of these numbers, the sentence, the head, the query's position and
/// the key alone, so that every way to compute attention drops the same.
/// </summary>
/// <param name="Rate">The share that is set to zero, in [0, 1); the rest is divided by 1 − rate.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The optimizer step.</param>
/// <param name="Place">The number of the layer that draws, times 256; head h of it draws as place + h.</param>
public readonly record struct AttentionDropout(float Rate, ulong Seed, uint Step, uint Place);
