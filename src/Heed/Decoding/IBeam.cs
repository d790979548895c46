using Heed.Models;
using Heed.Tensors;

namespace Heed.Decoding;

/// <summary>The hypotheses of one source.</summary>
/// <typeparam name="TLive">One of them that goes on.</typeparam>
internal interface IBeam<TLive>
    where TLive : struct
{
    /// <summary>The source's number.</summary>
    int Number { get; }

    /// <summary>One step of this source's hypotheses.</summary>
    /// <param name="rows">Those of all sources.</param>
    /// <param name="first">The first of this source.</param>
    /// <param name="count">How many it has.</param>
    /// <param name="logits">For each row, of what may come next.</param>
    /// <param name="state">What the step attended to.</param>
    /// <param name="length">The tokens they have after it.</param>
    /// <param name="next">Gets what goes on.</param>
    /// <param name="selected">Gets the row that each of these comes from.</param>
    void Extend(List<TLive> rows, int first, int count, Tensor logits, DecoderState state, int length, List<TLive> next, List<int> selected);

    /// <summary>The best, when none goes on.</summary>
    Hypothesis[] Best();

    /// <summary>The best of those that ended and of the first that goes on, if one does, as they stand after so many tokens.</summary>
    Hypothesis BestSoFar(TLive? going, int length);
}
