using System.Buffers;
using Heed.Layers;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Names and literals of a source that a model is likely to spoil: it has pieces for everything, so it never says that it does not know a word, and spells one that sounds right. What is copied is
/// <list type="bullet">
/// <item>a literal, such as <c>config.yaml</c>, <c>libxml2-dev</c>, <c>PATH_INFO</c>, <c>3.14.2</c> or <c>support@example.com</c>, and a number of two digits or more;</item>
/// <item>a capitalised word that the vocabulary cuts into <see cref="FewestPieces"/> pieces or more, as it does with words that it has hardly seen, unless the model is sure of what it said for it: <c>Pays-Bas</c> is <c>Netherlands</c>.</item>
/// </list>
/// </summary>
/// <param name="tokenizer">Of the model.</param>
/// <param name="step">The step whose weights align a token.</param>
internal sealed class RareNames(Tokenizer tokenizer, AlignmentStep step)
{
    private const int FewestPieces = 3;
    private const double SureProbability = 0.5, LinkedMass = 0.3;
    private static readonly SearchValues<char> Digit = SearchValues.Create("0123456789 \u00A0\u202F");

    private const string Edges = ".,;:!?…\"'’‘“”«»()[]{}<>¿¡";

    /// <summary>The names of a source and where they stand, if its translation lacks one: also those that it has, for another translation may lose them. A number counts as there where its digits are, however they are grouped.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">Its translation.</param>
    /// <param name="found">The same as tokens, with their weights.</param>
    /// <param name="logProbabilities">Of each token of the translation its log p; asked for only where it matters.</param>
    public IReadOnlyList<(TextSpan Span, string Target)> For(TokenizedText source, string target, Hypothesis found, Func<double[]> logProbabilities)
    {
        double[]? sure = null;
        var there = new List<(TextSpan, string)>();
        var lacking = new List<(TextSpan, string)>();
        foreach (IGrouping<string, (TextSpan Span, bool IsLiteral)> name in Of(source.Text).GroupBy(name => source.Text[name.Span.Start..name.Span.End]))
        {
            if (IsNumber(name.Key) && Digits(target).Contains(Digits(name.Key), StringComparison.Ordinal)) continue;
            int times = Times(name.Key, target);
            foreach ((TextSpan span, bool isLiteral) in name)
                if (times-- > 0) there.Add((span, name.Key));
                else if (isLiteral || !IsSure(source, span, found, sure ??= logProbabilities())) lacking.Add((span, name.Key));
        }
        return lacking.Count == 0 ? [] : [.. lacking.Concat(there).OrderBy(static name => name.Item1.Start)];
    }

    // Whether the tokens that attended to a name were likely, as a geometric mean.
    private bool IsSure(TokenizedText source, TextSpan span, Hypothesis found, double[] logProbabilities)
    {
        int columns = source.Ids.Length + 1, tokens = 0;
        double sum = 0;
        float[] weights = WordAttention.RowsOf(step, found.Weights, columns);
        for (int row = 0; row < weights.Length / columns; row++)
        {
            double mass = 0;
            for (int i = 0; i < source.Spans.Length; i++)
                if (source.Spans[i].Start < span.End && source.Spans[i].End > span.Start) mass += weights[row * columns + i];
            if (mass < LinkedMass) continue;
            sum += logProbabilities[row];
            tokens++;
        }
        return tokens > 0 && sum / tokens > Math.Log(SureProbability);
    }

    /// <summary>The names in a text, from left to right.</summary>
    internal IEnumerable<(TextSpan Span, bool IsLiteral)> Of(string text)
    {
        bool isFirst = true;
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            while (IsDigits(text, start, end) && EndOfGroup(text, end) is > 0 and var group) end = group;                     // 14 325
            int from = start, to = end;
            while (from < to && Edges.Contains(text[from])) from++;
            while (to > from && Edges.Contains(text[to - 1])) to--;
            if (from == to) continue;
            if (Words.Split(text[from..to]) is [{ Text: [.., '\'' or '’'], End: var elided }, _, ..]) from += elided;              // l'iPhone
            if (IsLiteral(text.AsSpan(from, to - from)) || IsNumber(text.AsSpan(from, to - from)) && to - from > 1) yield return (new TextSpan(from, to), true);
            else
                foreach (Word word in Words.Split(text[from..to]))
                {
                    if (IsLiteral(word.Text) || IsNumber(word.Text) && word.Text.Length > 1) yield return (new TextSpan(from + word.Start, from + word.End), true);
                    else if (IsRare(word.Text, isFirst)) yield return (new TextSpan(from + word.Start, from + word.End), false);
                    isFirst &= !char.IsLetterOrDigit(word.Text[0]);
                }
            isFirst = false;
        }
    }

    // The end of two or three digits behind one white space, or 0.
    private static int EndOfGroup(string text, int space)
    {
        int end = space + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - space is 3 or 4 && (end == text.Length || !char.IsLetter(text[end])) ? end : 0;
    }

    private static bool IsDigits(string text, int start, int end) => !text.AsSpan(start, end - start).ContainsAnyExcept(Digit);

    // The first word of a sentence has a capital anyway: it has to be one more piece, and as rare in small letters.
    private bool IsRare(string word, bool isFirst) =>
        word.Length > 2 && char.IsUpper(word[0]) && tokenizer.Encode(" " + word).Length >= FewestPieces
        && !(isFirst && (word.AsSpan().ContainsAny("-'’") || Math.Min(tokenizer.Encode(" " + word).Length, tokenizer.Encode(" " + word.ToLowerInvariant()).Length) <= FewestPieces));

    // Signs or capitals inside, or letters and digits mixed; not 17h30, 2e, 50kg, et/ou, fin.Il.
    private static bool IsLiteral(ReadOnlySpan<char> chunk)
    {
        bool letters = false, digits = false, signs = false, capitals = false;
        int measure = 0;                                    // digits, small letters, digits
        for (int i = 0; i < chunk.Length; i++)
        {
            char c = chunk[i];
            letters |= char.IsLetter(c);
            digits |= char.IsDigit(c);
            if (i == 0 || i == chunk.Length - 1) continue;
            bool goesOn = char.IsLetterOrDigit(chunk[i + 1]) || chunk[i + 1] is '\\' or '/';
            signs |= goesOn && (c is '_' or '@' or '\\' || c == '.' && !char.IsUpper(chunk[i + 1]) || c == '/' && (chunk[..i].Contains('/') || chunk[i..].Contains('.')));
            capitals |= char.IsUpper(c) && char.IsLower(chunk[i - 1]);
        }
        foreach (char c in chunk) measure = char.IsDigit(c) && measure is 0 or 1 ? 1 : char.IsLower(c) && measure is 1 or 2 ? 2 : char.IsDigit(c) && measure is 2 or 3 ? 3 : -1;
        return (letters || digits) && (signs && !IsNumber(chunk) || letters && capitals || letters && digits && measure < 2);
    }

    private static bool IsNumber(ReadOnlySpan<char> word)
    {
        int signs = 0;
        foreach (char c in word)
            if (c is '.' or ',') signs++;
            else if (!Digit.Contains(c)) return false;
        return signs < 2;
    }

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit));

    private static int Times(string name, string text)
    {
        int times = 0;
        for (int at = 0; (at = text.IndexOf(name, at, StringComparison.Ordinal)) >= 0; at += name.Length)
            if (!Goes(text, at - 1) && !Goes(text, at + name.Length)) times++;
        return times;

        static bool Goes(string text, int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
    }
}
