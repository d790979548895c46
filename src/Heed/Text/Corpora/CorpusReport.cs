using System.Text;
using Heed.Files;

namespace Heed.Text.Corpora;

/// <summary>What was found while reading a corpus: it grows as pairs are taken, and is complete when there are none left.</summary>
public sealed class CorpusReport
{
    private const int LinesKept = 5;

    private readonly SortedDictionary<LeftOut, (long Count, List<long> Lines)> _leftOut = [];

    /// <summary>The pairs read, kept or not.</summary>
    public long Read { get; private set; }

    /// <summary>The pairs kept.</summary>
    public long Kept { get; private set; }

    /// <summary>The files that began with a byte-order mark, which was taken off.</summary>
    public int ByteOrderMarks { get; internal set; }

    /// <summary>The lines that ended with a carriage return, which was taken off.</summary>
    public long CarriageReturns { get; internal set; }

    /// <summary>The reasons for which pairs were left out, and how many for each.</summary>
    public IReadOnlyDictionary<LeftOut, long> Reasons => _leftOut.ToDictionary(r => r.Key, r => r.Value.Count);

    /// <summary>The numbers of the first lines, five at most, left out for a reason; none where the corpus has no lines.</summary>
    public IReadOnlyList<long> FirstLines(LeftOut reason) => _leftOut.TryGetValue(reason, out var found) ? found.Lines : [];

    /// <summary>One line: pairs read and kept, and the reasons for the others.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Read:N0} pairs read, {Kept:N0} kept");
        string before = "; left out: ";
        foreach ((LeftOut reason, (long count, List<long> lines)) in _leftOut)
        {
            text.Append(before).Append($"{count:N0} {Words(reason)}");
            if (lines.Count > 0) text.Append($" ({(count == 1 ? "line" : "lines")} {string.Join(", ", lines)}{(count > lines.Count ? ", …" : "")})");
            before = ", ";
        }
        return text.ToString();
    }

    internal void Keep()
    {
        Read++;
        Kept++;
    }

    internal void Leave(LeftOut reason, long line)
    {
        Read++;
        if (!_leftOut.TryGetValue(reason, out var found)) found = (0, []);
        if (line > 0 && found.Lines.Count < LinesKept) found.Lines.Add(line);
        _leftOut[reason] = (found.Count + 1, found.Lines);
    }

    internal void Note(BoundedReader file)
    {
        ByteOrderMarks += file.HadByteOrderMark ? 1 : 0;
        CarriageReturns += file.CarriageReturns;
    }

    private static string Words(LeftOut reason) => reason switch
    {
        LeftOut.EmptySide => "with an empty side",
        LeftOut.TooLong => "too long",
        LeftOut.TooManyBytes => "with an over-long line",
        LeftOut.InvalidUtf8 => "not UTF-8",
        LeftOut.Nul => "with a NUL",
        LeftOut.TooFewColumns => "with too few columns",
        LeftOut.NotTranslated => "not translated",
        LeftOut.Unsure => "marked as unsure",
        LeftOut.Repeated => "repeated",
        LeftOut.NoCounterpart => "without a counterpart",
        _ => reason.ToString(),
    };
}
