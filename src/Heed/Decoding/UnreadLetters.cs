using System.Text;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Finds sources in another writing than a model's: a translation of them is invented. More than half of the letters are such that no piece of the vocabulary has them, so that the model gets only bytes or unknown tokens.
/// </summary>
internal static class UnreadLetters
{
    /// <summary>What the user should know of it, or null if there is nothing to say.</summary>
    /// <param name="source">A text to be translated.</param>
    /// <param name="tokenizer">What cuts it.</param>
    /// <param name="language">The language that the model translates from.</param>
    public static string? In(string source, Tokenizer tokenizer, string language)
    {
        int letters = 0, unread = 0;
        Rune first = default;
        foreach (Rune rune in source.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune)) continue;
            letters++;
            if (tokenizer.Reads(rune)) continue;
            if (unread++ == 0) first = rune;
        }
        return 2 * unread > letters ? $"the model knows {letters - unread} of the {letters} letters ('{first}' is none of its own): what it says is invented unless the text is in {language}" : null;
    }
}
