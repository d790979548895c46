namespace Heed.Studio.Pages.Documents;

/// <summary>How far a document has come.</summary>
internal enum DocumentState
{
    /// <summary>It was brought, and can be translated.</summary>
    Ready,

    /// <summary>Others are before it.</summary>
    Waiting,

    /// <summary>It is being translated.</summary>
    Working,

    /// <summary>Its translation can be taken.</summary>
    Done,

    /// <summary>It was refused.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Cancelled,
}
