using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>Which addresses are for programs, and which anybody may read.</summary>
internal static class ServicePaths
{
    /// <summary>Whether programs call it: faults are told as problem details, not as a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/v1") || path.StartsWithSegments("/health") || path.StartsWithSegments("/metrics") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/_blazor");

    /// <summary>Whether it needs no key: whether the program lives, the page that asks for a key, and scripts and styles, which are the same everywhere.</summary>
    public static bool IsOpen(PathString path) =>
        path.Equals("/health/live") || path.Equals(SignInEndpoint.Path) || path.Equals("/look") || path.StartsWithSegments("/_content") || path.StartsWithSegments("/_framework");
}
