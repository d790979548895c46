namespace Heed.Text.Corpora;

/// <summary>Reads sentence pairs.</summary>
public static class Corpus
{
    /// <summary>Reads a corpus's pairs one by one.</summary>
    /// <param name="spec">Where they come from.</param>
    /// <param name="report">Counts what is kept and what is left out, while pairs are taken; may be null.</param>
    /// <param name="cancellation">Stops the work with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The pairs kept, in the corpus's order, which is the same each time.</returns>
    /// <exception cref="FileNotFoundException">A file is missing (thrown as the first pair is taken, like the next).</exception>
    /// <exception cref="InvalidDataException">A file is too large, damaged or not what it should be; the message names it.</exception>
    public static IEnumerable<SentencePair> Read(CorpusSpec spec, CorpusReport? report = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Read(report ?? new CorpusReport(), cancellation);
    }
}
