namespace Heed.Tensors;

/// <summary>
/// What positions add to the scores: bias(h, i, j) of query i and key j in head h depends on the distance j − i alone, and on the query if it is asked.
/// Shaw et al. 2018; Raffel et al. 2020, section 2.1; Press et al. 2022.
/// </summary>
public sealed record AttentionBias
{
    /// <summary>
    /// A number for each distance from <see cref="Least"/> on; distances beyond either end take the end's. [heads, distances] for all queries, or
    /// [query rows, heads · distances] where <see cref="IsPerQuery"/>.
    /// </summary>
    public Tensor? Table { get; init; }

    /// <summary>The distance j − i of the table's first number.</summary>
    public int Least { get; init; }

    /// <summary>How many distances the table has for each head.</summary>
    public int Distances { get; init; }

    /// <summary>Whether each query row has a table of its own.</summary>
    public bool IsPerQuery { get; init; }

    /// <summary>For each head the s of −s · |j − i|, which any distance has; none for no such term. They are not trained.</summary>
    public float[]? Slopes { get; init; }

    /// <summary>Where in the table the number for a head, a query row and a distance stands.</summary>
    internal int PlaceOf(int head, int queryRow, int distance, int heads)
    {
        int column = Math.Clamp(distance - Least, 0, Distances - 1);
        return (IsPerQuery ? queryRow * heads + head : head) * Distances + column;
    }
}
