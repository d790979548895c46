using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary>Writes answers.</summary>
internal static class Answers
{
    public static Task WriteAsync<T>(HttpContext context, T answer)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, ApiJson.Options, context.RequestAborted);
    }
}
