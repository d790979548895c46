namespace Heed.Studio.Api;

/// <summary>A text's translation.</summary>
internal sealed record StreamedAnswer(int Index, TranslationAnswer Translation);
