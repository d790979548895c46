using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Studio.Pages.Corpus;

/// <summary>How often a corpus uses the pieces of a vocabulary.</summary>
/// <param name="Counts">For each id, how often it comes.</param>
/// <param name="Pieces">Pieces of all texts.</param>
/// <param name="Words">Words of all texts.</param>
internal sealed record PieceCounts(IReadOnlyList<long> Counts, long Pieces, long Words)
{
    private const int PairsBetweenReports = 500;

    /// <summary>Pieces that are used at least once.</summary>
    public int Used => Counts.Count(static count => count > 0);

    /// <summary>Counts the pieces of both sides.</summary>
    /// <param name="cutter">What cuts them.</param>
    /// <param name="view">The corpus.</param>
    /// <param name="progress">Is told how many pairs are done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PieceCounts Of(PieceCutter cutter, CorpusView view, IProgress<long>? progress, CancellationToken cancellation)
    {
        long[] counts = new long[cutter.Tokenizer.Size];
        long pieces = 0, done = 0;
        foreach (SentencePair pair in view.Pairs)
        {
            if (done++ % PairsBetweenReports == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress?.Report(done);
            }
            Count(cutter.Ids(pair.Source, view.From, isTarget: false));
            Count(cutter.Ids(pair.Target, view.To, isTarget: true));
        }
        return new PieceCounts(counts, pieces, view.Check.Source.Words + view.Check.Target.Words);

        void Count(int[] ids)
        {
            pieces += ids.Length;
            foreach (int id in ids) counts[id]++;
        }
    }

    /// <summary>The ids that come most often, or least often; special ones are left out.</summary>
    public IReadOnlyList<(int Id, long Count)> Ends(bool most, int count)
    {
        IEnumerable<(int Id, long Count)> all = Counts.Select(static (count, id) => (id, count)).Skip(Vocabulary.Specials);
        return [.. (most ? all.OrderByDescending(static piece => piece.Count) : all.OrderBy(static piece => piece.Count)).ThenBy(static piece => piece.Id).Take(count)];
    }
}
