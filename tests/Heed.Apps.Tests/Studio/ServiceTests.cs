using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Heed.Apps.Tests.Studio;

/// <summary>What the service answers.</summary>
public sealed class ServiceTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly ServiceProcess _service = fixture.Service;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Translations_have_the_terms_and_the_prefix_that_were_asked_for()
    {
        JsonElement answer = await _service.AskAsync("/v1/translate", """{"text": "le chat dort", "prefix": "The c", "terms": [{"source": "chat", "target": "tomcat"}], "copyNames": true}""");
        string text = answer.GetProperty("translations")[0].GetProperty("text").GetString()!;
        Assert.StartsWith("The c", text, StringComparison.Ordinal);
        Assert.Contains("tomcat", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_translated_in_their_order_with_words_and_attention()
    {
        JsonElement answer = await _service.AskAsync("/v1/translate", """{"texts": ["le chat dort", "", "le chat"], "attention": true, "nBest": 2}""");
        Assert.Equal(_service.Model, answer.GetProperty("model").GetString());
        JsonElement translations = answer.GetProperty("translations");
        Assert.Equal(3, translations.GetArrayLength());
        JsonElement first = translations[0];
        Assert.Equal(["le", "chat", "dort", "</s>"], first.GetProperty("sourceWords").EnumerateArray().Select(static word => word.GetString()!));
        Assert.Equal(first.GetProperty("targetWords").GetArrayLength(), first.GetProperty("attention").GetArrayLength());
        foreach (JsonElement row in first.GetProperty("attention").EnumerateArray()) Assert.Equal(1, row.EnumerateArray().Sum(static weight => weight.GetDouble()), 4);
        Assert.Equal(1, first.GetProperty("alternatives").GetArrayLength());
        Assert.Equal("", translations[1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_many_ask_at_once_is_what_each_gets_alone()
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(static i => string.Join(' ', Enumerable.Range(0, 1 + i % 9).Select(j => ((i * 7 + j * 3) % 4) switch { 0 => "le", 1 => "chat", 2 => "dort", _ => "bien" })))];
        JsonElement[] together = await Task.WhenAll(texts.Select(text => _service.AskAsync("/v1/translate", JsonSerializer.Serialize(new { text, attention = true }))));
        for (int i = 0; i < texts.Length; i++)
        {
            JsonElement alone = await _service.AskAsync("/v1/translate", JsonSerializer.Serialize(new { text = texts[i], attention = true }));
            Assert.Equal(alone.GetRawText(), together[i].GetRawText());
        }
    }

    [Fact]
    public async Task Attention_is_given_for_a_layer_in_words_and_pieces()
    {
        JsonElement words = await _service.AskAsync("/v1/attend", """{"source": "le chat dort", "target": "the cat is asleep"}""");
        Assert.Equal("the cat is asleep", words.GetProperty("target").GetString());
        Assert.Equal(["le", "chat", "dort", "</s>"], words.GetProperty("columns").EnumerateArray().Select(static word => word.GetString()!));
        Assert.Equal(words.GetProperty("rows").GetArrayLength(), words.GetProperty("weights").GetArrayLength());
        Assert.Equal(("attention", "written"), (words.GetProperty("layer").GetString(), words.GetProperty("step").GetString()));
        JsonElement pieces = await _service.AskAsync("/v1/attend", """{"source": "le chat dort", "pieces": true, "layer": "attention", "head": 0}""");
        Assert.True(pieces.GetProperty("columns").GetArrayLength() >= 4);
        Assert.Contains("attention", await ServiceProcess.ProblemAsync(await _service.PostAsync("/v1/attend", """{"source": "le", "layer": "x"}"""), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.StartsWith("head:", await ServiceProcess.ProblemAsync(await _service.PostAsync("/v1/attend", """{"source": "le", "head": 9}"""), HttpStatusCode.BadRequest), StringComparison.Ordinal);
        Assert.StartsWith("source:", await ServiceProcess.ProblemAsync(await _service.PostAsync("/v1/attend", """{"source": ""}"""), HttpStatusCode.BadRequest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_those_of_the_command_line()
    {
        JsonElement answer = await _service.AskAsync("/v1/align", """{"pairs": [{"source": "le chat dort", "target": "the cat is asleep"}, {"source": "le chat dort bien", "target": "the cat sleeps well"}]}""");
        Assert.Equal(2, answer.GetProperty("alignments").GetArrayLength());
        Assert.Matches(@"^(\d+-\d+( |$))*$", answer.GetProperty("alignments")[0].GetProperty("links").GetString());
        JsonElement one = await _service.AskAsync("/v1/align", """{"source": "le chat dort", "target": "the cat is asleep", "words": "space"}""");
        Assert.Equal(answer.GetProperty("alignments")[0].GetProperty("links").GetString(), one.GetProperty("alignments")[0].GetProperty("links").GetString());
    }

    [Theory]
    [InlineData("/v1/translate/stream", "application/json")]
    [InlineData("/v1/translate", "text/event-stream")]
    public async Task A_translation_is_streamed_as_it_is_made(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("""{"texts": ["le chat dort", "le chat"]}""", null, "application/json") };
        request.Headers.Accept.ParseAdd(accept);
        using HttpResponseMessage response = await _service.Client.SendAsync(request, Stop);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string text = await response.Content.ReadAsStringAsync(Stop);
        string[] events = [.. Regex.Matches(text, "^event: (.+)$", RegexOptions.Multiline).Select(static match => match.Groups[1].Value)];
        Assert.Equal("partial", events[0]);
        Assert.Equal(2, events.Count(static name => name == "translation"));
        Assert.Equal("done", events[^1]);
        string last = Regex.Matches(text, "^event: translation\ndata: (.+)$", RegexOptions.Multiline)[0].Groups[1].Value;
        JsonElement whole = await _service.AskAsync("/v1/translate", """{"text": "le chat dort"}""");
        Assert.Equal(whole.GetProperty("translations")[0].GetRawText(), JsonDocument.Parse(last).RootElement.GetProperty("translation").GetRawText());
    }

    [Fact]
    public async Task Models_health_and_measures_are_told()
    {
        JsonElement models = JsonDocument.Parse(await _service.Client.GetStringAsync("/v1/models", Stop)).RootElement.GetProperty("models");
        Assert.Equal(_service.Model, models[0].GetProperty("name").GetString());
        Assert.Contains("alive", await _service.Client.GetStringAsync("/health/live", Stop), StringComparison.Ordinal);
        await _service.AskAsync("/v1/translate", """{"text": "le chat"}""");
        Assert.Contains("ready", await _service.Client.GetStringAsync("/health/ready", Stop), StringComparison.Ordinal);
        string measures = await _service.Client.GetStringAsync("/metrics", Stop);
        foreach (string name in (string[])["heed_texts", "heed_characters", "heed_tokens", "heed_batch_size", "heed_queue_length", "heed_queue_time", "http_server_request_duration"]) Assert.Contains(name, measures, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_describes_every_address_and_member()
    {
        JsonElement document = JsonDocument.Parse(await _service.Client.GetStringAsync("/openapi/v1.json", Stop)).RootElement;
        JsonElement paths = document.GetProperty("paths");
        foreach (string path in (string[])["/v1/translate", "/v1/translate/stream", "/v1/attend", "/v1/align"])
        {
            JsonElement post = paths.GetProperty(path).GetProperty("post");
            Assert.NotEmpty(post.GetProperty("summary").GetString()!);
            Assert.True(post.GetProperty("responses").TryGetProperty("429", out _));
            JsonElement example = post.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example");
            using HttpResponseMessage tried = await _service.PostAsync(path, example.GetRawText());
            Assert.Equal(HttpStatusCode.OK, tried.StatusCode);
        }
        foreach (JsonProperty schema in document.GetProperty("components").GetProperty("schemas").EnumerateObject().Where(static schema => schema.Name != "ProblemDetails"))
            foreach (JsonProperty member in schema.Value.GetProperty("properties").EnumerateObject())
                Assert.True(member.Value.TryGetProperty("description", out _) || member.Value.TryGetProperty("$ref", out _), $"{schema.Name}.{member.Name}");
    }

    [Fact]
    public async Task A_text_is_written_nowhere_unless_that_was_asked_for()
    {
        await _service.AskAsync("/v1/translate", """{"text": "le secret dort"}""");
        Assert.DoesNotContain("secret", _service.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await _service.Client.GetStringAsync("/metrics", Stop), StringComparison.Ordinal);
        using var telling = new ServiceProcess("--log-texts");
        await telling.AskAsync("/v1/translate", """{"text": "le secret dort"}""");
        SpinWait.SpinUntil(() => telling.Log.Contains("secret", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Contains("secret", telling.Log, StringComparison.Ordinal);
    }
}
