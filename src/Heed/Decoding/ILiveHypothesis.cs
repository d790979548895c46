namespace Heed.Decoding;

/// <summary>A hypothesis that goes on.</summary>
/// <typeparam name="TBeam">The hypotheses of its source.</typeparam>
internal interface ILiveHypothesis<out TBeam>
{
    /// <summary>Where it belongs.</summary>
    TBeam Beam { get; }

    /// <summary>Its last token.</summary>
    int Token { get; }
}
