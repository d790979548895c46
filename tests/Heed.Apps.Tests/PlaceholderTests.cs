namespace Heed.Apps.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void The_runtime_is_dotnet_10() => Assert.Equal(10, Environment.Version.Major);
}
