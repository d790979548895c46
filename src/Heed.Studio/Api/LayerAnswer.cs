namespace Heed.Studio.Api;

/// <summary>A layer that attends.</summary>
internal sealed record LayerAnswer(string Name, int Heads);
