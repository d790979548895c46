namespace Heed.Studio.Shared;

/// <summary>A cell or a word of a heat map was clicked, or chosen with Enter.</summary>
public sealed class HeatPinEventArgs : EventArgs
{
    /// <summary>The row from 0; −1 for the word of a column.</summary>
    public int Row { get; set; }

    /// <summary>The column from 0; −1 for the word of a row.</summary>
    public int Column { get; set; }
}
