using System.Globalization;
using Heed.Studio.Pages.SignIn;
using Heed.Studio.Shared;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Heed.Studio.Security;

/// <summary><c>/sign-in</c>: where people show their key, once, and get a cookie for it. A form that works without scripts.</summary>
internal static class SignInEndpoint
{
    /// <summary>The page's address.</summary>
    public const string Path = "/sign-in";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, static (HttpContext context, IAntiforgery forms, ApiKeys keys, string? back) =>
            keys.AreNeeded ? Page(context, forms, LocalPath.Or(back, "/"), fault: null) : Results.LocalRedirect("/")).ExcludeFromDescription();
        routes.MapPost(Path, SignInAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapPost("/sign-out", SignOutAsync).DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery forms, ApiKeys keys, SignInAttempts attempts)
    {
        if (!keys.AreNeeded) return Results.LocalRedirect("/");
        if (attempts.Count(context) is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return Page(context, forms, "/", "signin.often", StatusCodes.Status429TooManyRequests);
        }
        // Whether the form is this studio's is looked at here, so that the answer is a page to try again on.
        if (!context.Request.HasFormContentType || !await forms.IsRequestValidAsync(context)) return Page(context, forms, "/", "signin.stale", StatusCodes.Status400BadRequest);
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        string back = LocalPath.Or(form["back"], "/");
        int number = keys.Find(form["key"].ToString().Trim());
        if (number < 0) return Page(context, forms, back, "signin.wrong", StatusCodes.Status401Unauthorized);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, KeyGuard.Holder(number, CookieAuthenticationDefaults.AuthenticationScheme));
        return Results.LocalRedirect(back);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery forms)
    {
        if (!context.Request.HasFormContentType || !await forms.IsRequestValidAsync(context)) return Page(context, forms, "/", "signin.stale", StatusCodes.Status400BadRequest);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(Path);
    }

    private static RazorComponentResult<SignInDocument> Page(HttpContext context, IAntiforgery forms, string back, string? fault, int status = StatusCodes.Status200OK)
    {
        Look look = Look.Of(context.Request);
        return new RazorComponentResult<SignInDocument>(new Dictionary<string, object?>
        {
            [nameof(SignInDocument.Language)] = look.Language,
            [nameof(SignInDocument.Theme)] = look.Theme,
            [nameof(SignInDocument.Back)] = back,
            [nameof(SignInDocument.Fault)] = fault,
            [nameof(SignInDocument.Tokens)] = forms.GetAndStoreTokens(context),
        })
        { StatusCode = status, PreventStreamingRendering = true };
    }
}
