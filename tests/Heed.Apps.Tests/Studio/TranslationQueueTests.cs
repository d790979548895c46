using System.Diagnostics.Metrics;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Studio;
using Heed.Studio.Security;
using Heed.Studio.Telemetry;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Apps.Tests.Studio;

/// <summary>Texts of many requests, translated together.</summary>
public sealed class TranslationQueueTests : IDisposable
{
    private static readonly SearchOptions Usual = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<StudioMetrics>().BuildServiceProvider();
    private readonly Translator _translator;

    public TranslationQueueTests() => _translator = Translator.Load(TinyModel.WriteTo(_folder), Workers.One);

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    private static IReadOnlyList<TranslationRequest> Asked(string[] texts) => [.. texts.Select(static text => new TranslationRequest(text))];

    [Fact]
    public async Task Translations_come_back_to_who_asked_for_them_the_same_as_alone()
    {
        TranslationQueue queue = Queue(new StudioLimits { Batch = 8 }, lanes: 2);
        string[][] requests = [.. Enumerable.Range(1, 30).Select(static r => Texts(1 + r % 5, r))];
        Translation[][] found = await Task.WhenAll(requests.Select((texts, r) => Task.WhenAll(queue.Add(Asked(texts), r % 3 == 0 ? new SearchOptions { Beam = 1 } : Usual, CancellationToken.None))));
        for (int r = 0; r < requests.Length; r++)
            for (int i = 0; i < requests[r].Length; i++)
            {
                Translation alone = _translator.Translate(requests[r][i], r % 3 == 0 ? new SearchOptions { Beam = 1 } : Usual, TestContext.Current.CancellationToken);
                Assert.Equal((alone.Source, alone.Text, alone.Score), (found[r][i].Source, found[r][i].Text, found[r][i].Score));
                Assert.Equal(alone.Attention, found[r][i].Attention);
            }
    }

    [Fact]
    public void The_queue_that_many_ask_for_at_first_is_the_one_whose_length_is_told()
    {
        const int models = 64;
        using var listener = new MeterListener { InstrumentPublished = static (instrument, of) => { if (instrument.Name == "heed.queue.length") of.EnableMeasurementEvents(instrument); } };
        var told = new HashSet<object?>();
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => told.Add(tags[0].Value));
        listener.Start();
        var queues = new TranslationQueues(new ModelShelf(new StudioOptions()), new StudioLimits(), _services.GetRequiredService<StudioMetrics>());
        Translator[] translators = [.. Enumerable.Range(0, models).Select(_ => _translator.WithWorkers(Workers.One))];
        foreach (Translator translator in translators) Assert.Single(AskTogether(queues, translator, $"{Array.IndexOf(translators, translator)}"));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        listener.RecordObservableInstruments();
        Assert.Equal(models, told.Count);
        GC.KeepAlive(translators);
        GC.KeepAlive(queues);
    }

    private static HashSet<TranslationQueue> AskTogether(TranslationQueues queues, Translator translator, string name)
    {
        using var together = new Barrier(4);
        Task<TranslationQueue>[] asked = [.. Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(() =>
        {
            together.SignalAndWait();
            return queues.Of(name, translator);
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return [.. asked.Select(static task => task.GetAwaiter().GetResult())];
    }

    [Fact]
    public async Task A_request_of_one_text_does_not_wait_for_one_of_many()
    {
        TranslationQueue queue = Queue(new StudioLimits { Batch = 4 }, lanes: 1);
        IReadOnlyList<Task<Translation>> many = queue.Add(Asked(Texts(128, 1)), Usual, CancellationToken.None);
        Task<Translation> one = queue.Add(Asked(["le chat"]), Usual, CancellationToken.None)[0];
        Task<Translation> otherwise = queue.Add(Asked(["le chat"]), new SearchOptions { Beam = 2 }, CancellationToken.None)[0];
        await Task.WhenAll(one, otherwise);
        Assert.InRange(many.Count(static text => text.IsCompleted), 1, 24);
        await Task.WhenAll(many);
    }

    [Fact]
    public async Task What_is_not_waited_for_any_more_is_given_up()
    {
        TranslationQueue queue = Queue(new StudioLimits { Batch = 4 }, lanes: 1);
        using var leaves = new CancellationTokenSource();
        IReadOnlyList<Task<Translation>> texts = queue.Add(Asked(Texts(512, 1)), new SearchOptions { Beam = 32 }, leaves.Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => texts[^1]);
        Assert.Equal(0, queue.Waiting);
        Assert.Equal("le chat", (await queue.Add(Asked(["le chat"]), Usual, CancellationToken.None)[0]).Source);
        Assert.All(texts, static text => Assert.True(text.IsCompleted));
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.Add(Asked(["le chat"]), Usual, gone.Token)[0]);
    }

    [Fact]
    public async Task More_texts_than_may_wait_are_refused()
    {
        TranslationQueue queue = Queue(new StudioLimits { WaitingTexts = 64, Batch = 1 }, lanes: 1);
        IReadOnlyList<Task<Translation>> texts = queue.Add(Asked(Texts(64, 1)), new SearchOptions { Beam = 32 }, TestContext.Current.CancellationToken);
        Assert.Throws<QueueFullException>(() => queue.Add(Asked(Texts(64, 2)), Usual, TestContext.Current.CancellationToken));
        await Task.WhenAll(texts);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_ended()
    {
        bool ended = false;
        var gate = new ServiceGate(async context =>
        {
            try
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
            finally
            {
                ended = true;
            }
        }, new StudioLimits { Time = TimeSpan.FromMilliseconds(20) });
        ProblemException problem = await Assert.ThrowsAsync<ProblemException>(() => gate.InvokeAsync(new DefaultHttpContext { Request = { Path = "/v1/translate" } }));
        Assert.Equal(StatusCodes.Status504GatewayTimeout, problem.Status);
        Assert.True(ended);
    }

    private TranslationQueue Queue(StudioLimits limits, int lanes) => new("tiny", _translator, new Workers(lanes), limits, _services.GetRequiredService<StudioMetrics>());

    private static string[] Texts(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => string.Join(' ', Enumerable.Range(0, 1 + (i + seed) % 7).Select(j => ((i * 5 + j * 3 + seed) % 4) switch { 0 => "le", 1 => "chat", 2 => "dort", _ => "bien" })))];
}
