namespace Heed.Decoding;

/// <summary>Tokens that spell a term.</summary>
/// <param name="Tokens">The tokens, one at least.</param>
/// <param name="Place">Where they may begin.</param>
internal readonly record struct TermSpelling(int[] Tokens, TermPlace Place);

/// <summary>Where a spelling may begin: a term is the same word with a space before it, behind an apostrophe or a bracket, and at the beginning.</summary>
internal enum TermPlace
{
    /// <summary>Where nothing was said yet.</summary>
    AtBeginning,

    /// <summary>Anywhere else; its first token brings the space.</summary>
    AfterSpace,

    /// <summary>Behind a sign that is no letter and no digit.</summary>
    Joined,
}
