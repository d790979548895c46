namespace Heed.Documents;

/// <summary>What HTML's elements are to a reader.</summary>
internal static class HtmlNames
{
    private static readonly HashSet<string> Void = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

    private static readonly HashSet<string> Inline =
    [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong",
        "sub", "sup", "time", "tt", "u", "var", "wbr",
    ];

    private static readonly HashSet<string> Code = ["code", "kbd", "samp", "tt", "var"];

    private static readonly HashSet<string> Kept = ["script", "style", "pre", "textarea", "svg", "math", "template", "noscript", "object", "iframe", "canvas"];

    /// <summary>Whether an element has no content and no end tag.</summary>
    public static bool IsVoid(string name) => Void.Contains(name);

    /// <summary>Whether an element is part of a sentence.</summary>
    public static bool IsInline(string name) => Inline.Contains(name);

    /// <summary>Whether an element of a sentence holds code.</summary>
    public static bool IsCode(string name) => Code.Contains(name);

    /// <summary>Whether an element stays as it is, with all that is in it.</summary>
    public static bool IsKept(string name) => Kept.Contains(name);
}
