using Heed.Studio.Shared;

namespace Heed.Studio.Wording;

/// <summary>The words of the page's language.</summary>
internal sealed class WordingOfPage(Look look)
{
    /// <summary>The words.</summary>
    public Words Words => Words.In(look.Language);
}
