using System.Globalization;
using Heed.Files;

namespace Heed.Evaluation;

/// <summary>
/// Files of links between words, a line for each pair, an empty one for none: <c>source-target</c> separated by white space (Pharaoh's format), and in gold files <c>sourceptarget</c> for what is possible
/// but not sure. Gold files may also have a line for each link, <c>pair source target S</c> or <c>P</c>, pairs counted from 1.
/// </summary>
public static class AlignmentFile
{
    private const int MostPairs = 5_000_000, LargestIndex = 1_000_000;

    private readonly record struct Entry(long Line, int Pair, int Source, int Target, bool IsSure);

    /// <summary>The links of each pair, from 0.</summary>
    /// <exception cref="InvalidDataException">The file is malformed; the message names file and line.</exception>
    public static IReadOnlyList<IReadOnlyList<(int Source, int Target)>> ReadLinks(string path)
    {
        IReadOnlyList<GoldAlignment> all = ReadGold(path, first: 0);
        return [.. all.Select(pair => (IReadOnlyList<(int, int)>)[.. pair.Possible.Order()])];
    }

    /// <summary>The gold links of each pair, from 0.</summary>
    /// <param name="path">The file, plain or compressed.</param>
    /// <param name="first">The number of a sentence's first word, 0 or 1; none for 0 where a 0 stands in the file, and 1 else.</param>
    /// <exception cref="InvalidDataException">The file is malformed, or has a 0 where words are counted from 1; the message names file and line.</exception>
    public static IReadOnlyList<GoldAlignment> ReadGold(string path, int? first = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (first is < 0 or > 1) throw new ArgumentOutOfRangeException(nameof(first), $"ReadGold: words are counted from 0 or from 1, not from {first}.");
        var entries = new List<Entry>();
        int line = 0, pairs = 0;
        bool? byLink = null;
        foreach (string text in TextLines.Read(path))
        {
            if (++line > 100 * MostPairs) throw new InvalidDataException($"{path}: more than {100 * MostPairs:N0} lines; a gold file is smaller.");
            string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            byLink ??= parts.Length == 0 ? null : parts.Length is 3 or 4 && parts[..3].All(static part => part.All(char.IsAsciiDigit));
            if (byLink is true)
            {
                if (parts.Length == 0) continue;
                entries.Add(OneLink(path, line, parts));
                pairs = Math.Max(pairs, entries[^1].Pair + 1);
            }
            else
            {
                foreach (string part in parts) entries.Add(Link(path, line, part));
                pairs = line;
            }
            if (pairs > MostPairs) throw new InvalidDataException($"{path}:{line}: more than {MostPairs:N0} pairs; a test set is smaller.");
        }
        int start = first ?? (entries.Any(static entry => entry.Source == 0 || entry.Target == 0) ? 0 : 1);
        var sure = new HashSet<(int, int)>[pairs];
        var possible = new HashSet<(int, int)>[pairs];
        for (int pair = 0; pair < pairs; pair++) (sure[pair], possible[pair]) = ([], []);
        foreach (Entry entry in entries)
        {
            if (entry.Source < start || entry.Target < start) throw new InvalidDataException($"{path}:{entry.Line}: a link of word 0, but words are counted from 1 here; say that the file counts from 0.");
            possible[entry.Pair].Add((entry.Source - start, entry.Target - start));
            if (entry.IsSure) sure[entry.Pair].Add((entry.Source - start, entry.Target - start));
        }
        return [.. sure.Zip(possible, static (s, p) => new GoldAlignment(s, p))];
    }

    private static Entry Link(string path, int line, string text)
    {
        int sign = text.AsSpan().IndexOfAny('-', 'p');
        return sign > 0 && TryIndex(text.AsSpan(0, sign), out int source) && TryIndex(text.AsSpan(sign + 1), out int target)
            ? new Entry(line, line - 1, source, target, text[sign] == '-')
            : throw new InvalidDataException($"{path}:{line}: '{Shown(text)}' is no link; write source-target for a sure one and sourceptarget for a possible one, such as 3-4 or 3p4.");
    }

    private static Entry OneLink(string path, int line, string[] parts)
    {
        string kind = parts.Length > 3 ? parts[3] : "S";
        return parts.Length is 3 or 4 && kind is "S" or "P" && TryIndex(parts[0], out int pair) && pair is >= 1 and <= MostPairs && TryIndex(parts[1], out int source) && TryIndex(parts[2], out int target)
            ? new Entry(line, pair - 1, source, target, kind == "S")
            : throw new InvalidDataException($"{path}:{line}: '{Shown(string.Join(' ', parts))}' is no link; a line is pair source target and S or P, such as 1 3 4 S, pairs counted from 1.");
    }

    private static bool TryIndex(ReadOnlySpan<char> text, out int index) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= LargestIndex;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
