using System.Globalization;

namespace Heed.Text;

/// <summary>The text elements of a text: what a reader sees as one character, whatever number of code points it has.</summary>
internal readonly struct TextElements
{
    private readonly string _text;
    private readonly int[] _starts;

    public TextElements(string text)
    {
        _text = text;
        _starts = StringInfo.ParseCombiningCharacters(text);
    }

    /// <summary>The number of elements.</summary>
    public int Count => _starts.Length;

    /// <summary>The first character of an element.</summary>
    public int Start(int element) => _starts[element];

    /// <summary>The character after the last of an element.</summary>
    public int End(int element) => element + 1 < _starts.Length ? _starts[element + 1] : _text.Length;

    /// <summary>The characters of an element.</summary>
    public ReadOnlySpan<char> this[int element] => _text.AsSpan(Start(element)..End(element));

    /// <summary>Whether an element is white space through and through; a space that bears an accent is not.</summary>
    public bool IsWhiteSpace(int element) => this[element].IsWhiteSpace();
}
