using Heed.Files;

namespace Heed.Text;

/// <summary>
/// Words whose translations are given, such as the names of a product: a term and its translation a line, separated by a tab. A term is found in whole words; one with a capital as it is written, any other in any case.
/// </summary>
public sealed class Glossary
{
    /// <summary>The most terms.</summary>
    public const int MostTerms = 20_000;

    private readonly Dictionary<string, List<(string Source, string Target)>> _terms = new(StringComparer.OrdinalIgnoreCase);     // by the first word

    /// <summary>The number of terms.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a file, plain or gzip, in UTF-8.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">A line has no tab or an empty side, or there are too many; the message names file and line.</exception>
    public static Glossary Load(string path)
    {
        var glossary = new Glossary();
        int line = 0;
        foreach (string text in TextLines.Read(path))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (text.Split('\t') is not [{ } source, { } target, ..] || string.IsNullOrWhiteSpace(source) || string.IsNullOrWhiteSpace(target))
                throw new InvalidDataException($"{path}:{line}: a glossary has a term, a tab and its translation in each line.");
            if (glossary.Count >= MostTerms) throw new InvalidDataException($"{path}:{line}: more than {MostTerms:N0} terms.");
            glossary.Add(source.Trim(), target.Trim());
        }
        return glossary;
    }

    /// <summary>Adds a term.</summary>
    /// <param name="source">The term.</param>
    /// <param name="target">Its translation.</param>
    /// <exception cref="ArgumentException">The term has no word.</exception>
    public void Add(string source, string target)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(source);
        ArgumentException.ThrowIfNullOrWhiteSpace(target);
        string first = Words.Split(source)[0].Text;
        if (!_terms.TryGetValue(first, out List<(string, string)>? terms)) _terms[first] = terms = [];
        terms.Add((source, target));
        Count++;
    }

    /// <summary>Adds a term as people type it: <c>chat = tomcat</c>. White space around either side is dropped, and what follows the first equals sign is the translation.</summary>
    /// <param name="typed">The term, an equals sign and its translation.</param>
    /// <returns>Whether it was added; not where the sign or a side is missing.</returns>
    public bool TryAdd(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (typed.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } source, { Length: > 0 } target]) return false;
        Add(source, target);
        return true;
    }

    /// <summary>The terms in a sentence, the longest where several begin, in whole words. A term with a capital stands as it is written, any other in any case.</summary>
    internal IEnumerable<(TextSpan Span, string Target)> Find(string text, TextSpan sentence)
    {
        int next = 0, offset = sentence.Start;
        text = text[sentence.Start..sentence.End];
        IReadOnlyList<Word> words = Words.Split(text);
        HashSet<int> ends = [.. words.Select(static word => word.End)];
        foreach (Word word in words)
        {
            if (word.Start < next || !_terms.TryGetValue(word.Text, out List<(string Source, string Target)>? terms)) continue;
            (string source, string target) = terms.Where(term => Stands(term.Source, text, word.Start) && ends.Contains(word.Start + term.Source.Length)).DefaultIfEmpty(("", "")).MaxBy(static term => term.Item1.Length);
            if (source.Length == 0) continue;
            next = word.Start + source.Length;
            yield return (new TextSpan(offset + word.Start, offset + next), target);
        }
    }

    private static bool Stands(string term, string text, int at) =>
        string.Compare(text, at, term, 0, term.Length, term.Any(char.IsUpper) ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase) == 0;
}
