using Heed.Studio.Translating;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Studio.Api;

/// <summary>The addresses of the service.</summary>
internal static class ApiEndpoints
{
    public static void AddStudioApi(this IServiceCollection services) => services
        .AddSingleton<ApiModels>().AddSingleton<ServiceLog>().AddSingleton<ComputeGate>().AddSingleton<TranslationQueues>().AddSingleton<Readiness>()
        .AddSingleton<TranslateEndpoint>().AddSingleton<AttendEndpoint>().AddSingleton<AlignEndpoint>()
        .ConfigureHttpJsonOptions(static json => ApiJson.Set(json.SerializerOptions));

    public static void MapStudioApi(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/translate", static (HttpContext context, TranslateEndpoint endpoint) => endpoint.AnswerAsync(context));
        routes.MapPost("/v1/attend", static (HttpContext context, AttendEndpoint endpoint) => endpoint.AnswerAsync(context));
        routes.MapPost("/v1/align", static (HttpContext context, AlignEndpoint endpoint) => endpoint.AnswerAsync(context));
        routes.MapGet("/v1/models", static (HttpContext context, ModelShelf shelf) => Answers.WriteAsync(context, new ModelsAnswer([.. shelf.All().Select(ModelAnswer.Of)])));
        routes.MapGet("/health/live", static (HttpContext context) => Answers.WriteAsync(context, new HealthAnswer("alive")));
        routes.MapGet("/health/ready", static (HttpContext context, Readiness readiness) => readiness.AnswerAsync(context));
    }
}
