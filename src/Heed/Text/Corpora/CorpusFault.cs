namespace Heed.Text.Corpora;

/// <summary>What can be wrong with a corpus.</summary>
public enum CorpusFault
{
    /// <summary>A file cannot be read on: it is damaged, too large, UTF-16, or has none of the columns asked for.</summary>
    Unreadable,

    /// <summary>Two files that belong together have different numbers of lines.</summary>
    UnequalLines,

    /// <summary>A line has a NUL character.</summary>
    Nul,

    /// <summary>A file begins with a byte-order mark.</summary>
    ByteOrderMark,

    /// <summary>A line ends with a carriage return, or has one within.</summary>
    CarriageReturn,

    /// <summary>A line is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A side has no text.</summary>
    EmptySide,

    /// <summary>A line has fewer columns than were asked for.</summary>
    TooFewColumns,

    /// <summary>A line has more bytes, or a side more characters, than <see cref="CorpusLimits"/> allow.</summary>
    OverLong,

    /// <summary>One side is many times longer than the other: <see cref="CorpusRules.MostRatio"/>.</summary>
    LengthRatio,

    /// <summary>Both texts stood before.</summary>
    Duplicate,

    /// <summary>Both sides say the same in the same language: they differ in nothing but digits, placeholders, punctuation or case, and have three words or more, or twenty letters.</summary>
    Copy,

    /// <summary>A side is surely in another language than the one it should be in: <see cref="CorpusRules.Languages"/>.</summary>
    WrongLanguage,

    /// <summary>A model finds the translation too unlikely: <see cref="CorpusRules.LeastScore"/>.</summary>
    Misaligned,

    /// <summary>A source or target stands in the corpus that this one must not know, or differs from it only in digits, placeholders,
    /// punctuation or case.</summary>
    Leakage,

    /// <summary>Source and target look as if they had changed places.</summary>
    Swapped,
}
