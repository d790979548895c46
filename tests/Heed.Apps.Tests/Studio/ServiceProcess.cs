using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Heed.Apps.Tests.Studio;

/// <summary>A studio that runs as a process, asked as other programs ask it.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const string Begin = "the studio is at ";
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly StringBuilder _log = new();

    public ServiceProcess(params string[] options)
    {
        string model = TinyModel.WriteTo(_folder);
        Model = Path.GetFileName(model);
        _process = HeedProcess.Start(["studio", "--urls", "http://127.0.0.1:0", "--runs", Path.Combine(_folder.Path, "runs"), "--model", model, "--threads", "2", .. options], _folder.Path);
        string address;
        do
        {
            string line = _process.StandardError.ReadLine() ?? throw new InvalidOperationException($"The studio ended: {_log}");
            _log.AppendLine(line);
            address = line;
        }
        while (!address.Contains(Begin, StringComparison.Ordinal));
        Address = new Uri(address[(address.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..].Split(' ')[0]);
        _ = Task.Run(FollowAsync);
        Client = NewClient();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public string Model { get; }

    /// <summary>What it wrote.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    public HttpClient NewClient(bool cookies = false) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookies, CookieContainer = new CookieContainer() }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };

    public Task<HttpResponseMessage> PostAsync(string path, string json, string type = "application/json") => PostAsync(path, Encoding.UTF8.GetBytes(json), type);

    public async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>The answer to a request that works.</summary>
    public async Task<JsonElement> AskAsync(string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(path, json);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Checks that an answer is a problem of this status, and gives its detail.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        return problem.GetProperty("detail").GetString()!;
    }

    /// <summary>A connection that says what it is told to say.</summary>
    public async Task<NetworkStream> ConnectAsync(string text)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
        return stream;
    }

    /// <summary>The first line of what is answered to a request that is written out.</summary>
    public async Task<string> FirstLineAsync(string request)
    {
        await using NetworkStream stream = await ConnectAsync(request);
        using var reader = new StreamReader(stream);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await reader.ReadLineAsync(patience.Token) ?? "";
    }

    private async Task FollowAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
            lock (_log) _log.AppendLine(line);
    }

    public void Dispose()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
