using System.Globalization;

namespace Heed.Evaluation;

/// <summary>What was counted of links A against gold links, sure ones S and possible ones P, S ⊆ P, and the scores that follow, from 0 to 100.</summary>
/// <param name="Links">|A|.</param>
/// <param name="Sure">|S|.</param>
/// <param name="SureFound">|A∩S|.</param>
/// <param name="PossibleFound">|A∩P|.</param>
public sealed record AlignmentScore(long Links, long Sure, long SureFound, long PossibleFound)
{
    /// <summary>AER = 1 − (|A∩S| + |A∩P|) / (|A| + |S|), less is better; 0 where there are no links and none are sure. Och and Ney 2003, equation 40.</summary>
    public double Value => Links + Sure == 0 ? 0 : 100 * (1 - (double)(SureFound + PossibleFound) / (Links + Sure));

    /// <summary>|A∩P| / |A|, 0 where there are no links.</summary>
    public double Precision => Links == 0 ? 0 : 100.0 * PossibleFound / Links;

    /// <summary>|A∩S| / |S|, 0 where none are sure.</summary>
    public double Recall => Sure == 0 ? 0 : 100.0 * SureFound / Sure;

    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"AER {Value:F2}, precision {Precision:F2}, recall {Recall:F2}, F {F:F2} ({Links:N0} links, {Sure:N0} sure)");
}
