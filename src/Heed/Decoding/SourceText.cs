using Heed.Text;

namespace Heed.Decoding;

/// <summary>A text and what of it is translated at a time.</summary>
/// <param name="Text">The text.</param>
/// <param name="Parts">Its sentences, and stretches of those that are too long; none for white space alone.</param>
/// <param name="Between">What stands between each part and the next: white space, or nothing.</param>
/// <param name="Warnings">The sentences that had to be cut.</param>
internal sealed record SourceText(string Text, IReadOnlyList<TokenizedText> Parts, IReadOnlyList<string> Between, IReadOnlyList<string> Warnings)
{
    /// <summary>Cuts a text into parts of at most <see cref="SearchOptions.LongestSource"/> tokens. It depends on the text alone.</summary>
    public static SourceText Of(string text, Tokenizer tokenizer, SearchOptions options)
    {
        int longest = options.LongestSource;
        tokenizer = tokenizer.For(text);
        if (!options.SplitSentences && tokenizer.EncodeWithSpans(text.Trim()) is { Ids.Length: > 0 } whole && whole.Ids.Length <= longest) return new SourceText(text, [whole], [], []);
        List<TokenizedText> parts = [];
        List<string> between = [], warnings = [];
        int end = 0;
        foreach (TextSpan span in Sentences.Split(text))
        {
            TokenizedText sentence = tokenizer.EncodeWithSpans(text[span.Start..span.End]);
            if (sentence.Ids.Length <= longest)
            {
                Add(span.Start, span.End, sentence);
                continue;
            }
            IReadOnlyList<TextSpan> stretches = Clauses.Split(sentence, longest);
            foreach (TextSpan stretch in stretches)
                Add(span.Start + stretch.Start, span.Start + stretch.End, tokenizer.EncodeWithSpans(sentence.Text[stretch.Start..stretch.End]));
            if (stretches.Count > 1) warnings.Add($"the sentence \"{TranslationParts.Beginning(sentence.Text)}\" has {sentence.Ids.Length:N0} tokens, more than {longest:N0}: it was translated in {stretches.Count} stretches");
        }
        return new SourceText(text, parts, between, warnings);

        void Add(int start, int next, TokenizedText part)
        {
            if (parts.Count > 0) between.Add(text[end..start]);
            parts.Add(part);
            end = next;
        }
    }
}
