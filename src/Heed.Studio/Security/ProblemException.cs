namespace Heed.Studio.Security;

/// <summary>A request cannot be answered, and the client is told why.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="title">What kind of fault it is: the same words every time.</param>
/// <param name="detail">What, where, and how to mend it.</param>
internal sealed class ProblemException(int status, string title, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>What kind of fault it is.</summary>
    public string Title => title;
}
