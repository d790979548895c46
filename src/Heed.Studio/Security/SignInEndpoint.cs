namespace Heed.Studio.Security;

/// <summary><c>/sign-in</c>: where people show their key.</summary>
internal static class SignInEndpoint
{
    /// <summary>The page's address.</summary>
    public const string Path = "/sign-in";
}
