using System.Net;
using System.Text;

namespace Heed.Apps.Tests.Studio;

/// <summary>What does not fit is refused with a problem that says what and where.</summary>
public sealed class ServiceFaultTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly ServiceProcess _service = fixture.Service;

    [Theory]
    [InlineData("""{"text": "a", "beem": 3}""", "beem: there is no such member")]
    [InlineData("""{"text": "a", "<script>": 3}""", "<script>: there is no such member")]
    [InlineData("""{"text": 5}""", "text: a text in quotes is expected, it is 5.")]
    [InlineData("""{"texts": ["a", null]}""", "texts[1]: a text in quotes is expected, it is null.")]
    [InlineData("""{"texts": "a"}""", "texts: a list is expected")]
    [InlineData("""{"text": "a", "beam": 2.5}""", "beam: a whole number is expected, it is 2.5.")]
    [InlineData("""{"text": "a", "beam": "3"}""", "beam: a whole number is expected, it is a text.")]
    [InlineData("""{"text": "a", "beam": 65}""", "beam: must be from 1 to 64")]
    [InlineData("""{"text": "a", "nBest": 0}""", "nBest: must be from 1")]
    [InlineData("""{"text": "a", "terms": [{"source": "a", "target": " "}]}""", "terms[0]: source and target need a word each.")]
    [InlineData("""{"text": "a", "lengthExponent": 1e999}""", "lengthExponent: a number is expected")]
    [InlineData("""{"text": "a", "lengthExponent": NaN}""", "line 1, byte 33")]
    [InlineData("""{"text": "a", "lengthPenalty": "x"}""", "lengthPenalty: there are power and gnmt.")]
    [InlineData("""{"text": "a", "text": "b"}""", "text")]
    [InlineData("""{"text": "a", "texts": ["b"]}""", "Give text, or texts")]
    [InlineData("{}", "Give text, or texts")]
    [InlineData("", "no JSON")]
    [InlineData("[]", "the body: an object")]
    [InlineData("{\"text\": \"a\",\n \"beam\": 3,}", "line 2, byte 12")]
    [InlineData("""{"text": "\ud800"}""", "surrogate")]
    [InlineData("""{"text": [[[[[[[[[["a"]]]]]]]]]]}""", "nested deeper")]
    public async Task A_body_that_does_not_fit_is_refused_with_the_place(string body, string told)
    {
        using HttpResponseMessage response = await _service.PostAsync("/v1/translate", body);
        Assert.Contains(told, await ServiceProcess.ProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused_with_their_place()
    {
        using HttpResponseMessage response = await _service.PostAsync("/v1/translate", [.. "{\"text\": \""u8, 0xC3, 0x28, .. "\"}"u8]);
        Assert.Contains("byte 11", await ServiceProcess.ProblemAsync(response, HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../tiny-rnn-additive")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e/tiny-rnn-additive")]
    [InlineData("runs/../tiny-rnn-additive")]
    [InlineData("runs\\\\..\\\\x")]
    [InlineData("tiny-rnn-additive/")]
    [InlineData("tiny-rnn-additive\\u0000")]
    public async Task A_model_is_named_and_never_a_path(string model)
    {
        using HttpResponseMessage response = await _service.PostAsync("/v1/translate", $$"""{"text": "a", "model": "{{model}}"}""");
        string told = await ServiceProcess.ProblemAsync(response, HttpStatusCode.NotFound);
        Assert.Contains(_service.Model, told, StringComparison.Ordinal);
        Assert.DoesNotContain("passwd", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_there_and_a_method_that_does_not_go_are_told()
    {
        using HttpResponseMessage nowhere = await _service.Client.GetAsync("/v1/nothing", TestContext.Current.CancellationToken);
        await ServiceProcess.ProblemAsync(nowhere, HttpStatusCode.NotFound);
        using HttpResponseMessage read = await _service.Client.GetAsync("/v1/translate", TestContext.Current.CancellationToken);
        await ServiceProcess.ProblemAsync(read, HttpStatusCode.MethodNotAllowed);
        Assert.Equal(["POST"], read.Content.Headers.Allow);
        using HttpResponseMessage asked = await _service.Client.SendAsync(new HttpRequestMessage(HttpMethod.Options, "/v1/translate"), TestContext.Current.CancellationToken);
        await ServiceProcess.ProblemAsync(asked, HttpStatusCode.MethodNotAllowed);
        Assert.DoesNotContain(asked.Headers, static header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Another_content_type_is_refused(string type)
    {
        using HttpResponseMessage response = await _service.PostAsync("/v1/translate", """{"text": "a"}""", type);
        await ServiceProcess.ProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        using HttpResponseMessage word = await _service.PostAsync("/v1/translate", $$"""{"text": "{{new string('a', 100_000)}}"}""");
        Assert.Contains("100,000 characters", await ServiceProcess.ProblemAsync(word, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        using HttpResponseMessage texts = await _service.PostAsync("/v1/translate", $$"""{"texts": [{{string.Join(',', Enumerable.Repeat("\"a\"", 129))}}]}""");
        Assert.Contains("129 texts", await ServiceProcess.ProblemAsync(texts, HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
        using HttpResponseMessage pair = await _service.PostAsync("/v1/align", $$"""{"source": "{{new string('a', 3_000)}}", "target": "b"}""");
        await ServiceProcess.ProblemAsync(pair, HttpStatusCode.RequestEntityTooLarge);
        // Refused by its length, before it is sent.
        string answer = await _service.FirstLineAsync($"POST /v1/translate HTTP/1.1\r\nHost: {_service.Address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 10000000\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        // And while it comes, where it does not say how long it is.
        var chunks = new StringBuilder($"POST /v1/translate HTTP/1.1\r\nHost: {_service.Address.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 33; i++) chunks.Append("8000\r\n").Append('a', 0x8000).Append("\r\n");
        Assert.StartsWith("HTTP/1.1 413", await _service.FirstLineAsync(chunks.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_a_text_stays_text()
    {
        var answer = await _service.AskAsync("/v1/align", """{"source": "<script>alert(1)</script>", "target": "<img src=x onerror=alert(1)>"}""");
        Assert.DoesNotContain("<script>", answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("<script>alert(1)</script>", string.Concat(answer.GetProperty("alignments")[0].GetProperty("sourceWords").EnumerateArray().SkipLast(1).Select(static word => word.GetString())));
    }
}
