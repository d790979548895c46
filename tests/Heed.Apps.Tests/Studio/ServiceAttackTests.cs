using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Heed.Apps.Tests.Studio;

/// <summary>What a page elsewhere, or a client that means no good, may try.</summary>
public sealed class ServiceAttackTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly ServiceProcess _service = fixture.Service;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Own => _service.Address.Authority;

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("evil.example:5080", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    [InlineData("LOCALHOST", 200)]
    [InlineData("localhost:1", 200)]
    [InlineData("[::1]", 200)]
    [InlineData("[0:0:0:0:0:0:0:1]:5080", 200)]
    [InlineData("[::2]", 403)]
    public async Task A_foreign_host_is_refused(string host, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status}", await _service.FirstLineAsync($"GET /health/live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("", 403)]
    [InlineData("http://127.0.0.1:1", 403)]
    [InlineData("http://localhost:{port}", 403)]
    [InlineData("http://127.0.0.1:{port}.evil.example", 403)]
    [InlineData("http://127.0.0.1:{port}@evil.example", 403)]
    [InlineData("file://", 403)]
    [InlineData("http://127.0.0.1:{port}", 200)]
    [InlineData("HTTP://127.0.0.1:{port}", 200)]
    public async Task What_a_page_of_another_origin_sends_is_refused(string origin, int status)
    {
        const string body = """{"text": "le"}""";
        string from = origin.Replace("{port}", $"{_service.Address.Port}", StringComparison.Ordinal);
        Assert.StartsWith($"HTTP/1.1 {status}", await _service.FirstLineAsync($"POST /v1/translate HTTP/1.1\r\nHost: {Own}\r\nOrigin: {from}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example", "403")]
    [InlineData("null", "403")]
    [InlineData(null, "101")]
    public async Task A_WebSocket_of_another_origin_is_refused(string? origin, string status)
    {
        string from = $"Origin: {origin ?? $"http://{Own}"}\r\n";
        Assert.StartsWith($"HTTP/1.1 {status}", await _service.FirstLineAsync(Upgrade(from)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/_blazor")]
    [InlineData("/_blazor/")]
    [InlineData("/_BLAZOR/")]
    public async Task A_circuit_that_is_no_WebSocket_is_refused(string path) =>
        Assert.StartsWith("HTTP/1.1 400", await _service.FirstLineAsync($"GET {path}?id=x HTTP/1.1\r\nHost: {Own}\r\nConnection: close\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task More_pages_than_may_be_open_are_told_to_come_again()
    {
        using var service = new ServiceProcess();
        var open = new List<NetworkStream>();
        string last = "";
        for (int i = 0; i < 66 && !last.StartsWith("HTTP/1.1 503", StringComparison.Ordinal); i++)
        {
            NetworkStream stream = await service.ConnectAsync(Upgrade("", service.Address.Authority));
            open.Add(stream);
            byte[] start = new byte[12];
            await stream.ReadExactlyAsync(start, Stop);
            last = Encoding.ASCII.GetString(start);
        }
        Assert.StartsWith("HTTP/1.1 503", last, StringComparison.Ordinal);
        Assert.Equal(65, open.Count);
        foreach (NetworkStream stream in open) await stream.DisposeAsync();
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/%0d%0aSet-Cookie:x")]
    public async Task The_address_to_go_back_to_is_one_of_the_studio(string back)
    {
        using HttpResponseMessage response = await _service.Client.GetAsync($"/look?theme=dark&back={(back.Contains('%', StringComparison.Ordinal) ? back : Uri.EscapeDataString(back))}", Stop);
        Assert.Equal("/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_client_that_drips_is_left_and_others_are_served()
    {
        await using NetworkStream slow = await _service.ConnectAsync($"POST /v1/translate HTTP/1.1\r\nHost: {Own}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n");
        var watch = Stopwatch.StartNew();
        string answer = "";
        Task<int> read = Task.Run(async () =>
        {
            byte[] bytes = new byte[1024];
            int count = await slow.ReadAsync(bytes, Stop);
            answer = Encoding.ASCII.GetString(bytes, 0, count);
            return count;
        }, Stop);
        while (!read.IsCompleted && watch.Elapsed < TimeSpan.FromSeconds(20))
        {
            try
            {
                await slow.WriteAsync("{"u8.ToArray(), Stop);
            }
            catch (IOException)
            {
                break;
            }
            await _service.AskAsync("/v1/translate", """{"text": "le"}""");
            await Task.WhenAny(read, Task.Delay(1000, Stop));
        }
        await read;
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_connections_that_say_nothing_hold_up_nobody()
    {
        var open = new List<NetworkStream>();
        try
        {
            for (int i = 0; i < 1000; i++) open.Add(await _service.ConnectAsync(i % 2 == 0 ? "" : "POST /v1/translate HT"));
            for (int i = 0; i < 5; i++) await _service.AskAsync("/v1/translate", """{"text": "le chat"}""");
            using HttpClient fresh = _service.NewClient();
            Assert.Contains("alive", await fresh.GetStringAsync("/health/live", Stop), StringComparison.Ordinal);
        }
        finally
        {
            foreach (NetworkStream stream in open) await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task What_a_client_that_left_asked_for_is_given_up()
    {
        string texts = JsonSerializer.Serialize(new { texts = Enumerable.Range(0, 128).Select(static i => string.Join(' ', Enumerable.Repeat($"le chat {i} dort bien", 40))), beam = 64 });
        using var leaves = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        using var content = new StringContent(texts, null, "application/json");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _service.Client.PostAsync("/v1/translate", content, leaves.Token));
        await _service.AskAsync("/v1/translate", """{"text": "le chat"}""");
        Assert.Contains("heed_queue_length{otel_scope_name=\"Heed.Studio\",model=\"tiny-rnn-additive\"} 0", await _service.Client.GetStringAsync("/metrics", Stop), StringComparison.Ordinal);
    }

    private string Upgrade(string origin, string? host = null) =>
        $"GET /_blazor HTTP/1.1\r\nHost: {host ?? Own}\r\n{origin}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}
