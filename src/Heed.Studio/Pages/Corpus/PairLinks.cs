using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Studio.Pages.Corpus;

/// <summary>Links between the words of pairs, learned from a corpus's first pairs when they are first asked for.</summary>
public sealed class PairLinks
{
    /// <summary>The most pairs learned from.</summary>
    public const int MostPairs = 10_000;

    private CorpusView? _view;

    /// <summary>What finds links; null before it has learned.</summary>
    public WordAligner? Aligner { get; private set; }

    /// <summary>Whether it is learning.</summary>
    public bool IsLearning { get; private set; }

    /// <summary>Learns from a corpus.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task LearnAsync(CorpusView view, CancellationToken cancellation)
    {
        if (IsLearning || (Aligner is not null && _view == view)) return;
        (_view, Aligner, IsLearning) = (view, null, true);
        try
        {
            SentencePair[] pairs = [.. view.Pairs.Take(MostPairs)];
            WordAligner learned = await Task.Run(() => WordAligner.Train(pairs, cancellation: cancellation), cancellation);
            if (_view == view) Aligner = learned;
        }
        finally
        {
            IsLearning = false;
        }
    }

    /// <summary>Forgets what it learned.</summary>
    public void Clear() => (_view, Aligner) = (null, null);
}
