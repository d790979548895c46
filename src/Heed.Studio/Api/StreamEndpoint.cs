using System.Text.Json;
using System.Threading.Channels;
using Heed.Decoding;
using Heed.Studio.Security;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary><c>POST /v1/translate/stream</c>: translations as they are made, as server-sent events.</summary>
internal sealed class StreamEndpoint(TranslateEndpoint translate, ApiModels models, ComputeGate gate, ServiceLog log)
{
    /// <summary>The content type of events.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>Whether a request asks for events.</summary>
    public static bool IsWanted(HttpRequest request) => request.GetTypedHeaders().Accept.Any(static type => type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    public async Task AnswerAsync(HttpContext context)
    {
        CancellationToken cancellation = context.RequestAborted;
        TranslateRequest request = await JsonBody.ReadAsync<TranslateRequest>(context);
        IReadOnlyList<TranslationRequest> texts = translate.TextsOf(request);
        SearchOptions options = TranslateEndpoint.OptionsOf(request);
        (string name, Translator translator) = await models.GetAsync(request.Model, cancellation);
        TranslateEndpoint.CheckFor(translator, options);
        log.Texts(name, [.. texts.Select(static text => text.Text)]);
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            for (int i = 0; i < texts.Count; i++)
            {
                // A slow reader misses what is out of date already.
                var made = Channel.CreateBounded<LiveTranslation>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
                TranslationRequest text = texts[i];
                Task<Translation> whole = gate.RunAsync(() => Translate(translator, text, options, made.Writer, cancellation), cancellation);
                _ = whole.ContinueWith(static (_, writer) => ((ChannelWriter<LiveTranslation>)writer!).TryComplete(), made.Writer, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                await foreach (LiveTranslation live in made.Reader.ReadAllAsync(cancellation))
                    await WriteAsync(context, "partial", new PartialAnswer(i, live.Text, live.Done, live.Sentences));
                await WriteAsync(context, "translation", new StreamedAnswer(i, TranslationAnswer.Of(await whole, request.Attention ?? false)));
            }
            await WriteAsync(context, "done", new DoneAnswer(name, translator.Config.From, translator.Config.To, texts.Count));
        }
        catch (OperationCanceledException) when (context.Response.HasStarted && !ServiceGate.ClientLeft(context))
        {
            await context.Response.WriteAsync("event: error\ndata: {\"status\":504,\"title\":\"Out of time\"}\n\n", CancellationToken.None);
        }
    }

    private static Translation Translate(Translator translator, TranslationRequest text, SearchOptions options, ChannelWriter<LiveTranslation> made, CancellationToken cancellation) =>
        translator.TranslateLive(text, options, new Told(made), cancellation);

    private static async Task WriteAsync<T>(HttpContext context, string kind, T data)
    {
        string json = JsonSerializer.Serialize(data, ApiJson.Options);
        await context.Response.WriteAsync($"event: {kind}\ndata: {json}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    /// <summary>Puts what there is where it is read from.</summary>
    private sealed class Told(ChannelWriter<LiveTranslation> made) : IProgress<LiveTranslation>
    {
        public void Report(LiveTranslation value) => made.TryWrite(value);
    }
}
