namespace Heed.Text;

/// <summary>A word, or a sign that stands by itself.</summary>
/// <param name="Text">The word as it stands in the text.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last.</param>
public readonly record struct Word(string Text, int Start, int End);
