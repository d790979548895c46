using Heed.Layers;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Weights between pieces brought together into weights between words.</summary>
internal static class WordAttention
{
    public const string End = "</s>";

    /// <summary>The words of a text, and for each of its tokens, the end symbol included if asked for, the word it belongs to.</summary>
    public static (IReadOnlyList<string> Words, int[] WordOfToken) WordsOf(TokenizedText text, bool withEnd)
    {
        WordPieces pieces = WordPieces.Of(text);
        List<string> words = [.. pieces.Words.Select(word => word.Text)];
        List<int> wordOfToken = [.. pieces.WordOfPiece.Select(word => Math.Max(0, word))];
        if (withEnd)
        {
            wordOfToken.Add(words.Count);
            words.Add(End);
        }
        if (words.Count == 0 && wordOfToken.Count > 0) words.Add(text.Text);
        return (words, [.. wordOfToken]);
    }

    /// <summary>[target words × source words] of weights [target tokens × source tokens]: added over a source word's pieces, averaged over a target word's.</summary>
    public static float[] Merge(ReadOnlySpan<float> weights, int[] targetWordOfToken, int targetWords, int[] sourceWordOfToken, int sourceWords)
    {
        if (weights.IsEmpty) return [];
        float[] merged = new float[targetWords * sourceWords];
        int[] pieces = new int[targetWords];
        for (int t = 0; t < targetWordOfToken.Length; t++)
        {
            pieces[targetWordOfToken[t]]++;
            for (int s = 0; s < sourceWordOfToken.Length; s++)
                merged[targetWordOfToken[t] * sourceWords + sourceWordOfToken[s]] += weights[t * sourceWordOfToken.Length + s];
        }
        for (int word = 0; word < targetWords; word++)
            for (int s = 0; s < sourceWords; s++) merged[word * sourceWords + s] /= Math.Max(1, pieces[word]);
        return merged;
    }

    /// <summary>For each target token the weights of the step that aligns it, out of those of each step: where that is the one that reads it they stand one row further down, and nothing reads the last.</summary>
    public static float[] RowsOf(AlignmentStep step, float[] weights, int sourceTokens) =>
        step == AlignmentStep.Written || weights.Length == 0 ? weights : [.. weights[sourceTokens..], .. weights[^sourceTokens..]];
}
