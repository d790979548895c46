using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>Links between words carried over to tokens.</summary>
internal static class TokenLinks
{
    /// <summary>The tokens of a pair, each linked with all tokens of the words that its word is linked with; the end symbols are linked too.</summary>
    public static TrainingPair Of(SentencePair pair, Tokenizer tokenizer, WordAligner aligner) =>
        Of(tokenizer.EncodeWithSpans(pair.Source), tokenizer.EncodeTargetWithSpans(pair.Target), aligner);

    /// <summary>The same of a pair that is in tokens already.</summary>
    public static TrainingPair Of(TokenizedText source, TokenizedText target, WordAligner aligner)
    {
        WordPieces sourceWords = WordPieces.Of(source), targetWords = WordPieces.Of(target);
        ILookup<int, int> sourcesOf = aligner.Align(sourceWords.Words, targetWords.Words).ToLookup(link => link.Target, link => link.Source);
        var links = new List<(int, int)>();
        for (int t = 0; t < target.Ids.Length; t++)
            foreach (int word in sourcesOf[targetWords.WordOfPiece[t]])
                for (int s = 0; s < source.Ids.Length; s++)
                    if (sourceWords.WordOfPiece[s] == word) links.Add((s, t));
        links.Add((source.Ids.Length, target.Ids.Length));
        return new TrainingPair(source.Ids, target.Ids, [.. links]);
    }

    /// <summary>The same of links between words as <see cref="Words.Split"/> cuts them.</summary>
    public static TrainingPair Of(TokenizedText source, TokenizedText target, IReadOnlyList<(int Source, int Target)> wordLinks)
    {
        int[][] sourcePieces = WordedText.Split(source.Text).PiecesOf(source.Spans), targetPieces = WordedText.Split(target.Text).PiecesOf(target.Spans);
        var links = new HashSet<(int Target, int Source)>();
        foreach ((int s, int t) in wordLinks)
            foreach (int sourcePiece in sourcePieces[s])
                foreach (int targetPiece in targetPieces[t]) links.Add((targetPiece, sourcePiece));
        links.Add((target.Ids.Length, source.Ids.Length));
        return new TrainingPair(source.Ids, target.Ids, [.. links.Order().Select(link => (link.Source, link.Target))]);
    }
}
