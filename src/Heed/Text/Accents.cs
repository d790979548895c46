using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Heed.Text;

/// <summary>Small letters without their accents. Heed runs without the tables of ICU, the same on every machine, so the letters of European languages stand here.</summary>
internal static class Accents
{
    private static readonly FrozenDictionary<char, char> Letters = new (string Accented, char Plain)[]
    {
        ("àáâãäåāăą", 'a'), ("çćĉċč", 'c'), ("ď", 'd'), ("èéêëēĕėęě", 'e'), ("ĝğġģ", 'g'), ("ĥ", 'h'), ("ìíîïĩīĭį", 'i'), ("ĵ", 'j'), ("ķ", 'k'), ("ĺļľ", 'l'), ("ñńņň", 'n'), ("òóôõöōŏő", 'o'), ("ŕŗř", 'r'),
        ("śŝşšș", 's'), ("ţťț", 't'), ("ùúûüũūŭůűų", 'u'), ("ŵ", 'w'), ("ýÿŷ", 'y'), ("źżž", 'z'),
        ("ά", 'α'), ("έ", 'ε'), ("ή", 'η'), ("ίϊΐ", 'ι'), ("ό", 'ο'), ("ύϋΰ", 'υ'), ("ώ", 'ω'), ("й", 'и'), ("ё", 'е'), ("ї", 'і'),
    }.SelectMany(row => row.Accented.Select(letter => (letter, row.Plain))).ToFrozenDictionary(pair => pair.letter, pair => pair.Plain);

    /// <summary>The text with each accented small letter as its plain one, and without marks that stand for themselves.</summary>
    public static string Without(string text)
    {
        if (!text.Any(static c => c >= 0x80)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark) plain.Append(Letters.GetValueOrDefault(c, c));
        return plain.ToString();
    }
}
