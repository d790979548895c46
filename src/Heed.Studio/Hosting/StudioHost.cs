using System.Net.Sockets;
using System.Reflection;
using Heed.Studio.Api;
using Heed.Studio.Pages.Corpus;
using Heed.Studio.Pages.Documents;
using Heed.Studio.Runs;
using Heed.Studio.Security;
using Heed.Studio.Shared;
using Heed.Studio.Shared.Lab;
using Heed.Studio.Telemetry;
using Heed.Studio.Translating;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        Readiness readiness = app.Services.GetRequiredService<Readiness>();                                       // a model that is not there is told before anything listens
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new IOException($"--urls {options.Urls}: {e.Message.TrimEnd('.')}; give another address or port, or port 0 for one that is free.", e);
        }
        readiness.Begin();
        started([.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses]);
        try
        {
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It was asked to stop, which is how it ends.
        }
        app.Services.GetRequiredService<TrainingProcesses>().StopAll();                                            // they save while pages are closed
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
        builder.WebHost.ConfigureKestrel(kestrel => Bound(kestrel, options.Limits, addresses));
        AddLog(builder.Logging, options);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.Services.AddSingleton(options).AddSingleton(options.Limits).AddSingleton(addresses).AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ModelShelf>();
        builder.AddStudioTelemetry();
        builder.Services.AddStudioApi();
        AddGuards(builder.Services);
        AddPages(builder.Services);

        WebApplication app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<HostGuard>();
        app.UseMiddleware<OriginGuard>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);    // programs get problem details, written within
        app.UseMiddleware<ProblemAnswers>();
        app.UseAuthentication();
        app.UseMiddleware<KeyGuard>();
        app.UseMiddleware<ServiceGate>();
        app.UseMiddleware<CircuitGate>();
        app.UseAntiforgery();
        string assets = Path.Combine(AppContext.BaseDirectory, $"{program}.staticwebassets.endpoints.json");
        if (File.Exists(assets)) app.MapStaticAssets(assets);
        LookEndpoint.Map(app);
        SignInEndpoint.Map(app);
        app.MapStudioApi();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        return app;
    }

    // What a connection may take: size, time and number.
    private static void Bound(KestrelServerOptions kestrel, StudioLimits limits, ListenAddresses addresses)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = limits.RequestBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        foreach (ListenAddress address in addresses.All) address.Listen(kestrel);
    }

    private static void AddLog(ILoggingBuilder log, StudioOptions options)
    {
        log.ClearProviders();
        log.AddSimpleConsole(static console => console.SingleLine = true).AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        log.SetMinimumLevel(options.Verbose ? LogLevel.Information : LogLevel.Error);
        // An address may hold a text: that of a request, and that to which an answer leads.
        if (!options.LogTexts) log.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning).AddFilter("Microsoft.AspNetCore.Http.Result", LogLevel.Warning);
        log.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);                                             // what keeps it from starting is thrown, and told in one line
    }

    private static void AddGuards(IServiceCollection services)
    {
        services.AddSingleton<ApiKeys>().AddSingleton<SignInAttempts>();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(static cookie =>
        {
            cookie.Cookie.Name = "heed-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
        });
        services.AddDataProtection().UseEphemeralDataProtectionProvider();                                        // nothing of a circuit, a form or a session outlives the program
        services.AddAntiforgery(static forms =>
        {
            forms.Cookie.Name = "heed-form";
            forms.Cookie.SameSite = SameSiteMode.Strict;
        });
    }

    private static void AddPages(IServiceCollection services)
    {
        services.AddSingleton<LabBench>().AddSingleton<RunShelf>().AddSingleton<TrainingProcesses>().AddSingleton<CorpusShelf>().AddSingleton<DocumentDesk>();
        services.AddScoped<Look>().AddScoped<WordingOfPage>().AddScoped<Browser>();
        services.AddScoped(static page => page.GetRequiredService<WordingOfPage>().Words);
        services.AddMudServices(static mud => mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomCenter);
        services.AddTransient<MudLocalizer, StudioMudLocalizer>();
        services.AddRazorComponents().AddInteractiveServerComponents(static circuits =>
        {
            circuits.DisconnectedCircuitMaxRetained = 16;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(2);
            circuits.MaxBufferedUnacknowledgedRenderBatches = 8;
        });
        services.Configure<HubOptions>(static hub => hub.MaximumReceiveMessageSize = 128 << 10);
    }
}
