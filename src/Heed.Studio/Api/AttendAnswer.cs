namespace Heed.Studio.Api;

/// <summary>The weights of a layer: rows ask, columns are attended to.</summary>
internal sealed record AttendAnswer(string Model, string Source, string Target, double? Score, string Layer, int? Head, string Step, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns,
    IReadOnlyList<float[]> Weights, IReadOnlyList<LayerAnswer> Layers);
