using Heed.Text;

namespace Heed.Decoding;

/// <summary>
/// Finds translations that repeat themselves: one to four words, four times in a row or more, or one to four characters of a word, eight times or more, and more often
/// than anything of the kind in the source.
/// </summary>
internal static class Repetition
{
    private const int LongestPeriod = 4, MostOfWords = 3, MostOfCharacters = 7;

    /// <summary>What the user should know of it, or null if there is nothing to say. Upper and lower case are the same.</summary>
    public static string? In(string source, string translation)
    {
        IReadOnlyList<Word> words = Words.Split(translation);
        Run run = Longest(words.Count, (i, j) => words[i].Text.Equals(words[j].Text, StringComparison.OrdinalIgnoreCase));
        if (run.Times > MostOfWords)
        {
            IReadOnlyList<Word> read = Words.Split(source);
            if (run.Times > Longest(read.Count, (i, j) => read[i].Text.Equals(read[j].Text, StringComparison.OrdinalIgnoreCase)).Times)
                return Tell(translation[words[run.First].Start..words[run.First + run.Period - 1].End], run.Times, words[run.First].Start);
        }
        run = LongestOfLetters(translation, out TextElements elements);
        return run.Times > MostOfCharacters && run.Times > LongestOfLetters(source, out _).Times
            ? Tell(translation[elements.Start(run.First)..elements.End(run.First + run.Period - 1)], run.Times, elements.Start(run.First))
            : null;
    }

    private static string Tell(string repeated, int times, int at) =>
        $"the translation says \"{TranslationParts.Beginning(repeated)}\" {times} times in a row from character {at + 1} on, and the source says nothing so often";

    private static Run LongestOfLetters(string text, out TextElements elements)
    {
        var found = new TextElements(text);
        elements = found;
        return Longest(found.Count, (i, j) => char.IsLetterOrDigit(found[i][0]) && found[i].SequenceEqual(found[j]));
    }

    // The items that come most often in a row: first + period is the place of the second time. Of equals the shorter and then the earlier.
    private static Run Longest(int count, Func<int, int, bool> same)
    {
        var longest = new Run(0, 0, 1);
        for (int period = 1; period <= LongestPeriod; period++)
        {
            int equal = 0;
            for (int i = period; i < count; i++)
            {
                equal = same(i, i - period) ? equal + 1 : 0;
                if (equal / period + 1 > longest.Times) longest = new Run(i + 1 - equal - period, period, equal / period + 1);
            }
        }
        return longest;
    }

    private readonly record struct Run(int First, int Period, int Times);
}
