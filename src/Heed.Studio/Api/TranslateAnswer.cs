namespace Heed.Studio.Api;

/// <summary>Translations, in the order of the texts.</summary>
internal sealed record TranslateAnswer(string Model, string From, string To, IReadOnlyList<TranslationAnswer> Translations);
