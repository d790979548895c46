using Heed.Kernels;
using Heed.Lab;
using Heed.Tensors;

namespace Heed.Studio.Pages.Layers;

/// <summary>What is counted by running a layer once, and searched for in the graph of its reads.</summary>
/// <param name="Bytes">Bytes of the operands of all its operations, forward.</param>
/// <param name="Chain">Operations of the longest chain in which each waits for the one before.</param>
/// <param name="Layers">Layers until every input reaches every output that it can reach at all; none where no number of layers does.</param>
/// <param name="Steps">The shortest chain of reads from the first input to the last output.</param>
/// <param name="Seen">Inputs that the output in the middle sees through the stack.</param>
public sealed record LayerNumbers(long Bytes, int Chain, int? Layers, int? Steps, int Seen)
{
    /// <summary>Those of all layers, by name.</summary>
    public static IReadOnlyDictionary<string, LayerNumbers> All(LayerQuestion question, CancellationToken cancellation)
    {
        var backend = new CpuBackend(Workers.All);
        var all = new Dictionary<string, LayerNumbers>(StringComparer.Ordinal);
        IReadOnlyList<LayerKind> kinds = LayerKind.All(question.Settings);
        for (int i = 0; i < kinds.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            (_, _, long bytes, int chain) = LayerPoint.Count(kinds[i], question.Length, question.Size, question.Kernel, backend, 1);
            cancellation.ThrowIfCancellationRequested();
            LayerKind.Stack? stack = kinds[i].Connect(question.Length, question.Kernel);
            all[LayerCost.Ids[i]] = new LayerNumbers(bytes, chain, stack?.Layers, stack?.Steps, kinds[i].Seen(question.Length, question.Kernel, question.Depth));
        }
        return all;
    }
}
