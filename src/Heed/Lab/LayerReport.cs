namespace Heed.Lab;

/// <summary>All that was found about layers.</summary>
/// <param name="Settings">What they were compared with.</param>
/// <param name="Layers">The layers.</param>
/// <param name="FasterAtFirst">Whether self-attention is faster than the GRU at the shortest length that was tried.</param>
/// <param name="Crossings">The lengths at which this changes; none if it was not looked for.</param>
/// <param name="Distances">How well families of layers learn over growing distances; empty if it was not tried.</param>
public sealed record LayerReport(LayerSettings Settings, IReadOnlyList<LayerComparison> Layers, bool FasterAtFirst, IReadOnlyList<LayerCrossing>? Crossings, IReadOnlyList<DistancePoint> Distances);
