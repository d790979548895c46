namespace Heed.Tensors.Ops;

/// <summary>Rows turned by angles that depend on their position. Su et al. 2021.</summary>
public static class RotateOperation
{
    /// <summary>
    /// Each pair (x_2j, x_2j+1) of each head turned by the angle θ_j of the row's position: (x_2j cos θ_j − x_2j+1 sin θ_j, x_2j sin θ_j + x_2j+1 cos θ_j).
    /// </summary>
    /// <param name="x">[rows, heads · size], size even.</param>
    /// <param name="positions">For each row its position, a row of <paramref name="turns"/>.</param>
    /// <param name="turns">[positions, size]: cos θ_0, sin θ_0, cos θ_1, sin θ_1 … of each position. It is not trained.</param>
    /// <param name="tape">The tape, if derivatives are wanted.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is not a row of the turns.</exception>
    public static Tensor Rotate(this Tensor x, int[] positions, Tensor turns, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(turns);
        if (turns.Shape.Last == 0 || turns.Shape.Last % 2 != 0 || x.Shape.Last % turns.Shape.Last != 0)
            throw new ArgumentException($"Rotate: {x.Shape} are not heads of {turns.Shape.Last} numbers, in pairs.", nameof(x));
        if (positions.Length != x.Shape.Rows)
            throw new ArgumentException($"Rotate: {positions.Length} positions were given for the rows of {x.Shape}.", nameof(positions));
        foreach (int position in positions)
            if ((uint)position >= (uint)turns.Shape.Rows)
                throw new ArgumentOutOfRangeException(nameof(positions), $"Rotate: there is no position {position} in {turns.Shape}.");
        Tensor y = x.Like();
        x.Backend.Rotate(x, positions, turns, y);
        tape?.Record(static (t, o) => o.B.Backend.AddRotateGradient(t.GradientOf(o.A), (int[])o.With!, o.C, t.GradientOf(o.B)), y, x, turns, with: positions);   // dx += dy turned back
        return y;
    }
}
