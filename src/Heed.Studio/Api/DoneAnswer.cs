namespace Heed.Studio.Api;

/// <summary>All texts are translated.</summary>
internal sealed record DoneAnswer(string Model, string From, string To, int Texts);
