using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Heed.Studio.Security;

/// <summary>An answer that says why a request is refused, as RFC 9457 has it.</summary>
internal static class Refusal
{
    public static Task WriteAsync(HttpContext context, int status, string title, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new ProblemDetails { Status = status, Title = title, Detail = detail }, options: null, contentType: "application/problem+json");
    }
}
