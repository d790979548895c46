namespace Heed.Decoding;

/// <summary>
/// The attention between what stands between white space, as gold alignments count words: <c>don't.</c> is one word and <c>do n't .</c> are three. No word
/// as <c>Text.Words</c> cuts them reaches across white space, so each belongs to one of these.
/// </summary>
public static class SpacedWords
{
    /// <summary>The same translation in such words: weights of source words added, those of target words averaged, so that rows still sum to 1.</summary>
    public static Translation Of(Translation translation)
    {
        ArgumentNullException.ThrowIfNull(translation);
        if (translation.Parts.Count > 1) translation = translation with { Attention = translation.Attention, Parts = [.. translation.Parts.Select(Of)] };
        (List<string> sources, int[] sourceOf) = Group(translation.Source, translation.SourceWords);
        (List<string> targets, int[] targetOf) = Group(translation.Text, translation.TargetWords);
        if (translation.Attention.Length == 0) return translation with { SourceWords = sources, TargetWords = targets };
        float[] attention = new float[targets.Count * sources.Count];
        int[] counts = new int[targets.Count];
        for (int t = 0; t < targetOf.Length; t++)
        {
            counts[targetOf[t]]++;
            for (int s = 0; s < sourceOf.Length; s++) attention[(targetOf[t] * sources.Count) + sourceOf[s]] += translation.Attention[(t * sourceOf.Length) + s];
        }
        for (int i = 0; i < attention.Length; i++) attention[i] /= Math.Max(1, counts[i / sources.Count]);
        return translation with { SourceWords = sources, TargetWords = targets, Attention = attention };
    }

    private static (List<string> Spaced, int[] SpacedOf) Group(string text, IReadOnlyList<string> words)
    {
        string[] tokens = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        List<string> spaced = [];
        int[] spacedOf = new int[words.Count];
        int token = -1, left = 0;   // characters of the token that words have yet to bring
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] == WordAttention.End)
            {
                spaced.Add(words[i]);
                left = 0;
            }
            else
            {
                if (left <= 0)
                {
                    bool known = ++token < tokens.Length;
                    spaced.Add(known ? tokens[token] : words[i]);
                    left = known ? tokens[token].Length : 0;
                }
                left -= words[i].Count(static c => !char.IsWhiteSpace(c));
            }
            spacedOf[i] = spaced.Count - 1;
        }
        return (spaced, spacedOf);
    }
}
