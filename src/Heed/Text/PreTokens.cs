using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace Heed.Text;

/// <summary>
/// Cuts text into the stretches that pieces never cross: elided words (<c>l'</c>), English endings (<c>'s</c>), words, numbers and
/// runs of signs, each with the space before it, and the white space left over. Nothing is dropped: the stretches put side by
/// side are the text. A vocabulary must be applied with the same cuts that it was learned with.
/// </summary>
internal sealed partial class PreTokens : PreTokenizer
{
    public static PreTokens Instance { get; } = new();

    // A surrogate is neither a letter nor a mark, number or space to .NET's expressions, so the two halves of a pair are never
    // cut apart. Every alternative is linear: what follows a repeated class is never in that class.
    [GeneratedRegex(
        @" ?(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\p{L})|['’](?:s|t|re|ve|m|ll|d)(?![\p{L}\p{M}])| ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\s\p{L}\p{M}\p{N}]+|\s+(?!\S)|\s+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    public static partial Regex Pattern { get; }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var stretches = new List<(int, int)>(text.Length / 4 + 1);
        foreach (ValueMatch match in Pattern.EnumerateMatches(text)) stretches.Add((match.Index, match.Length));
        return stretches;
    }

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text)
    {
        var stretches = new List<(int, int)>(text.Length / 4 + 1);
        foreach (ValueMatch match in Pattern.EnumerateMatches(text)) stretches.Add((match.Index, match.Length));
        return stretches;
    }
}
