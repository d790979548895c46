using System.Text;

namespace Heed.Text;

/// <summary>Where pieces stand in a text that was normalised before it was cut: they are found again sign by sign.</summary>
internal static class PieceAlignment
{
    // Signs that a normalisation may leave out between two that are found.
    private const int LookAhead = 8;

    /// <summary>The spans of pieces that stand in their order, white space left out.</summary>
    /// <param name="text">The text, well-formed.</param>
    /// <param name="pieces">Their signs, without what stands for a space or a beginning.</param>
    /// <param name="normal">What becomes of a sign of the text.</param>
    public static TextSpan[] Spans(string text, IReadOnlyList<string> pieces, Func<string, string> normal)
    {
        var signs = new List<(char Sign, int Start, int End)>();
        int place = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            foreach (char c in normal(rune.ToString()))
                if (!char.IsWhiteSpace(c)) signs.Add((c, place, place + rune.Utf16SequenceLength));
            place += rune.Utf16SequenceLength;
        }
        var spans = new TextSpan[pieces.Count];
        int next = 0;
        for (int i = 0; i < spans.Length; i++)
        {
            int start = -1, end = -1;
            foreach (char c in pieces[i])
            {
                int found = next;
                while (found < signs.Count && found - next < LookAhead && signs[found].Sign != c) found++;
                if (found >= signs.Count || found - next >= LookAhead) continue;
                if (start < 0) start = signs[found].Start;
                end = signs[found].End;
                next = found + 1;
            }
            int here = start >= 0 ? start : next < signs.Count ? signs[next].Start : text.Length;
            spans[i] = new TextSpan(here, start >= 0 ? end : here);
        }
        return spans;
    }
}
