using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>Where keys are given, nothing but what is open to all is answered without one. People show theirs once, on the page for it.</summary>
internal sealed class KeyGuard(RequestDelegate next, ApiKeys keys)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!keys.AreNeeded || ServicePaths.IsOpen(context.Request.Path)) return next(context);
        bool shows = context.Request.Headers.Authorization.Count > 0 || context.Request.Headers.ContainsKey("X-Api-Key");
        if (shows)
        {
            int number = ApiKeys.In(context.Request) is { } key ? keys.Find(key) : -1;
            if (number < 0) return RefuseAsync(context, "The key is none of this studio's.");
            context.User = Holder(number, "key");
            return next(context);
        }
        if (context.User.HasClaim(static claim => claim.Type == Client.KeyClaim)) return next(context);
        if (!HttpMethods.IsGet(context.Request.Method) || ServicePaths.IsForPrograms(context.Request.Path)) return RefuseAsync(context, "Show a key: Authorization: Bearer KEY, or X-Api-Key: KEY.");
        context.Response.Redirect($"{SignInEndpoint.Path}?back={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
        return Task.CompletedTask;
    }

    /// <summary>Who holds a key.</summary>
    public static ClaimsPrincipal Holder(int number, string how) => new(new ClaimsIdentity([new Claim(Client.KeyClaim, number.ToString(CultureInfo.InvariantCulture))], how));

    private static Task RefuseAsync(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"heed\"";
        return Refusal.WriteAsync(context, StatusCodes.Status401Unauthorized, "No key", detail);
    }
}
