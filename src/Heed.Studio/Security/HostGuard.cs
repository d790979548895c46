using System.Net;
using Heed.Studio.Hosting;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>
/// Answers only to its own names: a page elsewhere whose name was made to point at this machine (DNS rebinding) would otherwise read everything here.
/// </summary>
internal sealed class HostGuard(RequestDelegate next, ListenAddresses addresses)
{
    public Task InvokeAsync(HttpContext context) => addresses.Hosts.Contains(Canonical(context.Request.Host.Host))
        ? next(context)
        : Refusal.WriteAsync(context, StatusCodes.Status403Forbidden, "Foreign host", "This studio does not go by the name that the request's Host header has; start it with --allow-host NAME if it should.");

    // An address of version 6 can be written in several ways.
    private static string Canonical(string host) => host is ['[', .., ']'] && IPAddress.TryParse(host[1..^1], out IPAddress? address) ? $"[{address}]" : host;
}
