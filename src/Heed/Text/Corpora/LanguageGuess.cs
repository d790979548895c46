using System.Buffers;
using System.Globalization;

namespace Heed.Text.Corpora;

/// <summary>
/// Tells languages apart by their runs of one to four letters, learned from texts, among the languages of the text's script: of its runs g,
/// log P(text | language) ≈ ¼ Σ log P(g | language), P an estimate from counts (Dunning 1994, Statistical Identification of Language, has one length of runs).
/// </summary>
public sealed class LanguageGuess
{
    /// <summary>Texts with fewer letters say nothing.</summary>
    public const int LeastLetters = 20;

    private const int LongestRun = 4;
    private const int BucketBits = 17;
    private const int TextsLearned = 4000;
    private const float ShareOfUnseen = 0.1f;
    private const float Surely = 5;      // e⁵ : 1

    private static readonly SearchValues<char> Code = SearchValues.Create("{}<>/\\_@#$%&=0123456789");

    private readonly string[] _languages;
    private readonly int[] _scripts;        // of each language
    private readonly float[] _scores;       // [buckets, languages], logarithms

    private LanguageGuess(string[] languages, float[] scores)
    {
        _languages = languages;
        _scripts = [.. languages.Select(LanguageEvidence.ScriptOfLanguage)];
        _scores = scores;
    }

    /// <summary>The languages that were learned.</summary>
    public IReadOnlyList<string> Languages => _languages;

    /// <summary>Learns from texts, at most 4,000 of each language.</summary>
    /// <param name="texts">For each language's code, texts in it.</param>
    /// <exception cref="ArgumentException">There are fewer than two languages, or one has no text.</exception>
    public static LanguageGuess Learn(IReadOnlyDictionary<string, IEnumerable<string>> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count < 2) throw new ArgumentException($"Learn: at least two languages are needed, {texts.Count} was given.", nameof(texts));
        const int Buckets = 1 << BucketBits;
        string[] languages = [.. texts.Keys.Order(StringComparer.Ordinal)];
        float[] scores = new float[Buckets * languages.Length];
        int[] counts = new int[Buckets];
        var runs = new List<int>();
        for (int l = 0; l < languages.Length; l++)
        {
            Array.Clear(counts);
            long all = 0;
            foreach (string text in texts[languages[l]].Take(TextsLearned))
            {
                FindRuns(text, runs);
                foreach (int run in runs) counts[run]++;
                all += runs.Count;
            }
            if (all == 0) throw new ArgumentException($"Learn: there are no letters in the texts of '{languages[l]}'.", nameof(texts));
            // What no text had is as likely in every language, so that a language with few texts is neither preferred nor put back.
            for (int b = 0; b < Buckets; b++) scores[(b * languages.Length) + l] = MathF.Log(((1 - ShareOfUnseen) * counts[b] / all) + (ShareOfUnseen / Buckets));
        }
        return new LanguageGuess(languages, scores);
    }

    /// <summary>Learns from the .NET SDK's messages in English and 13 other languages, in a few seconds.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no SDK.</exception>
    /// <exception cref="InvalidDataException">The SDK has no messages in other languages.</exception>
    public static LanguageGuess LearnFromSdk(CancellationToken cancellation = default)
    {
        const string English = "en";
        const int EveryThird = 3;        // of messages in the order of assemblies, so that more assemblies are heard
        var texts = new Dictionary<string, IEnumerable<string>>();
        foreach (string language in SdkCorpus.Languages.Where(l => l != English))
        {
            try
            {
                List<SentencePair> pairs = [.. Corpus.Read(new SdkCorpus(language, English), cancellation: cancellation).Where((_, i) => i % EveryThird == 0).Take(TextsLearned)];
                texts[language] = pairs.Select(p => p.Source);
                texts.TryAdd(English, pairs.Select(p => p.Target));
            }
            catch (InvalidDataException)
            {
                // Some installations leave languages out: these are not told apart.
            }
        }
        return texts.Count > 2 ? Learn(texts) : throw new InvalidDataException("this .NET SDK has no messages in several languages to learn languages from; install the SDK from https://dot.net.");
    }

    /// <summary>The language that a text is surely in, or null where it has fewer than twenty letters, or two languages are about as likely.</summary>
    /// <param name="text">Any text; words with digits or signs of code in them say nothing.</param>
    public string? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (LanguageEvidence.ScriptOfText(text, LeastLetters) is not int script) return null;
        Span<float> sums = stackalloc float[_languages.Length];
        sums.Clear();
        var runs = new List<int>(LongestRun * text.Length);
        FindRuns(text, runs);
        foreach (int run in runs)
        {
            ReadOnlySpan<float> row = _scores.AsSpan(run * _languages.Length, _languages.Length);
            for (int l = 0; l < row.Length; l++) sums[l] += row[l] / LongestRun;      // each letter is in four runs, and says its part once
        }
        int best = -1;
        for (int l = 0; l < sums.Length; l++)
            if (_scripts[l] == script && (best < 0 || sums[l] > sums[best])) best = l;
        if (best < 0) return LanguageEvidence.LanguageOfScript(script);
        string language = _languages[best];
        for (int l = 0; l < sums.Length; l++)
        {
            if (_scripts[l] != script || l == best || sums[best] - sums[l] >= Surely) continue;
            string common = language.Split('-', '_')[0];
            if (LanguageTag.Fit(common, _languages[l]) == 0) return null;
            language = common;       // Chinese, whichever its signs
        }
        return language;
    }

    /// <summary>Whether a text is surely in another language than the one it should be in. Of a language that was not learned only the script is known.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="language">A code such as <c>fr</c> or <c>pt-BR</c>.</param>
    /// <param name="found">The language that it is in, as far as it is known.</param>
    public bool IsOther(string text, string language, out string? found)
    {
        ArgumentException.ThrowIfNullOrEmpty(language);
        found = Of(text);
        if (found is null) return false;
        return Array.Exists(_languages, l => LanguageTag.Fit(language, l) > 0)
            ? LanguageTag.Fit(language, found) == 0
            : LanguageEvidence.ScriptOfLanguage(language) != LanguageEvidence.ScriptOfLanguage(found);
    }

    /// <summary>The places of all runs of one to four letters in the table of scores, words having a space on both sides.</summary>
    private static void FindRuns(string text, List<int> runs)
    {
        runs.Clear();
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = start;
            while (end < text.Length && !char.IsWhiteSpace(text[end])) end++;
            ReadOnlySpan<char> word = text.AsSpan(start, end - start);
            if (word.IsEmpty || word.ContainsAny(Code)) continue;
            ulong recent = ' ';     // the last four characters, 16 bits each
            for (int i = 0; i <= word.Length; i++)
            {
                char c = i < word.Length && IsPart(word[i]) ? char.ToLowerInvariant(word[i]) : ' ';
                if (c == ' ' && (recent & 0xFFFF) == ' ') continue;
                recent = (recent << 16) | c;
                for (int length = 1; length <= LongestRun; length++)
                {
                    ulong run = recent << (64 - (16 * length)) >> (64 - (16 * length));
                    if (run >> (16 * (length - 1)) == 0) break;      // the word has no more letters before it
                    runs.Add((int)(((run * 0x9E37_79B9_7F4A_7C15) ^ (run >> 23)) * 0xBF58_476D_1CE4_E5B9 >> (64 - BucketBits)));
                }
            }
        }

        static bool IsPart(char c) => char.IsLetter(c) || c is '\'' or '’' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }
}
