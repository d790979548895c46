namespace Heed.Tensors.Ops;

/// <summary>The cross-entropy of attention weights with those that are wanted. Chen et al. 2016, "Guided alignment training for topic-aware neural machine translation".</summary>
public static class GuideOperation
{
    /// <summary>loss = −factor · Σ wanted · log(weight + 10⁻⁹), natural logarithm. Rows that nothing is wanted of count nothing.</summary>
    /// <param name="weights">Weights [rows, keys].</param>
    /// <param name="wanted">The weights that are wanted, those above zero alone.</param>
    /// <param name="factor">What the loss is multiplied by.</param>
    /// <param name="tape">The tape, if derivatives are wanted. The loss is its result: its own derivative is 1.</param>
    /// <exception cref="ArgumentException">A row or a key is not there.</exception>
    public static double Guide(this Tensor weights, WantedWeight[] wanted, float factor, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(wanted);
        foreach (WantedWeight want in wanted)
            if ((uint)want.Row >= (uint)weights.Shape.Rows || (uint)want.Key >= (uint)weights.Shape.Last)
                throw new ArgumentException($"Guide: there is no weight ({want.Row}, {want.Key}) among {weights.Shape}.", nameof(wanted));
        if (wanted.Length == 0) return 0;
        double loss = weights.Backend.GuideLoss(weights, wanted, factor);
        tape?.Record(static (t, o) =>
        {
            var (wanted, factor) = ((WantedWeight[], float))o.With!;
            o.A.Backend.AddGuideGradient(o.A, wanted, factor, t.GradientOf(o.A));                // dw −= factor · wanted / (w + 10⁻⁹)
        }, weights, weights, with: (wanted, factor));
        return loss;
    }
}
