namespace Heed.Campaign.Parsers;

/// <summary>A case that broke its parser.</summary>
/// <param name="Number">With the campaign's seed it makes the case again.</param>
/// <param name="What">What happened.</param>
internal sealed record ParserFailure(long Number, string What);
