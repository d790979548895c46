using Heed.Studio.Security;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Heed.Studio.Api;

/// <summary>The addresses of the service.</summary>
internal static class ApiEndpoints
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    public static void AddStudioApi(this IServiceCollection services)
    {
        services.AddSingleton<ApiModels>().AddSingleton<ServiceLog>().AddSingleton<ComputeGate>().AddSingleton<TranslationQueues>().AddSingleton<Readiness>();
        services.AddSingleton<TranslateEndpoint>().AddSingleton<StreamEndpoint>().AddSingleton<AttendEndpoint>().AddSingleton<AlignEndpoint>();
        services.ConfigureHttpJsonOptions(static json => ApiJson.Set(json.SerializerOptions));
        services.AddStudioDocument();
    }

    public static void MapStudioApi(this IEndpointRouteBuilder routes)
    {
        Map(routes, "translate", static (HttpContext context, TranslateEndpoint endpoint, StreamEndpoint stream) => StreamEndpoint.IsWanted(context.Request) ? stream.AnswerAsync(context) : endpoint.AnswerAsync(context));
        Map(routes, "stream", static (HttpContext context, StreamEndpoint endpoint) => endpoint.AnswerAsync(context));
        Map(routes, "attend", static (HttpContext context, AttendEndpoint endpoint) => endpoint.AnswerAsync(context));
        Map(routes, "align", static (HttpContext context, AlignEndpoint endpoint) => endpoint.AnswerAsync(context));
        Map(routes, "models", static (HttpContext context, ModelShelf shelf) => Answers.WriteAsync(context, new ModelsAnswer([.. shelf.All().Select(ModelAnswer.Of)])));
        Map(routes, "live", static (HttpContext context) => Answers.WriteAsync(context, new HealthAnswer("alive")));
        Map(routes, "ready", static (HttpContext context, Readiness readiness) => readiness.AnswerAsync(context));
        routes.MapPrometheusScrapingEndpoint(ApiCatalogue.Of("metrics").Path);
        routes.MapOpenApi("/openapi/{documentName}.json");
    }

    private static void Map(IEndpointRouteBuilder routes, string id, Delegate handler)
    {
        ApiOperation operation = ApiCatalogue.Of(id);
        RouteHandlerBuilder route = routes.MapMethods(operation.Path, [operation.Method], handler).WithName(id).WithTags("heed");
        if (operation.Request is { } request) route.WithMetadata(new AcceptsMetadata(["application/json"], request));
        route.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, operation.Answer ?? typeof(string), [operation.ContentType]));
        foreach (int fault in operation.Faults) route.WithMetadata(new ProducesResponseTypeMetadata(fault, typeof(ProblemDetails), [Refusal.ContentType]));
        // Pages match any address, so what is asked by another method would seem not to be there.
        routes.MapMethods(operation.Path, Methods.Where(method => method != operation.Method), (HttpContext context) =>
        {
            context.Response.Headers.Allow = operation.Method;
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }).ExcludeFromDescription();
    }
}
