using Heed.Tensors;

namespace Heed.Models;

/// <summary>
/// What a decoder knows between two steps, for a number of rows (hypotheses). It belongs to one translation; the model itself holds nothing of it.
/// </summary>
public abstract class DecoderState
{
    /// <summary>How many hypotheses there are.</summary>
    public abstract int RowCount { get; }

    /// <summary>
    /// The weights of the last step [rows, keys]: how much each hypothesis attended to each source token. None for a model without attention.
    /// They live as long as the step's workspace scope.
    /// </summary>
    public Tensor? Weights { get; protected set; }

    /// <summary>The weights of one hypothesis [keys]; empty for a model without attention.</summary>
    public ReadOnlySpan<float> WeightsOf(int row) => Weights is null ? default : Weights.Values.Slice(row * Weights.Shape.Last, Weights.Shape.Last);

    /// <summary>Row i of the new state continues what row rows_i was: keeps, drops, copies and reorders hypotheses.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row is not there.</exception>
    public abstract void Select(ReadOnlySpan<int> rows);
}
