using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Training;

/// <summary>Adam (Kingma and Ba 2015) over all parameters, with weights decayed apart from the gradient (Loshchilov and Hutter 2019).</summary>
public sealed class AdamOptimizer(ParameterStorage storage, float weightDecay = 0) : Optimizer(storage, weightDecay)
{
    private protected override void Apply(Tensor gradient, AdamStep numbers, Workers workers) =>
        Storage.ForPieces(workers, (offset, count) =>
        {
            var shape = new Shape(count);
            Tensor weights = Storage.Values.Part(offset, shape);
            weights.Backend.Adam(weights, gradient.Part(offset, shape), Mean.Part(offset, shape), Variance.Part(offset, shape), numbers);
        });
}
