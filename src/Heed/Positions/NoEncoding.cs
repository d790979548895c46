namespace Heed.Positions;

/// <summary>Nothing: attention without a mask then sees a sentence as a set of tokens.</summary>
public sealed class NoEncoding : PositionEncoding;
