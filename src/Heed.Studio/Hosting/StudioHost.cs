using System.Reflection;
using Heed.Studio.Pages.Corpus;
using Heed.Studio.Pages.Documents;
using Heed.Studio.Runs;
using Heed.Studio.Security;
using Heed.Studio.Shared;
using Heed.Studio.Translating;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MudBlazor;
using MudBlazor.Services;

namespace Heed.Studio.Hosting;

/// <summary>Builds and runs the studio: pages, the REST service, and what guards both.</summary>
public static class StudioHost
{
    /// <summary>Runs until it is cancelled.</summary>
    /// <param name="options">What to offer, and where.</param>
    /// <param name="started">Told the addresses once it listens.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="ArgumentException">An option is out of range, or it would listen beyond this machine without keys.</exception>
    /// <exception cref="InvalidDataException">A model is not there.</exception>
    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task RunAsync(StudioOptions options, Action<IReadOnlyList<string>> started, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(started);
        await using WebApplication app = Build(options);
        await app.StartAsync(stop).ConfigureAwait(false);
        started([.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses]);
        try
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to stop, which is how it ends.
        }
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await app.StopAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>The application, not started yet.</summary>
    internal static WebApplication Build(StudioOptions options)
    {
        ListenAddresses addresses = ListenAddresses.Of(options);
        // Where the program stands, not where it was called from: scripts and styles lie there, listed in a file named after the program.
        string program = Assembly.GetEntryAssembly()!.GetName().Name!;
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = program, EnvironmentName = Environments.Production });
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.Limits.RequestBytes;
            kestrel.Limits.MaxConcurrentConnections = options.Limits.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Limits.Circuits;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            foreach (ListenAddress address in addresses.All) address.Listen(kestrel);
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Error);
        if (!options.LogTexts) builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);       // a request's address may hold a text
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);       // what keeps it from starting is thrown, and told in one line
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        builder.Services.AddSingleton(options).AddSingleton(options.Limits).AddSingleton(addresses);
        builder.Services.AddSingleton<ModelShelf>();
        builder.Services.AddSingleton<Shared.Lab.LabBench>();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<RunShelf>().AddSingleton<TrainingProcesses>();
        builder.Services.AddScoped<Look>().AddScoped<WordingOfPage>().AddScoped<Browser>();
        builder.Services.AddSingleton<CorpusShelf>().AddSingleton<DocumentDesk>();
        builder.Services.AddScoped(services => services.GetRequiredService<WordingOfPage>().Words);
        builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter);
        builder.Services.AddTransient<MudLocalizer, StudioMudLocalizer>();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = 16;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 8;
        });
        builder.Services.Configure<HubOptions>(hub => hub.MaximumReceiveMessageSize = 128 << 10);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();         // nothing of a circuit or a form outlives the program
        builder.Services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = "heed-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
        });

        WebApplication app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostGuard>();
        app.UseMiddleware<OriginGuard>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAntiforgery();
        string assets = Path.Combine(AppContext.BaseDirectory, $"{program}.staticwebassets.endpoints.json");
        if (File.Exists(assets)) app.MapStaticAssets(assets);
        LookEndpoint.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }
}
