using System.Runtime.InteropServices;
using System.Text;

namespace Heed.Text.Corpora;

/// <summary>
/// The commonest word beginnings of a side of a corpus, as numbers: runs of letters or digits in lower case, cut to five characters so that forms of one word meet; of scripts that
/// write no spaces single characters.
/// </summary>
internal sealed class Stems
{
    private const int Longest = 5;

    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private Stems(Dictionary<string, int> numbers)
    {
        _numbers = numbers;
        _lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _numbers.Count;

    /// <summary>Learns the commonest stems, at most <paramref name="most"/>, of those that stand twice or more.</summary>
    public static Stems Of(IEnumerable<string> texts, int most)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string text in texts) Each(text, stem => CollectionsMarshal.GetValueRefOrAddDefault(lookup, stem, out _)++);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string stem, int _) in counts.Where(static c => c.Value > 1).OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal).Take(most)) numbers.Add(stem, numbers.Count);
        return new Stems(numbers);
    }

    /// <summary>The numbers of a text's stems, in their order; those that are not known are left out.</summary>
    public int[] Numbered(string text)
    {
        var numbers = new List<int>(text.Length / 4);
        Each(text, stem =>
        {
            if (_lookup.TryGetValue(stem, out int number)) numbers.Add(number);
        });
        return [.. numbers];
    }

    private static void Each(string text, Action<ReadOnlySpan<char>> take)
    {
        Span<char> stem = stackalloc char[Longest];
        int length = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool isPart = Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
            bool isAlone = rune.Value is (>= 0xE00 and < 0xF00) or (>= 0x2E80 and < 0xA000);
            if ((!isPart || isAlone) && length > 0)
            {
                take(stem[..length]);
                length = 0;
            }
            if (!isPart || !rune.IsBmp) continue;
            if (length < Longest) stem[length++] = (char)Rune.ToLowerInvariant(rune).Value;
            if (!isAlone) continue;
            take(stem[..length]);
            length = 0;
        }
        if (length > 0) take(stem[..length]);
    }
}
