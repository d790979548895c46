namespace Heed.Positions;

/// <summary>What a position encoding must know of a score f(q, k) to say whether the two go together.</summary>
/// <param name="Name">The score's name, for messages.</param>
/// <param name="KeptByRotation">Whether f(R q, R k) = f(q, k) for every rotation R: where both are turned, only the difference of the angles counts. So it is for dot products, cosines and distances.</param>
/// <param name="LinearInKey">Whether f(q, k + a) = f(q, k) + q̃ · a with the prepared query q̃: a vector added to the key adds a number that the query alone decides. So it is for the dot product, scaled or with a matrix between.</param>
public readonly record struct ScoreTraits(string Name, bool KeptByRotation, bool LinearInKey);
