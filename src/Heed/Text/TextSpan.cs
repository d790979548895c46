namespace Heed.Text;

/// <summary>A stretch of a text, in UTF-16 characters: from <paramref name="Start"/> up to, but not including, <paramref name="End"/>.</summary>
/// <param name="Start">The first character.</param>
/// <param name="End">The character after the last; equal to <paramref name="Start"/> where the stretch is empty.</param>
public readonly record struct TextSpan(int Start, int End)
{
    /// <summary>The number of characters.</summary>
    public int Length => End - Start;
}
