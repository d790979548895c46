using System.Text;

namespace Heed.Text.Corpora;

/// <summary>A text that comes in pieces. Of one that is longer than allowed only the beginning is held.</summary>
/// <param name="most">The most characters.</param>
internal sealed class GatheredText(int most)
{
    private const int ShownOfLongText = 4 << 10;

    private readonly StringBuilder _text = new();

    /// <summary>Whether there was more than may be held.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _text.Length == 0;

    /// <summary>The first few thousand characters.</summary>
    public string Beginning => _text.ToString(0, Math.Min(_text.Length, ShownOfLongText));

    /// <summary>Adds a piece.</summary>
    public void Add(ReadOnlySpan<char> piece)
    {
        int room = most - _text.Length;
        if (piece.Length > room) IsTooLong = true;
        _text.Append(piece[..Math.Min(piece.Length, room)]);
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        _text.Clear();
        IsTooLong = false;
    }

    /// <summary>The whole text.</summary>
    public override string ToString() => _text.ToString();
}
