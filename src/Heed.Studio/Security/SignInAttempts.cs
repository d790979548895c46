using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Security;

/// <summary>How often an address may try to sign in.</summary>
internal sealed class SignInAttempts(StudioLimits limits) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<HttpContext> _attempts = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(Client.Address(context),
        _ => new FixedWindowRateLimiterOptions { PermitLimit = limits.SignInAttempts, Window = Window, AutoReplenishment = true }));

    /// <summary>Counts an attempt.</summary>
    /// <returns>How long to wait, if this is one too many.</returns>
    public TimeSpan? Count(HttpContext context)
    {
        using RateLimitLease lease = _attempts.AttemptAcquire(context);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan wait) ? wait : Window;
    }

    public void Dispose() => _attempts.Dispose();
}
