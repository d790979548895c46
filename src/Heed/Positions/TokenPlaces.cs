namespace Heed.Positions;

/// <summary>Where the tokens of some rows stand in their sentences.</summary>
/// <param name="Positions">For each row its place, from 0.</param>
/// <param name="Lengths">For each row the length of its sentence; none where it is not known yet, as when decoding step by step.</param>
public readonly record struct TokenPlaces(int[] Positions, int[]? Lengths);
