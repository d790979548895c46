using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>What is wrong with the pairs of a corpus that a run will learn from.</summary>
internal static class CorpusWarnings
{
    private const double FewLeftOut = 0.02;
    private const int LeastCount = 5;

    /// <summary>Warnings about a corpus, those first that concern what could not be read.</summary>
    public static IEnumerable<TrainingWarning> Of(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, CorpusReport report, TrainingOptions options, Workers workers, CancellationToken cancellation) =>
        Of(corpus, pairs, report, options, options.Corpora.Count == 1 ? "" : $"{corpus.Name}: ", workers, cancellation);

    /// <summary>Warnings about development files.</summary>
    public static IEnumerable<TrainingWarning> OfDevelopment(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, CorpusReport report, TrainingOptions options, Workers workers, CancellationToken cancellation) =>
        Of(corpus, pairs, report, options, "development files: ", workers, cancellation);

    /// <summary>A warning where many pairs had to be left out because development pairs say nearly the same.</summary>
    public static IEnumerable<TrainingWarning> OfOverlap(int leftOut, int pairs)
    {
        if (leftOut < LeastCount || leftOut < FewLeftOut * pairs) yield break;
        string what = $"overlap: {leftOut:N0} of {pairs:N0} pairs share a side with a development pair, but for digits, punctuation and case, and are left out";
        yield return new TrainingWarning(what, $"{what}; choose development files from another source, or make both with heed corpus split");
    }

    private static IEnumerable<TrainingWarning> Of(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, CorpusReport report, TrainingOptions options, string of, Workers workers, CancellationToken cancellation)
    {
        foreach ((LeftOut reason, long count) in report.Reasons)
        {
            // A message that needs no translation is no fault.
            if (CorpusFaults.Of(reason) is not CorpusFault fault || count < LeastCount || count < FewLeftOut * report.Read) continue;
            var told = new PairFault(fault.NameInReports(), "are left out", count, report.Read)
            {
                Example = report.FirstLines(reason) is [long line, ..] ? $"line {line:N0}" : "",
                Mend = $"heed corpus check --corpus {corpus.Name} shows them",
            };
            yield return new TrainingWarning(of + told.Short, of + told);
        }
        foreach (PairFault fault in PairInspection.Of(corpus, pairs, options.From, options.To, workers, cancellation)) yield return new TrainingWarning(of + fault.Short, of + fault);
    }
}
