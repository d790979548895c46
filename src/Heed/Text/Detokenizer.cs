using System.Text;

namespace Heed.Text;

/// <summary>
/// The text that a writer would have made of words that were cut for a program: signs beside their words, hyphens closed, a capital at the beginning; in French <c>l' homme</c> or <c>le homme</c> as
/// <c>l'homme</c>, <c>de le</c> as <c>du</c>; in English <c>do n't</c> as <c>don't</c>. Each word knows where it stands in the text.
/// </summary>
public static class Detokenizer
{
    private const string Closing = ".,!?:;)]}%…»”";
    private const string Opening = "([{$£«“¿¡#";

    /// <summary>Joins words.</summary>
    /// <param name="words">The words and signs of one sentence.</param>
    /// <param name="language">Their language, such as <c>fr</c> or <c>fr-CA</c>; what is not known is joined by the signs alone.</param>
    public static WordedText Join(IReadOnlyList<string> words, string language)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(language);
        bool isFrench = Is(language, "fr");
        (string Text, int Count, bool ToNext)[] written = isFrench ? [.. FrenchElision.Undo(words)] : [.. words.Select(word => (word, 1, false))];
        var text = new StringBuilder();
        var placed = new List<Word>(words.Count);
        bool closed = true, inQuotes = false;                                       // whether the next word stands right beside the last
        int first = 0;
        for (int i = 0; i < written.Length; i++)
        {
            string own = written[i].Text, next = i + 1 < written.Length ? written[i + 1].Text : "";
            bool hyphen = own == "-" && i > 0 && IsWord(written[i - 1].Text) && next.Length > 0 && IsWord(next);
            bool quote = own == "\"";
            bool left = hyphen || (quote && inQuotes) || (!quote && ClosesLeft(own, isFrench)) || IsEnding(own);
            if (!closed && !left) text.Append(' ');
            int start = text.Length;
            text.Append(own);
            for (int w = 0; w < written[i].Count; w++) placed.Add(new Word(words[first + w], start, text.Length));
            first += written[i].Count;
            closed = hyphen || written[i].ToNext || (quote && !inQuotes) || (own.Length == 1 && Opening.Contains(own[0]) && !(isFrench && own == "«"));
            if (quote) inQuotes = !inQuotes;
        }
        if (text.Length > 0) text[0] = char.ToUpperInvariant(text[0]);              // one character stays one: spans stay right
        return new WordedText(text.ToString(), placed);
    }

    private static bool Is(string language, string code) => language.Equals(code, StringComparison.OrdinalIgnoreCase) || language.StartsWith(code + "-", StringComparison.OrdinalIgnoreCase);

    // French writes a space before ! ? : ; and inside « ».
    private static bool ClosesLeft(string word, bool isFrench) => word.Length > 0 && word.All(c => Closing.Contains(c)) && !(isFrench && word[0] is '!' or '?' or ':' or ';' or '»' or '%');

    // n't, 's, 'll and the like.
    private static bool IsEnding(string word) => word is "n't" or "N'T" || (word.Length is 2 or 3 && word[0] is '\'' or '’' && word.Skip(1).All(char.IsLetter));

    private static bool IsWord(string word) => char.IsLetterOrDigit(word[0]);
}
