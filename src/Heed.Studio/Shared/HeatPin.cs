namespace Heed.Studio.Shared;

/// <summary>What is held in a heat map: a cell, or with −1 in the other place a whole row or column.</summary>
/// <param name="Row">The row from 0, or −1 for a column.</param>
/// <param name="Column">The column from 0, in the order of the source's words, or −1 for a row.</param>
public readonly record struct HeatPin(int Row, int Column)
{
    /// <summary>Whether a map of that size has it.</summary>
    public bool Fits(int rows, int columns) => Row >= -1 && Column >= -1 && Row < rows && Column < columns && (Row >= 0 || Column >= 0);
}
