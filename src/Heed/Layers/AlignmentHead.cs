namespace Heed.Layers;

/// <summary>Weights that may align a source and its target.</summary>
/// <param name="Layer">The decoder's layer, from 0.</param>
/// <param name="Head">The head of that layer, from 0; none for the mean of all.</param>
/// <param name="Step">The step whose weights are a token's.</param>
public sealed record AlignmentHead(int Layer, int? Head = null, AlignmentStep Step = AlignmentStep.Written)
{
    /// <inheritdoc/>
    public override string ToString() => $"layer {Layer} {(Head is { } head ? $"head {head}" : "mean of heads")} {(Step == AlignmentStep.Read ? "read" : "written")}";
}
