namespace Heed.Documents;

/// <summary>What became of a text of a document.</summary>
public enum UnitOutcome
{
    /// <summary>It was translated.</summary>
    Translated,

    /// <summary>Its translation was there, and its text is what it was.</summary>
    Kept,

    /// <summary>The translation memory has its translation.</summary>
    FromMemory,

    /// <summary>There is no word in it.</summary>
    NothingToTranslate,

    /// <summary>It is not for a machine, for the reason given.</summary>
    LeftAlone,

    /// <summary>Its translation was not sound, for the reason given; it stays in its language.</summary>
    Failed,
}
