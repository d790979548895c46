using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>How many requests of the service are worked on or wait, in all and of each client, and how long one may take.</summary>
internal sealed class ServiceGate(RequestDelegate next, StudioLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _ofClient = new(StringComparer.Ordinal);
    private int _all;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/v1"))
        {
            await next(context);
            return;
        }
        string client = Client.Of(context);
        Enter(client);
        CancellationToken left = context.RequestAborted;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(left);
        time.CancelAfter(limits.Time);
        context.RequestAborted = time.Token;
        context.Items[typeof(ServiceGate)] = left;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !left.IsCancellationRequested)
        {
            throw new ProblemException(StatusCodes.Status504GatewayTimeout, "Out of time", $"The request took longer than {limits.Time.TotalSeconds:0.#} seconds; send fewer or shorter texts.");
        }
        finally
        {
            context.RequestAborted = left;
            Leave(client);
        }
    }

    /// <summary>Whether the client of a request that ended is gone, rather than out of time.</summary>
    public static bool ClientLeft(HttpContext context) => context.Items[typeof(ServiceGate)] is CancellationToken { IsCancellationRequested: true };

    private void Enter(string client)
    {
        lock (_lock)
        {
            int own = _ofClient.GetValueOrDefault(client);
            if (own >= limits.PerClient)
                throw new ProblemException(StatusCodes.Status429TooManyRequests, "Too many requests", $"This client has {own} requests under way, the most there may be; wait for one to be answered.");
            if (_all >= limits.Waiting) throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Too much to do", "Too many requests are under way; come again in a moment.");
            _ofClient[client] = own + 1;
            _all++;
        }
    }

    private void Leave(string client)
    {
        lock (_lock)
        {
            _all--;
            if (--_ofClient[client] == 0) _ofClient.Remove(client);
        }
    }
}
