using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Heed.Studio.Shared;

/// <summary><c>/look?language=fa&amp;theme=dark&amp;back=/runs</c> remembers how pages look and goes back.</summary>
internal static class LookEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/look", static (HttpContext context, string? language, string? theme, string? back) =>
    {
        Look look = Look.Of(context.Request);
        look.Take(language, theme);
        context.Response.Cookies.Append(Look.Cookie, look.AsCookie, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        return Results.LocalRedirect(LocalPath.Or(back, "/"));
    }).ExcludeFromDescription();
}
