namespace Heed.Documents;

/// <summary>A document that was localised in memory.</summary>
/// <param name="Report">What became of its texts.</param>
/// <param name="Content">The localised document, in UTF-8.</param>
public sealed record LocalizedDocument(LocalizationReport Report, ReadOnlyMemory<byte> Content);
