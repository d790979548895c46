using Heed.Kernels;

namespace Heed.Evaluation;

/// <summary>How a <see cref="Bootstrap"/> is drawn.</summary>
public sealed record BootstrapOptions
{
    /// <summary>How many test sets are drawn, from 1 to 1,000,000; 1,000 where nobody says otherwise.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>The same seed draws the same test sets.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many threads draw. The result does not depend on it.</summary>
    public Workers Workers { get; init; } = Workers.One;
}
