namespace Heed.Tensors;

/// <summary>
/// What decides which features dropout keeps: counter-based randomness, a function of these numbers and of nothing else, so
/// that shards, threads and a resumed run draw the same. Srivastava et al. 2014.
/// </summary>
/// <param name="Rate">The share that is set to zero, in [0, 1).</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Step">The optimizer step.</param>
/// <param name="Place">The number of the layer that draws.</param>
/// <param name="Sentences">For each row, the sentence's index in the whole batch.</param>
/// <param name="Times">For each row, the time step within its sentence.</param>
public readonly record struct DropoutDraw(float Rate, ulong Seed, uint Step, uint Place, ReadOnlyMemory<int> Sentences, ReadOnlyMemory<int> Times);
