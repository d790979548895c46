using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Heed.Studio.Security;

/// <summary>An answer that says why a request is refused, as RFC 9457 has it.</summary>
internal static class Refusal
{
    /// <summary>Its content type.</summary>
    public const string ContentType = "application/problem+json";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status; with 429 and 503 the answer says when to come again.</param>
    /// <param name="title">What kind of fault it is.</param>
    /// <param name="detail">What, where, and how to mend it.</param>
    /// <param name="again">When to come again; in a second if nothing is given.</param>
    public static Task WriteAsync(HttpContext context, int status, string title, string detail, TimeSpan? again = null)
    {
        context.Response.StatusCode = status;
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = Math.Ceiling((again ?? Soon).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(new ProblemDetails { Status = status, Title = title, Detail = detail }, options: null, contentType: ContentType, CancellationToken.None);
    }
}
