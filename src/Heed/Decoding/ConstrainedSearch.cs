using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// A beam for sources whose translations must have something. It is a beam for each number of tokens that hypotheses have of their terms, so that those that have more of them are not crowded out by those that
/// are still cheap without them: Hokamp and Liu 2017, with the beams' common size divided among those that are in use as Post and Vilar 2018 do.
/// </summary>
internal static class ConstrainedSearch
{
    /// <summary>The hypotheses for each source, the best first.</summary>
    public static Hypothesis[][] Find(SearchCall call)
    {
        var tree = new TokenTree();
        ConstrainedBeam[] beams = [.. call.Sources.Select((source, i) => new ConstrainedBeam(i, source.Length, call.Constraints![i]!, call.Pieces!, call.Options, tree, call.Model.Config.Aligning[0].Step))];
        return BeamSteps.Run(call, beams, static beam => new ConstrainedHypothesis(beam, -1, Vocabulary.Start, 0, 0, TermProgress.None));
    }
}
