using Heed.Models;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>How a translation is searched for.</summary>
public sealed record SearchOptions
{
    /// <summary>The widest beam, and the most translations of a sentence.</summary>
    public const int MostTranslations = 64;

    /// <summary>The least that a source token's weights count for together, so that a token that nothing attended to costs much and not everything.</summary>
    public const double SmallestCoverage = 1e-6;

    /// <summary>Hypotheses kept at each step, from 1 (greedy) to 64.</summary>
    public int Beam { get; init; } = 5;

    /// <summary>
    /// How many translations of each sentence to give, from 1 to <see cref="MostTranslations"/>: the best that the beam found, so no more than <see cref="Beam"/>, or
    /// with <see cref="Sampling"/> as many samples.
    /// </summary>
    public int NBest { get; init; } = 1;

    /// <summary>
    /// A hypothesis is given up when it could not become one of the best even if up to so many further tokens of it were certain. With 0 it is compared as it stands, as Hugging Face's searches do (early_stopping False); with
    /// <see cref="int.MaxValue"/> nothing is given up that could still win, which takes longer where a long translation divides its log-probability by much.
    /// </summary>
    public int Lookahead { get; init; } = 8;

    /// <summary>What the log-probabilities of translations are divided by.</summary>
    public LengthPenalty LengthPenalty { get; init; } = LengthPenalty.Power;

    /// <summary>A, from 0 to 10: 0 prefers short translations, larger values longer ones.</summary>
    public double LengthExponent { get; init; } = 1;

    /// <summary>
    /// β of the coverage penalty β Σ_i log min(Σ_j α_ji, 1) over the source's tokens i, α_ji what target token j attended to them, at least
    /// <see cref="SmallestCoverage"/> in sum: what was read by no target token lowers a translation's score. From 0, which leaves it out, to 100. Wu et al. 2016, equation 14.
    /// </summary>
    public double CoverageWeight { get; init; }

    /// <summary>Draws tokens by chance instead of searching for probable ones, if it is given; the beam then does not count.</summary>
    public Sampling? Sampling { get; init; }

    /// <summary>The most tokens for a source of n tokens are <see cref="LengthFactor"/> · n + <see cref="LengthExtra"/>.</summary>
    public double LengthFactor { get; init; } = 2;

    /// <summary>Tokens allowed on top of the factor.</summary>
    public int LengthExtra { get; init; } = 20;

    /// <summary>
    /// The most tokens of a source that is translated at once, the end symbol not counted. A longer sentence is cut, and the translation says so; models are
    /// trained on sentences, and forget the beginning of what is much longer.
    /// </summary>
    public int LongestSource { get; init; } = 200;

    /// <summary>
    /// Whether a text is translated sentence by sentence. If not, a text of up to <see cref="LongestSource"/> tokens is translated as a whole, which a model does well that
    /// was trained on texts of several sentences.
    /// </summary>
    public bool SplitSentences { get; init; } = true;

    /// <summary>The target tokens that each source may become, if the output layer is to compute no others: faster where the vocabulary is large, and almost the same.</summary>
    public Shortlist? Shortlist { get; init; }

    /// <summary>
    /// Words that a translation must have where its text has theirs, as often as it has them. They come where the model finds them likeliest and attends to their source; a beam of 1 is widened for sentences that have some. Not for samples.
    /// </summary>
    public Glossary? Terms { get; init; }

    /// <summary>
    /// Whether names and literals that the model seems not to know come out as they stand in the text, instead of as words that sound like them: a sentence whose translation lacks one is translated again with it as a term. Needs attention to
    /// tell a name that is translated from one that is invented. Not for samples.
    /// </summary>
    public bool CopyNames { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public SearchOptions Validate()
    {
        if (Beam is < 1 or > MostTranslations) throw new ArgumentException($"beam: must be from 1 to {MostTranslations}, it is {Beam}.");
        if (NBest is < 1 or > MostTranslations) throw new ArgumentException($"nBest: must be from 1 to {MostTranslations}, it is {NBest}.");
        if (Sampling is null && NBest > Beam) throw new ArgumentException($"nBest: a beam of {Beam} holds no {NBest} translations; make the beam at least as wide.");
        if (Lookahead < 0) throw new ArgumentException($"lookahead: must not be negative, it is {Lookahead}.");
        if (!Enum.IsDefined(LengthPenalty)) throw new ArgumentException($"lengthPenalty: there is no {LengthPenalty}.");
        if (!(LengthExponent >= 0 && LengthExponent <= 10)) throw new ArgumentException($"lengthExponent: must be from 0 to 10, it is {LengthExponent}.");
        if (!(CoverageWeight >= 0 && CoverageWeight <= 100)) throw new ArgumentException($"coverageWeight: must be from 0 to 100, it is {CoverageWeight}.");
        Sampling?.Validate();
        if (Sampling is not null && CopyNames) throw new ArgumentException("copyNames: samples are drawn token by token and copy nothing; leave one out.");
        if (Sampling is not null && Terms is not null) throw new ArgumentException("terms: samples are drawn token by token and have no terms; leave one out.");
        if (!(LengthFactor >= 0 && LengthFactor <= 100) || LengthExtra is < 1 or > 100_000) throw new ArgumentException("lengthFactor must be from 0 to 100, lengthExtra from 1 to 100,000.");
        if (LongestSource is < 1 or > 100_000) throw new ArgumentException($"longestSource: must be from 1 to 100,000 tokens, it is {LongestSource}.");
        return this;
    }

    /// <summary>Checks every value, and whether the model has what they need.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the model has no attention to compute a coverage from.</exception>
    internal SearchOptions ValidateFor(ModelConfig model)
    {
        if (CoverageWeight > 0 && model.Score == "none")
            throw new ArgumentException("coverageWeight: the model has no attention, so there is no telling what of a source was read; leave the coverage penalty out.");
        if (CopyNames && model.Score == "none")
            throw new ArgumentException("copyNames: the model has no attention, so there is no telling which word stands for a name; leave it out.");
        if (Shortlist is { } shortlist && shortlist.VocabularySize != model.Vocabulary)
            throw new ArgumentException($"shortlist: it is for a vocabulary of {shortlist.VocabularySize:N0} tokens, the model has {model.Vocabulary:N0}; make one with heed models shortlist.");
        return Validate();
    }

    // Depends on the source alone, never on its neighbours in a batch.
    internal int LongestFor(int sourceTokens) => (int)(LengthFactor * sourceTokens) + LengthExtra;
}
