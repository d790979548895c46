using Heed.Decoding;

namespace Heed.Lab;

/// <summary>What a layer's attention was like at one step of a training, over fixed sentences.</summary>
/// <param name="Step">The step; −1 for the model that was chosen in the end.</param>
/// <param name="Layer">The layer, as in a trace.</param>
/// <param name="Heads">Its heads.</param>
/// <param name="Entropy">The mean entropy of a query's weights, in nats: small where attention is sharp.</param>
/// <param name="Distance">The mean distance between what asks and what is attended to, in tokens.</param>
/// <param name="Diagonality">How near the weights are to the line from corner to corner: 1 on it, about 2/3 for even weights.</param>
/// <param name="Agreement">How much the heads agree: 1 for the same weights, 0 where no two look at the same; NaN of a single head.</param>
/// <param name="Score">The mean log-probability of a target token, in nats: the same for all layers of a step.</param>
public sealed record OverTrainingPoint(long Step, string Layer, int Heads, double Entropy, double Distance, double Diagonality, double Agreement, double Score)
{
    /// <summary>The points of one model: for each layer the mean over the sentences.</summary>
    /// <param name="step">The step of the model.</param>
    /// <param name="traces">The traces of the same targets of the same sentences, one at least.</param>
    public static IReadOnlyList<OverTrainingPoint> Of(long step, IReadOnlyList<TracedTranslation> traces)
    {
        ArgumentNullException.ThrowIfNull(traces);
        if (traces.Count == 0) throw new ArgumentException("OverTraining: there is no sentence.", nameof(traces));
        double score = traces.Average(trace => trace.Translation.LogProbability / trace.Translation.TargetTokens.Count);
        return [.. Enumerable.Range(0, traces[0].Layers.Count).Select(layer =>
        {
            int heads = traces[0].Layers[layer].Heads;
            HeadStatistics[] statistics = [.. traces.SelectMany(trace => Enumerable.Range(0, heads).Select(head => trace.Statistics(layer, head)))];
            double[] agreements = [.. traces.Select(trace => HeadStatistics.AgreementOf([.. Enumerable.Range(0, heads).Select(head => trace.Weights(layer, head))]))];
            return new OverTrainingPoint(step, traces[0].Layers[layer].Name, heads, statistics.Average(of => of.Entropy), statistics.Average(of => of.Distance), statistics.Average(of => of.Diagonality), agreements.Average(), score);
        })];
    }
}
