using Heed.Studio.Telemetry;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heed.Studio.Security;

/// <summary>Tells programs what went wrong as RFC 9457 has it, never with a stack trace.</summary>
internal sealed partial class ProblemAnswers(RequestDelegate next, StudioMetrics metrics, ILogger<ProblemAnswers> log)
{
    private const int ClientLeft = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!ServicePaths.IsForPrograms(context.Request.Path))
        {
            await next(context);
            return;
        }
        try
        {
            await next(context);
            await TellAsync(context);
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await TellAsync(context, e);
        }
        if (context.Response.StatusCode >= 400) metrics.Refused(Reason(context.Response.StatusCode));
        if (context.Request.Path.StartsWithSegments("/v1")) metrics.Answered(context.GetEndpoint()?.DisplayName ?? "none", context.Response.StatusCode);
    }

    private async Task TellAsync(HttpContext context, Exception fault)
    {
        switch (fault)
        {
            case ProblemException problem:
                await Refusal.WriteAsync(context, problem.Status, problem.Title, problem.Message);
                break;
            case QueueFullException full:
                await Refusal.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Too much to do", full.Message);
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await Refusal.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "Too large", "The body is larger than may be; send fewer texts at a time.");
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                await Refusal.WriteAsync(context, StatusCodes.Status408RequestTimeout, "Too slow", "The body came too slowly.");
                break;
            case BadHttpRequestException bad:
                await Refusal.WriteAsync(context, bad.StatusCode, "Bad request", "The request is not as HTTP has it, or ended too early.");
                break;
            case OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested:
                context.Response.StatusCode = ClientLeft;
                if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;         // nobody reads a page about it
                break;
            default:
                LogFault(fault, context.Request.Method, context.GetEndpoint()?.DisplayName);
                await Refusal.WriteAsync(context, StatusCodes.Status500InternalServerError, "A fault of the studio", "Something went wrong here; the log says what.");
                break;
        }
    }

    // What routing refuses has a status and nothing more.
    private static Task TellAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null || response.ContentLength is > 0) return Task.CompletedTask;
        (string title, string detail) = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => ("Not found", "There is nothing at this address; /openapi/v1.json lists what there is."),
            StatusCodes.Status405MethodNotAllowed => ("Method not allowed", $"This address does not take {(HttpMethods.IsOptions(context.Request.Method) ? "OPTIONS" : "this method")}; it takes {response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => ("Unsupported media type", "The body must be JSON in UTF-8: Content-Type: application/json."),
            _ => ("Refused", "The request was refused."),
        };
        return Refusal.WriteAsync(context, response.StatusCode, title, detail);
    }

    private static string Reason(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "key",
        StatusCodes.Status403Forbidden => "foreign",
        StatusCodes.Status413PayloadTooLarge => "size",
        StatusCodes.Status429TooManyRequests => "client",
        StatusCodes.Status503ServiceUnavailable => "load",
        StatusCodes.Status504GatewayTimeout => "time",
        ClientLeft => "left",
        >= 500 => "fault",
        _ => "request",
    };

    [LoggerMessage(LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFault(Exception fault, string method, string? endpoint);
}
