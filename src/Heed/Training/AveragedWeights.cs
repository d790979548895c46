using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>
/// The exponential moving average of a run's weights, ā ← d ā + (1 − d) a after each step, with d = min(decay, (1 + step) / (10 + step)) so that the first weights are soon forgotten. It translates better than the weights
/// that a step has just moved. Polyak and Juditsky 1992; an average of the last checkpoints is a coarse form of it.
/// </summary>
internal sealed class AveragedWeights(ParameterStorage storage, float decay)
{
    /// <summary>The average, in the layout of the storage; the weights themselves while it is swapped in.</summary>
    public Tensor Values { get; } = storage.NewZeros();

    /// <summary>Begins with the weights as they are.</summary>
    public void Begin() => storage.Values.Backend.Copy(storage.Values, Values);

    /// <summary>Takes the weights after a step in.</summary>
    public void Add(long step, Workers workers)
    {
        float kept = Math.Min(decay, (1f + step) / (10f + step));
        storage.ForPieces(workers, (offset, count) =>
        {
            var shape = new Shape(count);
            Tensor average = Values.Part(offset, shape);
            average.Backend.Scale(average, kept, average);
            average.Backend.AddScaled(storage.Values.Part(offset, shape), 1 - kept, average);
        });
    }

    /// <summary>Exchanges the model's weights with the average: once to look at the average, once more to go on.</summary>
    public void Swap()
    {
        Span<float> weights = storage.Values.Memory, average = Values.Memory;
        for (int i = 0; i < weights.Length; i++) (weights[i], average[i]) = (average[i], weights[i]);
        storage.Refresh();
    }
}
