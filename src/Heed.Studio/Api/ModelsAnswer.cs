namespace Heed.Studio.Api;

/// <summary>The models there are; the first is the one that is taken where none is named.</summary>
internal sealed record ModelsAnswer(IReadOnlyList<ModelAnswer> Models);
