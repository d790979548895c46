using Heed.Studio.Security;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Http;

namespace Heed.Studio.Api;

/// <summary><c>GET /health/ready</c>: whether the first model is loaded. It is loaded from the start, while requests are taken already.</summary>
internal sealed class Readiness(ModelShelf shelf)
{
    private Task? _loading;

    /// <summary>Begins to load.</summary>
    public void Begin() => _loading = shelf.First is { } first ? shelf.LoadAsync(first) : Task.CompletedTask;

    public Task AnswerAsync(HttpContext context) => _loading switch
    {
        { IsCompletedSuccessfully: true } => Answers.WriteAsync(context, new HealthAnswer("ready")),
        { IsFaulted: true } => throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Not ready", "The first model cannot be read; heed models verify says why."),
        _ => throw new ProblemException(StatusCodes.Status503ServiceUnavailable, "Not ready", "The first model is being loaded."),
    };
}
