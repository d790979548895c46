using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Heed.Benchmarks.Quick;

namespace Heed.Benchmarks.Load;

/// <summary>
/// The service of the studio under load: many clients on loopback, each asking for its next text when it has the last; then the same with batches of one, and one client alone. <c>load [--seconds 60] [--clients 64] [--write]</c>.
/// </summary>
internal static class LoadSubject
{
    private const int WarmUpSeconds = 5, Samples = 12;

    public static int Run(string[] arguments)
    {
        int seconds = Number(arguments, "--seconds", 60), clients = Number(arguments, "--clients", 64);
        if (arguments.Contains("--write")) PerformancePage.Write("load", () => Print(seconds, clients));
        else Print(seconds, clients);
        return 0;
    }

    private static void Print(int seconds, int clients)
    {
        foreach (int beam in (int[])[5, 1])
        {
            LoadResult batched = Measure(seconds, clients, beam), crowded = Measure(seconds, clients, beam, "--batch", "1"), single = Measure(seconds, clients: 1, beam);
            Console.WriteLine();
            Console.WriteLine($"| beam {beam}, {seconds} s each | sentences/s | texts a batch | p50 ms | p99 ms | answers by status | memory MB, at even times |");
            Console.WriteLine("|---|---|---|---|---|---|---|");
            Row($"{clients} clients, batches of up to 32", batched);
            Row($"{clients} clients, batches of one: a text on each core", crowded);
            Row("one client: one text after the other", single);
            Console.WriteLine();
            Console.WriteLine(FormattableString.Invariant($"Batches give {batched.Sentences / single.Sentences:F1} × the sentences of one text after the other, and {batched.Sentences / crowded.Sentences:F1} × those of a text on each core."));
        }
    }

    private static void Row(string name, LoadResult result) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {result.Sentences:F1} | {result.Batch:F1} | {result.Within(0.5):F0} | {result.Within(0.99):F0} | {string.Join(", ", result.Statuses.OrderBy(static of => of.Key).Select(static of => $"{of.Key}: {of.Value:N0}"))} | {string.Join(" ", result.Megabytes.Select(static of => of.ToString("F0", CultureInfo.InvariantCulture)))} |"));

    private static LoadResult Measure(int seconds, int clients, int beam, params string[] options)
    {
        using var studio = new StudioUnderLoad(options);
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = clients }) { BaseAddress = studio.Address, Timeout = TimeSpan.FromMinutes(2) };
        var times = new ConcurrentBag<double>();
        var statuses = new ConcurrentDictionary<int, int>();
        long sentences = 0;
        int next = 0;
        var watch = Stopwatch.StartNew();
        TimeSpan begin = TimeSpan.FromSeconds(WarmUpSeconds), end = begin + TimeSpan.FromSeconds(seconds);
        Task[] all = [.. Enumerable.Range(0, clients).Select(_ => Task.Run(ClientAsync))];
        var megabytes = new List<double>();
        for (int sample = 1; sample <= Samples; sample++)
        {
            TimeSpan wait = begin + seconds * sample / (double)Samples * TimeSpan.FromSeconds(1) - watch.Elapsed;
            if (wait > TimeSpan.Zero) Thread.Sleep(wait);
            megabytes.Add(studio.Megabytes);
        }
        Task.WaitAll(all);
        double[] sorted = [.. times.Order()];
        return new LoadResult(sentences / (double)seconds, sorted, statuses, megabytes, MeanBatch(http.GetStringAsync("/metrics").GetAwaiter().GetResult()));

        async Task ClientAsync()
        {
            while (watch.Elapsed < end)
            {
                (string text, int count) = LoadTexts.All[Interlocked.Increment(ref next) % LoadTexts.All.Count];
                TimeSpan asked = watch.Elapsed;
                int status = 0;
                TimeSpan again = TimeSpan.Zero;
                try
                {
                    using HttpResponseMessage response = await http.PostAsJsonAsync("/v1/translate", new { text, beam });
                    status = (int)response.StatusCode;
                    if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) again = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
                    await response.Content.ReadAsByteArrayAsync();
                }
                catch (HttpRequestException)
                {
                    // No answer at all: counted as status 0.
                }
                TimeSpan answered = watch.Elapsed;
                if (answered >= begin && answered < end)
                {
                    statuses.AddOrUpdate(status, 1, static (_, before) => before + 1);
                    if (status == 200)
                    {
                        times.Add((answered - asked).TotalMilliseconds);
                        Interlocked.Add(ref sentences, count);
                    }
                }
                if (again > TimeSpan.Zero) await Task.Delay(again);
            }
        }
    }

    // Texts a batch, the mean since the start.
    private static double MeanBatch(string metrics)
    {
        return Sum("heed_batch_size_sum") / Math.Max(1, Sum("heed_batch_size_count"));

        double Sum(string name) => metrics.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(static line => double.Parse(line.TrimEnd().Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static int Number(string[] arguments, string name, int usual) =>
        Array.IndexOf(arguments, name) is >= 0 and int at && at + 1 < arguments.Length ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : usual;
}
