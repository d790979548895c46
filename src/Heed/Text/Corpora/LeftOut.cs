namespace Heed.Text.Corpora;

/// <summary>Why a pair was left out.</summary>
public enum LeftOut
{
    /// <summary>A side has no text, white space aside.</summary>
    EmptySide,

    /// <summary>A side has more characters than <see cref="CorpusLimits.MostCharacters"/>.</summary>
    TooLong,

    /// <summary>A line has more bytes than <see cref="CorpusLimits.MostLineBytes"/>.</summary>
    TooManyBytes,

    /// <summary>A line is not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>A side has a NUL character.</summary>
    Nul,

    /// <summary>The line has fewer columns than were asked for.</summary>
    TooFewColumns,

    /// <summary>The message was not translated: it has no text in one of the languages, or both have the same.</summary>
    NotTranslated,

    /// <summary>Whoever translated the message was not sure: it is marked as fuzzy, or as to be reviewed.</summary>
    Unsure,

    /// <summary>The same pair was read before.</summary>
    Repeated,

    /// <summary>One of two files has no such line; what stands before it may be out of step as well, so nothing is read from such files.</summary>
    NoCounterpart,
}
