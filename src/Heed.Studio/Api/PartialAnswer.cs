namespace Heed.Studio.Api;

/// <summary>What there is of a text's translation.</summary>
internal sealed record PartialAnswer(int Index, string Text, int Done, int Sentences);
