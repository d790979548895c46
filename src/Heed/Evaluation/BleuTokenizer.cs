using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Heed.Evaluation;

/// <summary>How BLEU cuts a line into the words it counts. Scores of different tokenizers cannot be compared.</summary>
public sealed partial class BleuTokenizer
{
    private readonly Func<string, List<string>> _words;

    private BleuTokenizer(string name, string summary, Func<string, List<string>> words) => (Name, Summary, _words) = (name, summary, words);

    /// <summary>The tokenizer of mteval-v13a, the one that published scores use unless they say otherwise.</summary>
    public static BleuTokenizer Standard { get; } = new("13a", "as mteval-v13a: ASCII punctuation apart, except between digits", Split13a);

    /// <summary>White space alone: for text that is tokenized already.</summary>
    public static BleuTokenizer None { get; } = new("none", "white space alone, for text that is tokenized already", ScorerText.Words);

    /// <summary>The international tokenizer of mteval-v14: all of Unicode's punctuation and symbols.</summary>
    public static BleuTokenizer International { get; } = new("intl", "as mteval-v14: all of Unicode's punctuation and symbols apart", SplitInternational);

    /// <summary>Every character a word, white space left out: for writing without spaces.</summary>
    public static BleuTokenizer Characters { get; } = new("char", "every character by itself, for writing without spaces", SplitCharacters);

    /// <summary>The tokenizer of Moses for a language, <c>tokenizer.perl -l LANGUAGE -no-escape</c>: hyphens stay in words, apostrophes go as the language has them. Its short name is <c>moses-de</c>.</summary>
    /// <param name="language">A code such as <c>de</c>. English, German and French have lists of abbreviations, shorter than Moses' own.</param>
    /// <exception cref="ArgumentException">This is no code of a language.</exception>
    public static BleuTokenizer Moses(string language)
    {
        ArgumentNullException.ThrowIfNull(language);
        if (!Language().IsMatch(language)) throw new ArgumentException($"BLEU: '{Text.VisibleText.Of(language)}' is no language; write a code such as de.", nameof(language));
        return new($"moses-{language}", $"as Moses' tokenizer cuts '{language}'", new MosesTokenizer(language).Words);
    }

    /// <summary>Every tokenizer that knows no language.</summary>
    public static IReadOnlyList<BleuTokenizer> All { get; } = [Standard, None, International, Characters];

    /// <summary>The short name that stands in signatures: 13a, none, intl, char, or moses- and a language.</summary>
    public string Name { get; }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>The tokenizer of a short name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists the names.</exception>
    public static BleuTokenizer Named(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException($"BLEU: there is no tokenizer '{name}'; choose one of {string.Join(", ", All.Select(t => t.Name))}.", nameof(name));

    /// <summary>The words of a line; white space at its right end does not count.</summary>
    public IReadOnlyList<string> Split(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return Words(line);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal List<string> Words(string line) => _words(ScorerText.TrimEnd(line));

    private static List<string> Split13a(string line)
    {
        line = line.Replace("<skipped>", "").Replace("-\n", "").Replace('\n', ' ');
        line = line.Replace("&quot;", "\"").Replace("&amp;", "&").Replace("&lt;", "<").Replace("&gt;", ">");
        line = Punctuation().Replace($" {line} ", " $1 ");
        line = PeriodAfterNonDigit().Replace(line, "$1 $2 ");
        line = PeriodBeforeNonDigit().Replace(line, " $1 $2");
        return ScorerText.Words(DashAfterDigit().Replace(line, "$1 $2 "));
    }

    [GeneratedRegex(@"^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$")]
    private static partial Regex Language();

    // A match takes two characters, so that of two marks side by side the second may go unseen: that is part of the definition.
    [GeneratedRegex(@"([\{-\~\[-\` -\&\(-\+\:-\@\/])")]
    private static partial Regex Punctuation();

    [GeneratedRegex(@"([^0-9])([\.,])")]
    private static partial Regex PeriodAfterNonDigit();

    [GeneratedRegex(@"([\.,])([^0-9])")]
    private static partial Regex PeriodBeforeNonDigit();

    [GeneratedRegex(@"([0-9])(-)")]
    private static partial Regex DashAfterDigit();

    /// <summary>
    /// Three passes over code points, where N, P and S are Unicode's numbers, punctuation and symbols: a non-N and a P become
    /// "1 2 ", a P and a non-N become " 1 2", an S becomes " 1 ". Regular expressions of .NET see halves of surrogate pairs.
    /// </summary>
    private static List<string> SplitInternational(string line)
    {
        List<int> points = Pairs([.. ScorerText.CodePoints(line)], (a, b) => !IsNumber(a) && IsPunctuation(b), spaceBefore: false);
        points = Pairs(points, (a, b) => IsPunctuation(a) && !IsNumber(b), spaceBefore: true);
        var text = new StringBuilder(points.Count * 2);
        foreach (int point in points)
        {
            bool symbol = CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.MathSymbol or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ModifierSymbol or UnicodeCategory.OtherSymbol;
            if (symbol) text.Append(' ');
            Append(text, point);
            if (symbol) text.Append(' ');
        }
        return ScorerText.Words(text.ToString());
    }

    private static List<int> Pairs(List<int> points, Func<int, int, bool> apart, bool spaceBefore)
    {
        var result = new List<int>(points.Count * 2);
        for (int i = 0; i < points.Count; i++)
        {
            if (i + 1 == points.Count || !apart(points[i], points[i + 1]))
            {
                result.Add(points[i]);
                continue;
            }
            if (spaceBefore) result.Add(' ');
            result.Add(points[i++]);
            result.Add(' ');
            result.Add(points[i]);
            if (!spaceBefore) result.Add(' ');
        }
        return result;
    }

    private static bool IsNumber(int point) => CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    private static bool IsPunctuation(int point) => CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.DashPunctuation or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation;

    private static List<string> SplitCharacters(string line) =>
        [.. ScorerText.CodePointsWithoutSpaces(line).Select(point => Append(new StringBuilder(2), point).ToString())];

    private static StringBuilder Append(StringBuilder text, int point) =>
        Rune.IsValid(point) ? text.Append(new Rune(point).ToString()) : text.Append((char)point);
}
