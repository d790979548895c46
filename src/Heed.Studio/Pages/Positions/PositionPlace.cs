namespace Heed.Studio.Pages.Positions;

/// <summary>Where an encoding acts.</summary>
public enum PositionPlace
{
    /// <summary>Nowhere.</summary>
    Nowhere,

    /// <summary>It adds codes to the embeddings.</summary>
    Codes,

    /// <summary>It turns queries and keys.</summary>
    Turns,

    /// <summary>It adds to the scores.</summary>
    Scores,
}
