namespace Heed.Text.Corpora;

/// <summary>Bytes around a line that are no text and were taken off.</summary>
[Flags]
internal enum LineMarks
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The carriage return at the end of the source's line.</summary>
    SourceReturn = 1,

    /// <summary>The carriage return at the end of the target's line.</summary>
    TargetReturn = 2,

    /// <summary>The byte-order mark at the beginning of the source's file.</summary>
    SourceMark = 4,

    /// <summary>The byte-order mark at the beginning of the target's file.</summary>
    TargetMark = 8,
}
