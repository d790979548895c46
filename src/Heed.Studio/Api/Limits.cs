using Heed.Studio.Security;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary>What is too large is refused with 413.</summary>
internal static class Limits
{
    /// <exception cref="ProblemException">The text has more characters than may be.</exception>
    public static void Check(string place, string text, int characters)
    {
        if (text.Length > characters) throw TooLarge($"{place}: it has {text.Length:N0} characters, {characters:N0} at most are taken.");
    }

    public static ProblemException TooLarge(string detail) => new(StatusCodes.Status413PayloadTooLarge, "Too large", detail);
}
