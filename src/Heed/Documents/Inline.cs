namespace Heed.Documents;

/// <summary>What a stretch of a unit is.</summary>
internal enum InlineKind
{
    /// <summary>Words to translate.</summary>
    Text,

    /// <summary>Something that stands for a word, such as <c>{0}</c> or a piece of code: the model sees a stand-in for it.</summary>
    Argument,

    /// <summary>The beginning of what a pair of tags encloses.</summary>
    Open,

    /// <summary>Its end.</summary>
    Close,

    /// <summary>A mark between words, such as an image or an escape: the model does not see it.</summary>
    Single,

    /// <summary>A mark that words on either side do not belong together over, such as a line break.</summary>
    Break,

    /// <summary>The sign before the letter that is pressed with Alt.</summary>
    AccessKey,
}

/// <summary>A stretch of a unit.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">It as a reader sees it, escapes decoded.</param>
/// <param name="Raw">It as it stands in the file; null where it is text that the format has to encode.</param>
/// <param name="Map">Of text, where each of its characters begins in <paramref name="Raw"/>, and where the last ends; null where they are the same.</param>
internal sealed record Inline(InlineKind Kind, string Text, string? Raw = null, int[]? Map = null)
{
    /// <summary>The part of a text's raw form that a part of the text was decoded from; null where it is not known.</summary>
    public string? RawOf(int start, int end) => Raw is null ? null : Map is null ? Raw[start..end] : Raw[Map[start]..Map[end]];

    /// <summary>What all stretches are together, as a reader sees them.</summary>
    public static string TextOf(IEnumerable<Inline> inlines) => string.Concat(inlines.Select(static inline => inline.Text));
}
