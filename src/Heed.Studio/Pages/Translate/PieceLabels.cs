using Heed.Decoding;
using Heed.Text;

namespace Heed.Studio.Pages.Translate;

/// <summary>Pieces as people read them: the letters they stand for, with <c>▁</c> before those that begin a word.</summary>
internal static class PieceLabels
{
    private const char BeginsWord = '▁', Space = 'Ġ';

    public static IReadOnlyList<string> Of(TracedSide side)
    {
        string[] labels = new string[side.Pieces.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            string piece = side.Pieces[i];
            TextSpan span = side.Spans[i];
            // A piece that is a part of a character shares its place with its neighbour, and is shown by its bytes.
            bool shared = (i > 0 && side.Spans[i - 1] == span) || (i + 1 < labels.Length && side.Spans[i + 1] == span);
            labels[i] = span.Length == 0 || shared ? piece : piece[0] is BeginsWord or Space ? BeginsWord + side.Text[span.Start..span.End] : side.Text[span.Start..span.End];
        }
        return labels;
    }
}
