using System.Collections;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Heed.Studio.Telemetry;

/// <summary>OpenTelemetry: metrics at <c>/metrics</c> for Prometheus, and metrics and traces to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says, if it says anything.</summary>
internal static class TelemetrySetup
{
    public static void AddStudioTelemetry(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(OfEnvironment());
        builder.Services.AddSingleton<StudioMetrics>();
        OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddService("heed-studio", serviceVersion: typeof(TelemetrySetup).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(static metrics => metrics.AddMeter(StudioMetrics.Name).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation().AddPrometheusExporter());
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"])) return;
        // What a request asked for stands in its body, which no trace has.
        telemetry.WithTracing(static traces => traces.AddSource(StudioMetrics.Name).AddAspNetCoreInstrumentation(static of => of.Filter = static context => !context.Request.Path.StartsWithSegments("/_blazor"))).UseOtlpExporter();
    }

    // OpenTelemetry's own variables, and no others: nothing else of the environment is a setting of the studio.
    private static IEnumerable<KeyValuePair<string, string?>> OfEnvironment() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Where(static variable => variable.Key is string name && name.StartsWith("OTEL_", StringComparison.Ordinal))
        .Select(static variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value));
}
