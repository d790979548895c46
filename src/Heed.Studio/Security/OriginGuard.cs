using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>
/// Refuses what pages of other origins send: whatever may change something, every WebSocket and everything of a circuit. Browsers name the origin; programs that are no browsers send none.
/// </summary>
internal sealed class OriginGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        bool matters = context.WebSockets.IsWebSocketRequest || request.Headers.ContainsKey("Sec-WebSocket-Key") || request.Path.StartsWithSegments("/_blazor")
            || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
        return matters && IsForeign(request)
            ? Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "Foreign origin", "The request comes from a page of another origin; only pages of this studio, and programs that are no browsers, may send it.")
            : next(context);
    }

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site") return true;
        string origin = request.Headers.Origin.ToString();
        return origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
