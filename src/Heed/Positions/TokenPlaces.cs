using Heed.Layers;

namespace Heed.Positions;

/// <summary>Where the tokens of some rows stand in their sentences.</summary>
/// <param name="Positions">For each row its place, from 0.</param>
/// <param name="Lengths">For each row the length of its sentence; none where it is not known yet, as when decoding step by step.</param>
public readonly record struct TokenPlaces(int[] Positions, int[]? Lengths)
{
    /// <summary>The places of whole sentences.</summary>
    public static TokenPlaces Of(SequenceRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int[] lengths = new int[rows.Rows];
        for (int row = 0; row < lengths.Length; row++) lengths[row] = rows.Lengths[rows.Sentences[row] - rows.FirstSentence];
        return new(rows.Times, lengths);
    }

    /// <summary>One place for all rows of a step: sentences that are not finished, of which no length is known.</summary>
    public static TokenPlaces At(int position, int rows)
    {
        int[] positions = new int[rows];
        Array.Fill(positions, position);
        return new(positions, null);
    }
}
