namespace Heed.Documents;

/// <summary>The languages that documents are translated between, such as <c>en</c> and <c>pt-BR</c>.</summary>
/// <param name="From">The language of the texts.</param>
/// <param name="To">The language of the translations.</param>
public sealed record DocumentLanguages(string From, string To);
