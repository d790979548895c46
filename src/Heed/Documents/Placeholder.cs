namespace Heed.Documents;

/// <summary>Something in a text that a translation must carry over exactly.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
/// <param name="Kind">How it is carried over.</param>
/// <param name="IsName">Whether it is a name of code, such as <c>FileName</c>.</param>
internal readonly record struct Placeholder(int Start, int End, InlineKind Kind, bool IsName = false);
