namespace Heed.Layers;

/// <summary>The sizes and choices of a stack of recurrent layers.</summary>
/// <param name="InputSize">The size of the rows that come in.</param>
/// <param name="Size">Units of a layer and direction.</param>
/// <param name="Layers">How many layers are stacked, from 1.</param>
/// <param name="Bidirectional">Whether a second row of units reads from the end; the outputs are put side by side.</param>
/// <param name="Residual">Whether each layer above the first adds what it read to what it says. Wu et al. 2016, section 3.1.</param>
/// <param name="DropoutPlace">The number of the dropout between layers.</param>
public sealed record RecurrentOptions(int InputSize, int Size, int Layers = 1, bool Bidirectional = false, bool Residual = false, uint DropoutPlace = 0)
{
    /// <summary>The size of the rows that come out: the units of both directions.</summary>
    public int OutputSize => Bidirectional ? 2 * Size : Size;
}
