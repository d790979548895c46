using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Names and literals of a source that a model is likely to spoil: it has pieces for everything, so it never says that it does not know a word, and spells one that sounds right. What is copied is
/// <list type="bullet">
/// <item>a literal, such as <c>config.yaml</c>, <c>libxml2-dev</c>, <c>PATH_INFO</c>, <c>3.14.2</c> or <c>support@example.com</c>, and a number of two digits or more;</item>
/// <item>a capitalised word that the vocabulary cuts into <see cref="FewestPieces"/> pieces or more, as it does with words that it has hardly seen, unless the model is sure of what it said for it: <c>Pays-Bas</c> is <c>Netherlands</c>.</item>
/// </list>
/// </summary>
internal sealed class RareNames(Tokenizer tokenizer)
{
    private const int FewestPieces = 4;
    private const double SureProbability = 0.5, LinkedMass = 0.3;
    private const string Edges = ".,;:!?…\"'’‘“”«»()[]{}<>¿¡";

    /// <summary>The names of a source that its translation lacks, and where they stand.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">Its translation.</param>
    /// <param name="found">The same as tokens, with their weights.</param>
    /// <param name="logProbabilities">Of each token of the translation its log p; asked for only where it matters.</param>
    public IEnumerable<(TextSpan Span, string Target)> LackingIn(TokenizedText source, string target, Hypothesis found, Func<double[]> logProbabilities)
    {
        double[]? sure = null;
        foreach (IGrouping<string, (TextSpan Span, bool IsLiteral)> name in Of(source.Text).GroupBy(name => source.Text[name.Span.Start..name.Span.End]))
        {
            int lacking = name.Count() - Times(name.Key, target);
            if (lacking <= 0 || IsNumber(name.Key) && Digits(target).Contains(Digits(name.Key), StringComparison.Ordinal)) continue;
            foreach ((TextSpan span, bool isLiteral) in name.Reverse().Take(lacking))
                if (isLiteral || !IsSure(source, span, found, sure ??= logProbabilities())) yield return (span, name.Key);
        }
    }

    // Whether the tokens that attended to a name were likely, as a geometric mean.
    private static bool IsSure(TokenizedText source, TextSpan span, Hypothesis found, double[] logProbabilities)
    {
        int columns = source.Ids.Length + 1, tokens = 0;
        double sum = 0;
        for (int row = 0; row < found.Weights.Length / columns; row++)
        {
            double mass = 0;
            for (int i = 0; i < source.Spans.Length; i++)
                if (source.Spans[i].Start < span.End && source.Spans[i].End > span.Start) mass += found.Weights[row * columns + i];
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
            int from = start, to = end;
            while (from < to && Edges.Contains(text[from])) from++;
            while (to > from && Edges.Contains(text[to - 1])) to--;
            if (from == to) continue;
            if (IsLiteral(text.AsSpan(from, to - from))) yield return (new TextSpan(from, to), true);
            else
                foreach (Word word in Words.Split(text[from..to]))
                {
                    if (IsNumber(word.Text) && word.Text.Length > 1 || IsLiteral(word.Text)) yield return (new TextSpan(from + word.Start, from + word.End), true);
                    else if (IsRare(word.Text, isFirst)) yield return (new TextSpan(from + word.Start, from + word.End), false);
                    isFirst &= !char.IsLetterOrDigit(word.Text[0]);
                }
            isFirst = false;
        }
    }

    private bool IsRare(string word, bool isFirst) =>
        word.Length > 2 && char.IsUpper(word[0]) && tokenizer.Encode(" " + word).Length >= FewestPieces
        && !(isFirst && (word.Contains('-', StringComparison.Ordinal) || tokenizer.Encode(" " + word.ToLowerInvariant()).Length < FewestPieces));

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
            else if (!char.IsDigit(c)) return false;
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
