using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>What is wrong with the pairs of a corpus that a run will learn from.</summary>
internal static class CorpusWarnings
{
    private const double FewLeftOut = 0.02;
    private const int LeastCount = 5;

    /// <summary>Warnings about a corpus, those first that concern what could not be read.</summary>
    public static IEnumerable<TrainingWarning> Of(CorpusSpec corpus, IReadOnlyList<SentencePair> pairs, CorpusReport report, TrainingOptions options, Workers workers, CancellationToken cancellation)
    {
        string of = options.Corpora.Count == 1 ? "" : $"{corpus.Name}: ";
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
