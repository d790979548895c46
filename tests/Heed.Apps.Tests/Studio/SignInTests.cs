using System.Net;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests.Studio;

/// <summary>Where keys are given, nobody gets anything without one.</summary>
public sealed class SignInTests(SignInTests.Fixture fixture) : IClassFixture<SignInTests.Fixture>
{
    private const string Key = "correct-horse-battery-staple";
    private readonly ServiceProcess _service = fixture.Service;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Programs_show_a_key()
    {
        foreach (string path in (string[])["/v1/models", "/metrics", "/health/ready", "/openapi/v1.json"])
        {
            using HttpResponseMessage none = await _service.Client.GetAsync(path, Stop);
            await ServiceProcess.ProblemAsync(none, HttpStatusCode.Unauthorized);
            Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, "Authorization", "Bearer correct-horse-battery-stapl"));
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, "Authorization", "Bearer "));
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, "Authorization", $"Basic {Key}"));
            Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(path, "X-Api-Key", Key.ToUpperInvariant()));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(path, "Authorization", $"Bearer {Key}"));
            Assert.Equal(HttpStatusCode.OK, await GetAsync(path, "X-Api-Key", Key));
        }
        Assert.Contains("alive", await _service.Client.GetStringAsync("/health/live", Stop), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", await _service.FirstLineAsync($"GET /_blazor HTTP/1.1\r\nHost: {_service.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Sign in", "ltr")]
    [InlineData("fa", "ورود", "rtl")]
    public async Task People_show_theirs_once_and_get_a_cookie(string language, string title, string direction)
    {
        using HttpClient browser = _service.NewClient(cookies: true);
        using HttpResponseMessage sent = await browser.GetAsync("/runs?x=1", Stop);
        Assert.Equal("/sign-in?back=%2Fruns%3Fx%3D1", sent.Headers.Location?.OriginalString);
        string page = await browser.GetStringAsync($"/sign-in?lang={language}&back=%2Fruns%3Fx%3D1", Stop);
        Assert.Contains(title, WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains($"dir=\"{direction}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains($"/sign-in?lang={(language == "en" ? "fa" : "en")}&amp;back=%2Fruns%3Fx%3D1", page, StringComparison.Ordinal);
        using HttpResponseMessage wrong = await SignInAsync(browser, page, "a-key-that-is-none-of-them");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using HttpResponseMessage right = await SignInAsync(browser, page, Key);
        Assert.Equal("/runs?x=1", right.Headers.Location?.OriginalString);
        string cookie = right.Headers.GetValues("Set-Cookie").Single(static of => of.StartsWith("heed-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        using HttpResponseMessage models = await browser.GetAsync("/v1/models", Stop);
        Assert.Equal(HttpStatusCode.OK, models.StatusCode);
        using HttpResponseMessage home = await browser.GetAsync("/", Stop);
        Assert.Equal(HttpStatusCode.OK, home.StatusCode);
    }

    [Fact]
    public async Task Who_signed_in_can_sign_out()
    {
        using HttpClient browser = _service.NewClient(cookies: true);
        using HttpResponseMessage signed = await SignInAsync(browser, await browser.GetStringAsync("/sign-in", Stop), Key);
        string page = await browser.GetStringAsync("/", Stop);
        Assert.Contains("action=\"/sign-out\"", page, StringComparison.Ordinal);
        using HttpResponseMessage forged = await browser.PostAsync("/sign-out", new FormUrlEncodedContent([]), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        using HttpResponseMessage signedOut = await browser.PostAsync("/sign-out", new FormUrlEncodedContent(HiddenOf(page)), Stop);
        Assert.Equal("/sign-in", signedOut.Headers.Location?.OriginalString);
        using HttpResponseMessage home = await browser.GetAsync("/", Stop);
        Assert.StartsWith("/sign-in", home.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_not_the_studios_signs_nobody_in()
    {
        using HttpClient browser = _service.NewClient(cookies: true);
        await browser.GetStringAsync("/sign-in", Stop);
        using HttpResponseMessage without = await browser.PostAsync("/sign-in", new FormUrlEncodedContent([new("key", Key)]), Stop);
        Assert.Equal(HttpStatusCode.BadRequest, without.StatusCode);
        Assert.DoesNotContain(without.Headers, static header => header.Key == "Set-Cookie" && header.Value.Any(static cookie => cookie.StartsWith("heed-session", StringComparison.Ordinal)));
        using HttpClient other = _service.NewClient(cookies: true);
        string page = await browser.GetStringAsync("/sign-in", Stop);
        using HttpResponseMessage stolen = await SignInAsync(other, page, Key);
        Assert.Equal(HttpStatusCode.BadRequest, stolen.StatusCode);
    }

    [Fact]
    public async Task Signing_in_leads_nowhere_else()
    {
        using var service = Start();
        using HttpClient browser = service.NewClient(cookies: true);
        string page = await browser.GetStringAsync("/sign-in?back=//evil.example", Stop);
        Assert.DoesNotContain("evil.example", page, StringComparison.Ordinal);
        using HttpResponseMessage response = await SignInAsync(browser, page.Replace("name=\"back\" value=\"/\"", "name=\"back\" value=\"//evil.example\"", StringComparison.Ordinal), Key);
        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Who_tries_often_must_wait()
    {
        using var service = Start();
        using HttpClient browser = service.NewClient(cookies: true);
        string page = await browser.GetStringAsync("/sign-in", Stop);
        HttpStatusCode last = HttpStatusCode.OK;
        for (int i = 0; i < 11; i++)
        {
            using HttpResponseMessage tried = await SignInAsync(browser, page, $"this-is-not-the-key-{i}");
            last = tried.StatusCode;
            if (i == 10) Assert.True(tried.Headers.RetryAfter?.Delta > TimeSpan.FromSeconds(10));
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using HttpResponseMessage right = await SignInAsync(browser, page, Key);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    private static Dictionary<string, string> HiddenOf(string page) =>
        Regex.Matches(page, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"").ToDictionary(static match => match.Groups[1].Value, static match => WebUtility.HtmlDecode(match.Groups[2].Value));

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string page, string key)
    {
        Dictionary<string, string> form = HiddenOf(page);
        form["key"] = key;
        return await browser.PostAsync("/sign-in", new FormUrlEncodedContent(form), Stop);
    }

    private async Task<HttpStatusCode> GetAsync(string path, string header, string value)
    {
        for (int i = 0; ; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await _service.Client.SendAsync(request, Stop);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || i == 50) return response.StatusCode;
            await Task.Delay(100, Stop);                                        // it is not ready yet
        }
    }

    private static ServiceProcess Start()
    {
        string keys = Path.Combine(Path.GetTempPath(), $"heed-keys-{Guid.NewGuid():N}");
        File.WriteAllText(keys, $"# keys\n{Key}\nanother-key-of-the-studio\n");
        try
        {
            return new ServiceProcess("--api-keys", keys);
        }
        finally
        {
            File.Delete(keys);
        }
    }

    public sealed class Fixture : IDisposable
    {
        internal ServiceProcess Service { get; } = Start();

        public void Dispose() => Service.Dispose();
    }
}
