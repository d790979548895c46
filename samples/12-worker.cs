#:sdk Microsoft.NET.Sdk.Web
#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// A service without a web page: localises each document that is put into a folder.
// From the root of a clone: HEED_MODELS=$PWD/models dotnet run -c Release samples/12-worker.cs -- --Inbox $PWD/in --Outbox $PWD/out, then put a Strings.resx into in.
using Heed;
using Heed.Decoding;
using Heed.Documents;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddHeedTranslator("en-fr");
builder.Services.AddHostedService<InboxService>();
builder.Build().Run();

internal sealed class InboxService(ITranslator translator, IConfiguration configuration, ILogger<InboxService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        string inbox = configuration["Inbox"] ?? "in", outbox = configuration["Outbox"] ?? "out";
        Directory.CreateDirectory(inbox);
        Directory.CreateDirectory(outbox);
        var localizer = new Localizer(translator);
        var refused = new HashSet<(string Path, DateTime Written)>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        do
        {
            foreach (string path in Directory.GetFiles(inbox))
            {
                string output = Path.Combine(outbox, Path.GetFileName(path));
                if (refused.Contains((path, File.GetLastWriteTimeUtc(path)))) continue;
                if (File.Exists(output) && File.GetLastWriteTimeUtc(output) >= File.GetLastWriteTimeUtc(path)) continue;
                try
                {
                    LocalizationReport report = await Task.Run(() => localizer.Localize(path, output, cancellation: stopping), stopping);
                    (int translated, int failed) = (report.Count(UnitOutcome.Translated), report.Count(UnitOutcome.Failed));
                    if (log.IsEnabled(LogLevel.Information)) log.LogInformation("{Path}: {Translated} translated, {Failed} failed", path, translated, failed);
                }
                catch (Exception e) when (e is InvalidDataException or ArgumentException or IOException)
                {
                    log.LogWarning("{Reason}", e.Message);
                    refused.Add((path, File.GetLastWriteTimeUtc(path)));
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }
}
