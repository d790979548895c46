using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>A corpus without the pairs that would spoil a training, where that is asked for.</summary>
internal static class CleanedPairs
{
    private const double Sound = 0.02;

    /// <summary>The pairs that pass the rules of <see cref="CorpusCleaner"/>: pairs are also scored where some seem not to belong together, and languages looked at where some seem to be others.</summary>
    /// <param name="corpus">The corpus.</param>
    /// <param name="pairs">Its pairs.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="told">Is given a line that says what was left out and why.</param>
    /// <param name="workers">The threads to use.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">So many pairs are misaligned that there is nothing to keep, or the sides have changed places.</exception>
    public static List<SentencePair> Of(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, TrainingOptions options, List<string> told, Workers workers, CancellationToken cancellation)
    {
        IReadOnlyList<PairFault> faults = PairInspection.Of(corpus, pairs, options.From, options.To, workers, cancellation);
        PairAlignment alignment = PairAlignment.Learn([.. pairs.Where(static pair => !CorpusInspector.IsCopy(pair.Source, pair.Target))], workers, cancellation);
        if (alignment.Misaligned > PairInspection.HopelesslyMisaligned)
            throw new InvalidDataException($"{corpus.Name}: about {100 * alignment.Misaligned:F0} % of the pairs do not look like translations of each other; cleaning would leave the wrong ones. Check that the files or columns belong together.");
        var rules = new CorpusRules
        {
            From = options.From,
            To = options.To,
            Languages = faults.Any(static fault => fault.Name == CorpusFault.WrongLanguage.NameInReports()) ? LanguageGuess.LearnFromSdk(cancellation) : null,
            Score = alignment.Misaligned > Sound ? alignment.Above : null,
            LeastScore = 0,
        };
        var kept = new List<SentencePair>();
        CorpusCleaner cleaner = CorpusCleaner.Clean([corpus], rules, kept.Add, cancellation: cancellation);
        string reasons = string.Join(", ", cleaner.LeftOut.OrderByDescending(static reason => reason.Value).Select(static reason => $"{reason.Value:N0} {reason.Key}"));
        told.Add($"{corpus.Name}: cleaned, {cleaner.LeftOut.Values.Sum():N0} of {cleaner.Read:N0} lines left out{(reasons.Length > 0 ? $": {reasons}" : "")}");
        return kept;
    }
}
