using System.Net;
using Heed.Studio;
using Heed.Studio.Security;
using Microsoft.AspNetCore.Http;

namespace Heed.Apps.Tests.Studio;

/// <summary>How many requests are worked on at a time, without a server around them.</summary>
public sealed class ServiceGateTests
{
    private readonly TaskCompletionSource _worked = new();

    [Fact]
    public async Task One_client_too_many_times_is_told_to_come_again_and_others_are_served()
    {
        ServiceGate gate = Gate(new StudioLimits { PerClient = 2, Waiting = 10 });
        Task[] under = [gate.InvokeAsync(From("10.0.0.1")), gate.InvokeAsync(From("10.0.0.1"))];
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => gate.InvokeAsync(From("10.0.0.1")));
        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Status);
        Task other = gate.InvokeAsync(From("10.0.0.2"));
        _worked.SetResult();
        await Task.WhenAll([.. under, other]);
        await gate.InvokeAsync(From("10.0.0.1"));                                            // the places are free again
    }

    [Fact]
    public async Task All_clients_together_have_a_bound_too()
    {
        ServiceGate gate = Gate(new StudioLimits { PerClient = 2, Waiting = 3 });
        Task[] under = [.. Enumerable.Range(1, 3).Select(i => gate.InvokeAsync(From($"10.0.0.{i}")))];
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => gate.InvokeAsync(From("10.0.0.4")));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, refused.Status);
        _worked.SetResult();
        await Task.WhenAll(under);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended()
    {
        var gate = new ServiceGate(static context => Task.Delay(Timeout.Infinite, context.RequestAborted), new StudioLimits { Time = TimeSpan.FromMilliseconds(20) });
        ProblemException refused = await Assert.ThrowsAsync<ProblemException>(() => gate.InvokeAsync(From("10.0.0.1")));
        Assert.Equal(StatusCodes.Status504GatewayTimeout, refused.Status);
    }

    private ServiceGate Gate(StudioLimits limits) => new(_ => _worked.Task, limits);

    private static DefaultHttpContext From(string address)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/v1/translate";
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }
}
