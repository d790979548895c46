namespace Heed.Apps.Tests.Studio;

/// <summary>One studio without keys for many tests.</summary>
public sealed class ServiceFixture : IDisposable
{
    internal ServiceProcess Service { get; } = new();

    public void Dispose() => Service.Dispose();
}
