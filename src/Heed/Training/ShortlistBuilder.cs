using Heed.Decoding;
using Heed.Kernels;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>Counts in aligned pairs which target tokens each source token becomes.</summary>
public static class ShortlistBuilder
{
    private const int Part = 2000;

    /// <summary>
    /// Links the words of pairs, carries the links over to tokens, and keeps for each source token the target tokens it is linked with most often, and those that are frequent altogether.
    /// </summary>
    /// <param name="pairs">Pairs such as the model was trained on.</param>
    /// <param name="tokenizer">The model's.</param>
    /// <param name="perToken">The most target tokens of a source token.</param>
    /// <param name="frequent">How many of the most frequent target tokens are always there.</param>
    /// <param name="workers">The threads to use; the result does not depend on them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Shortlist Build(IReadOnlyList<SentencePair> pairs, Tokenizer tokenizer, int perToken = 50, int frequent = 100, Workers? workers = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(tokenizer);
        workers ??= Workers.All;
        WordAligner aligner = WordAligner.Train(pairs, workers, cancellation: cancellation);
        int size = tokenizer.Size;
        var linked = new Dictionary<int, int>[size];
        long[] seen = new long[size];
        for (int first = 0; first < pairs.Count; first += Part)
        {
            var tokens = new TrainingPair[Math.Min(Part, pairs.Count - first)];
            workers.For(tokens.Length, i =>
            {
                cancellation.ThrowIfCancellationRequested();
                tokens[i] = TokenLinks.Of(pairs[first + i], tokenizer, aligner);
            });
            foreach (TrainingPair pair in tokens)
            {
                foreach (int token in pair.Target) seen[token]++;
                foreach ((int source, int target) in pair.Links)
                {
                    if (source >= pair.Source.Length || target >= pair.Target.Length) continue;                 // the end symbols
                    Dictionary<int, int> counts = linked[pair.Source[source]] ??= [];
                    counts[pair.Target[target]] = counts.GetValueOrDefault(pair.Target[target]) + 1;
                }
            }
        }
        IEnumerable<int> always = Enumerable.Range(Vocabulary.Specials, size - Vocabulary.Specials).Where(token => seen[token] > 0).OrderByDescending(token => seen[token]).ThenBy(token => token).Take(frequent);
        return new Shortlist([.. always],
            [.. linked.Select(counts => counts is null ? [] : (int[])[.. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key).Take(perToken).Select(count => count.Key)])]);
    }
}
