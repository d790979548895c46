using Heed.Kernels;
using Heed.Text.Corpora;

namespace Heed.Text;

/// <summary>
/// Finds which words of a sentence and its translation belong together, from sentence pairs alone: two models, one in each direction, of how words become words, with a
/// preference for the diagonal, and the links that both agree on, grown by neighbours that one of them has. Dyer, Chahuneau and Smith 2013, "A simple, fast, and effective
/// reparameterization of IBM model 2"; Koehn, Och and Marcu 2003 for grow-diag. The same pairs give the same links.
/// </summary>
public sealed class WordAligner
{
    private const int Unknown = -2, Part = 1000;

    private readonly WordTranslations _forward, _backward;
    private readonly Dictionary<string, int> _sourceWords, _targetWords;

    private WordAligner(WordTranslations forward, WordTranslations backward, Dictionary<string, int> sourceWords, Dictionary<string, int> targetWords)
    {
        _forward = forward;
        _backward = backward;
        _sourceWords = sourceWords;
        _targetWords = targetWords;
    }

    /// <summary>Learns from pairs; upper and lower case are the same. Pairs of more than <paramref name="longest"/> words on a side are left out.</summary>
    /// <param name="pairs">The pairs.</param>
    /// <param name="workers">The threads to use; the result does not depend on them.</param>
    /// <param name="longest">The most words of a side.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static WordAligner Train(IReadOnlyList<SentencePair> pairs, Workers? workers = null, int longest = 100, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        workers ??= Workers.All;
        var split = new (IReadOnlyList<Word> Source, IReadOnlyList<Word> Target)[pairs.Count];
        workers.For((split.Length + Part - 1) / Part, part =>
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = part * Part; i < Math.Min(split.Length, (part + 1) * Part); i++) split[i] = (Words.Split(pairs[i].Source), Words.Split(pairs[i].Target));
        });
        Dictionary<string, int> sourceWords = new(StringComparer.Ordinal), targetWords = new(StringComparer.Ordinal);
        var sentences = new List<(int[] Source, int[] Target)>(pairs.Count);
        foreach ((IReadOnlyList<Word> source, IReadOnlyList<Word> target) in split)
        {
            if (source.Count == 0 || target.Count == 0 || source.Count > longest || target.Count > longest) continue;
            sentences.Add((Numbered(source, sourceWords), Numbered(target, targetWords)));
        }
        var directions = new WordTranslations[2];
        workers.For(2, direction => directions[direction] = direction == 0
            ? WordTranslations.Learn(sentences, targetWords.Count, cancellation)
            : WordTranslations.Learn([.. sentences.Select(pair => (pair.Target, pair.Source))], sourceWords.Count, cancellation));
        return new WordAligner(directions[0], directions[1], sourceWords, targetWords);
    }

    /// <summary>The links between the words of a pair, as <see cref="Words.Split"/> cuts it, in the order of the target's words.</summary>
    public IReadOnlyList<(int Source, int Target)> Align(string source, string target) => Align(Words.Split(source), Words.Split(target));

    internal IReadOnlyList<(int Source, int Target)> Align(IReadOnlyList<Word> source, IReadOnlyList<Word> target)
    {
        int[] sources = [.. source.Select(word => _sourceWords.GetValueOrDefault(Folded(word), Unknown))], targets = [.. target.Select(word => _targetWords.GetValueOrDefault(Folded(word), Unknown))];
        return WordLinks.GrowDiagonal(_forward.Best(sources, targets), _backward.Best(targets, sources));
    }

    private static int[] Numbered(IReadOnlyList<Word> words, Dictionary<string, int> numbers)
    {
        int[] ids = new int[words.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            string word = Folded(words[i]);
            if (!numbers.TryGetValue(word, out ids[i])) numbers.Add(word, ids[i] = numbers.Count);
        }
        return ids;
    }

    private static string Folded(Word word) => word.Text.ToLowerInvariant();
}
