using Heed.Studio;
using Heed.Studio.Hosting;

namespace Heed.Apps.Tests.Studio;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://[::]:8080", "http://localhost:8080")]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080")]
    [InlineData("http://[::1]:5080", "http://[::1]:5080")]
    public void A_browser_is_sent_to_an_address_that_it_can_open(string address, string opened) => Assert.Equal(opened, ListenAddress.ForBrowser(address));

    [Theory]
    [InlineData("http://")]
    [InlineData("127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("https://127.0.0.1:5080")]
    [InlineData("http://127.0.0.1:5080/path")]
    [InlineData("http://somebody@127.0.0.1:5080")]
    [InlineData(";")]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://127.0.0.1.evil.example:5080")]
    public void What_is_no_address_or_reaches_further_without_keys_is_refused(string urls) =>
        Assert.StartsWith("--urls: ", Assert.Throws<ArgumentException>(() => ListenAddresses.Of(new StudioOptions { Urls = urls })).Message, StringComparison.Ordinal);
}
