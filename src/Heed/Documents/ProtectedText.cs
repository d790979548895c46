using System.Text;
using Heed.Text;

namespace Heed.Documents;

/// <summary>A mark that was taken out of a text before it is translated.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="At">Where it stood in the plain text.</param>
/// <param name="Inline">What to write for it.</param>
/// <param name="Partner">Of a pair, the index of the other.</param>
/// <param name="Space">Of a single mark, what the plain text has of the white space around it.</param>
internal sealed record TakenMark(InlineKind Kind, int At, Inline Inline, int Partner = -1, MarkSpace Space = MarkSpace.Unchanged);

/// <summary>What a plain text has of the white space around a mark.</summary>
internal enum MarkSpace
{
    /// <summary>All of it.</summary>
    Unchanged,

    /// <summary>Of a space on either side, the one before it.</summary>
    OneOfTwo,

    /// <summary>The mark is white space itself, and a space stands for it.</summary>
    Itself,
}

/// <summary>An argument for which a stand-in, <c>{0} {1} …</c>, was put into the text.</summary>
/// <param name="Span">Where the stand-in is in the plain text.</param>
/// <param name="Inline">What to write for it.</param>
internal sealed record StandIn(TextSpan Span, Inline Inline);

/// <summary>
/// A unit as a model sees it: its arguments are <c>{0} {1} …</c> in their order, its tags and marks are taken out, each break is one character that ends a line.
/// </summary>
internal sealed class ProtectedText
{
    /// <summary>Stands for a break: a character that no sentence crosses.</summary>
    public const char Break = '\u2028';

    private ProtectedText(IReadOnlyList<Inline> inlines, string plain, IReadOnlyList<StandIn> standIns, IReadOnlyList<TakenMark> marks, IReadOnlyList<Inline> breaks)
    {
        Inlines = inlines;
        Plain = plain;
        StandIns = standIns;
        Marks = marks;
        Breaks = breaks;
        Sentences = Text.Sentences.Split(plain);
    }

    /// <summary>The unit.</summary>
    public IReadOnlyList<Inline> Inlines { get; }

    /// <summary>What the model sees.</summary>
    public string Plain { get; }

    /// <summary>The arguments, in their order.</summary>
    public IReadOnlyList<StandIn> StandIns { get; }

    /// <summary>What was taken out, in its order.</summary>
    public IReadOnlyList<TakenMark> Marks { get; }

    /// <summary>The breaks, in their order.</summary>
    public IReadOnlyList<Inline> Breaks { get; }

    /// <summary>What is translated at a time.</summary>
    public IReadOnlyList<TextSpan> Sentences { get; }

    /// <summary>Whether a sentence has a letter outside its stand-ins.</summary>
    public bool HasWords(TextSpan sentence)
    {
        for (int i = sentence.Start; i < sentence.End; i++)
            if (char.IsLetter(Plain[i])) return true;            // stand-ins have none
        return false;
    }

    /// <summary>Whether there is anything to translate.</summary>
    public bool NeedsTranslation => Sentences.Any(HasWords);

    /// <summary>Takes out what must be carried over.</summary>
    /// <param name="inlines">The unit.</param>
    /// <param name="hasAccessKeys">Whether its format has them.</param>
    /// <param name="locked">Words that must stay as they are.</param>
    public static ProtectedText Of(IReadOnlyList<Inline> inlines, bool hasAccessKeys, IReadOnlyList<string>? locked = null)
    {
        var plain = new StringBuilder();
        var standIns = new List<StandIn>();
        var marks = new List<TakenMark>();
        var breaks = new List<Inline>();
        int keys = 0;
        foreach (Inline inline in inlines)
        {
            if (inline.Kind != InlineKind.Text)
            {
                Take(inline);
                continue;
            }
            int next = 0;
            foreach (Placeholder found in WithLocked(inline.Text, locked))
            {
                if (found.Start > next) next += Joined(inline.Text[next]);
                if (found.Kind == InlineKind.AccessKey && (!hasAccessKeys || keys++ > 0)) continue;
                plain.Append(inline.Text, next, found.Start - next);
                Take(new Inline(found.Kind, inline.Text[found.Start..found.End], inline.RawOf(found.Start, found.End)));
                next = found.End;
            }
            if (inline.Text.Length > next) next += Joined(inline.Text[next]);
            plain.Append(inline.Text, next, inline.Text.Length - next);
        }
        return new ProtectedText(inlines, plain.ToString(), standIns, Paired(marks), breaks);

        void Take(Inline inline)
        {
            switch (inline.Kind)
            {
                case InlineKind.Argument:
                    int start = plain.Length;
                    plain.Append('{').Append(standIns.Count).Append('}');
                    standIns.Add(new StandIn(new TextSpan(start, plain.Length), inline));
                    break;
                case InlineKind.Break:
                    plain.Append(Break);
                    breaks.Add(inline);
                    break;
                case InlineKind.Single when inline.Text.Length > 0 && string.IsNullOrWhiteSpace(inline.Text):
                    marks.Add(new TakenMark(inline.Kind, plain.Length, inline, Space: MarkSpace.Itself));
                    plain.Append(' ');
                    break;
                default:
                    marks.Add(new TakenMark(inline.Kind, plain.Length, inline));
                    break;
            }
        }

        // The model shall not see two spaces where a mark stood between them.
        int Joined(char first)
        {
            if (first != ' ' || marks.Count == 0 || marks[^1] is not { Kind: InlineKind.Single, Space: MarkSpace.Unchanged } mark || mark.At != plain.Length || plain.Length == 0 || plain[^1] != ' ') return 0;
            marks[^1] = mark with { Space = MarkSpace.OneOfTwo };
            return 1;
        }
    }

    private static List<Placeholder> WithLocked(string text, IReadOnlyList<string>? locked)
    {
        List<Placeholder> found = Placeholders.Find(text);
        if (locked is null) return found;
        foreach (string word in locked)
            for (int at = 0; word.Length > 0 && (at = text.IndexOf(word, at, StringComparison.Ordinal)) >= 0; at += word.Length)
                if (found.All(p => p.End <= at || p.Start >= at + word.Length)) found.Add(new Placeholder(at, at + word.Length, InlineKind.Argument));
        found.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return found;
    }

    // What has no partner is a mark of its own, and so is a pair around nothing.
    private static List<TakenMark> Paired(List<TakenMark> marks)
    {
        var open = new Stack<int>();
        for (int i = 0; i < marks.Count; i++)
        {
            if (marks[i].Kind == InlineKind.Open) open.Push(i);
            if (marks[i].Kind != InlineKind.Close || !open.TryPop(out int first)) continue;
            (marks[first], marks[i]) = (marks[first] with { Partner = i }, marks[i] with { Partner = first });
        }
        for (int i = 0; i < marks.Count; i++)
        {
            TakenMark mark = marks[i];
            bool isPair = mark.Partner >= 0 && marks[mark.Partner].At != mark.At;
            if (mark.Kind is InlineKind.Open or InlineKind.Close && !isPair) marks[i] = mark with { Kind = InlineKind.Single };
        }
        return marks;
    }
}
