namespace Heed.Decoding;

/// <summary>A layer of attention of one translation.</summary>
/// <param name="Name">Its name: <c>encoder0.self</c>, <c>decoder1.cross</c>; <c>attention</c> in a recurrent model.</param>
/// <param name="Heads">Its heads.</param>
/// <param name="Asking">The rows of its weights: what asks.</param>
/// <param name="Attended">The columns: what is attended to.</param>
public sealed record TracedLayer(string Name, int Heads, TracedSide Asking, TracedSide Attended);
