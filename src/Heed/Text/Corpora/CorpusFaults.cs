namespace Heed.Text.Corpora;

/// <summary>The faults in words.</summary>
public static class CorpusFaults
{
    /// <summary>The fault's name in reports and files, such as <c>empty-side</c>.</summary>
    public static string NameInReports(this CorpusFault fault) => fault switch
    {
        CorpusFault.Unreadable => "unreadable",
        CorpusFault.UnequalLines => "unequal-lines",
        CorpusFault.Nul => "nul",
        CorpusFault.ByteOrderMark => "byte-order-mark",
        CorpusFault.CarriageReturn => "carriage-return",
        CorpusFault.InvalidUtf8 => "invalid-utf8",
        CorpusFault.EmptySide => "empty-side",
        CorpusFault.TooFewColumns => "too-few-columns",
        CorpusFault.OverLong => "over-long",
        CorpusFault.LengthRatio => "length-ratio",
        CorpusFault.Duplicate => "duplicate",
        CorpusFault.Copy => "copy",
        CorpusFault.WrongLanguage => "wrong-language",
        CorpusFault.Misaligned => "misaligned",
        CorpusFault.Leakage => "leakage",
        CorpusFault.Swapped => "swapped",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>Whether cleaning mends the line rather than leaving the pair out.</summary>
    public static bool IsMended(this CorpusFault fault) => fault is CorpusFault.ByteOrderMark or CorpusFault.CarriageReturn;

    internal static CorpusFault? Of(LeftOut reason) => reason switch
    {
        LeftOut.EmptySide => CorpusFault.EmptySide,
        LeftOut.TooLong or LeftOut.TooManyBytes => CorpusFault.OverLong,
        LeftOut.InvalidUtf8 => CorpusFault.InvalidUtf8,
        LeftOut.Nul => CorpusFault.Nul,
        LeftOut.TooFewColumns => CorpusFault.TooFewColumns,
        LeftOut.NoCounterpart => CorpusFault.UnequalLines,
        _ => null,      // a message that needs no translation is no fault
    };
}
