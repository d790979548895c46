using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Heed.Studio.Security;

/// <summary>How many pages may be open at a time. A page's connection is a WebSocket; other ways would leave circuits that nothing counts.</summary>
internal sealed class CircuitGate(RequestDelegate next, StudioLimits limits)
{
    private int _open;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", out PathString rest) || rest.Value is not ("" or "/"))
        {
            await next(context);
            return;
        }
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
        {
            await Refusal.WriteAsync(context, StatusCodes.Status400BadRequest, "No WebSocket", "A page's connection is a WebSocket.");
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _open) > limits.Circuits) await Refusal.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many pages", $"{limits.Circuits} pages are open, the most there may be; close one.");
            else await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
