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
        return request.Headers.ContainsKey("Origin") && !IsOwn(origin, request.Host);
    }

    // "null", which pages of files and frames in a sandbox send, is nobody's. A proxy that holds a certificate says https where this studio says http.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            && uri.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && uri.Port == (host.Port ?? (uri.Scheme == Uri.UriSchemeHttp ? 80 : 443));
}
