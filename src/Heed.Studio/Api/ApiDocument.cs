using System.Text.Json.Nodes;
using Heed.Studio.Security;
using Heed.Studio.Wording;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Heed.Studio.Api;

/// <summary>The OpenAPI document, <c>/openapi/v1.json</c>: what routing knows, and the words and examples of the catalogue.</summary>
internal static class ApiDocument
{
    /// <summary>Its name.</summary>
    public const string Name = "v1";

    private const string Bearer = "bearer", Header = "header";

    public static void AddStudioDocument(this IServiceCollection services) => services.AddOpenApi(Name, static options =>
    {
        options.AddDocumentTransformer(static (document, context, _) =>
        {
            Describe(document, context.ApplicationServices.GetRequiredService<ApiKeys>());
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static (operation, context, _) =>
        {
            if (ApiCatalogue.All.FirstOrDefault(of => of.Id == operation.OperationId) is { } of) Describe(operation, of);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(static (schema, context, _) =>
        {
            if (context.JsonPropertyInfo is { } property && property.DeclaringType.Namespace == typeof(ApiDocument).Namespace)
                schema.Description = ApiMember.Meaning(Words.In("en"), property.DeclaringType, property.Name, context.ApplicationServices.GetRequiredService<StudioLimits>());
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiDocument document, ApiKeys keys)
    {
        Words words = Words.In("en");
        document.Info = new OpenApiInfo { Title = words["reference.name"], Version = Name, Description = words["reference.about"] };
        document.Servers = [];
        if (!keys.AreNeeded) return;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            [Header] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key" },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }, new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Header, document)] = [] }];
    }

    private static void Describe(OpenApiOperation operation, ApiOperation of)
    {
        Words words = Words.In("en");
        operation.Summary = words[$"reference.{of.Id}"];
        operation.Description = words[$"reference.{of.Id}-text"];
        if (of.Example is not null && operation.RequestBody?.Content?.TryGetValue("application/json", out OpenApiMediaType? body) == true) body.Example = JsonNode.Parse(of.Example);
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
            response.Description = words[status == "200" ? $"reference.{of.Id}-gives" : $"reference.status.{status}"];
    }
}
