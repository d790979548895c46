using Heed.Text;

namespace Heed.Decoding;

/// <summary>Words that a translation must have, because the source has words that stand for them.</summary>
/// <param name="Source">The words of the source.</param>
/// <param name="Target">The words of the translation.</param>
/// <param name="Spellings">How tokens spell them.</param>
/// <param name="FirstSource">The first of the source's tokens that touches its words.</param>
/// <param name="SourceTokens">How many do.</param>
internal sealed record RequiredTerm(string Source, string Target, IReadOnlyList<TermSpelling> Spellings, int FirstSource, int SourceTokens)
{
    /// <summary>The tokens of its longest spelling: what it counts for when hypotheses are told apart by how much they have of their terms.</summary>
    public int Weight { get; } = Spellings.Max(static spelling => spelling.Tokens.Length);

    /// <summary>A term in a source; null where the vocabulary cannot spell it.</summary>
    public static RequiredTerm? Of(string source, string target, TokenizedText text, TextSpan span, Tokenizer tokenizer)
    {
        var spellings = new List<TermSpelling>();
        Add(tokenizer.EncodeInside(target, afterSpace: true), TermPlace.AfterSpace);
        Add(tokenizer.EncodeInside(target, afterSpace: false), TermPlace.Joined);
        Add(tokenizer.EncodeTarget(target), TermPlace.AtBeginning);
        string upper = char.ToUpperInvariant(target[0]) + target[1..];
        if (upper != target) Add(tokenizer.EncodeTarget(upper), TermPlace.AtBeginning);
        if (!spellings.Exists(static spelling => spelling.Place == TermPlace.AfterSpace)) return null;
        int first = Array.FindIndex(text.Spans, piece => piece.End > span.Start && piece.Length > 0), next = Array.FindIndex(text.Spans, piece => piece.Start >= span.End && piece.Length > 0);
        if (next < 0) next = text.Spans.Length;
        return new RequiredTerm(source, target, spellings, Math.Max(0, first), first < 0 ? 0 : Math.Max(0, next - first));

        void Add(int[] tokens, TermPlace place)
        {
            if (tokens.Length > 0 && !tokens.Contains(Vocabulary.Unknown)) spellings.Add(new TermSpelling(tokens, place));
        }
    }
}
