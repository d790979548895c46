using Heed.Studio.Security;
using Heed.Studio.Translating;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Heed.Studio.Api;

/// <summary>Models as requests name them. A name is looked up among those there are; it is never a path.</summary>
internal sealed partial class ApiModels(ModelShelf shelf, ILogger<ApiModels> log)
{
    private const string Title = "No such model";

    /// <summary>The model of a name, the first if there is no name.</summary>
    /// <exception cref="ProblemException">It is not there, or cannot be read.</exception>
    public async Task<(string Name, Translator Translator)> GetAsync(string? name, CancellationToken cancellation)
    {
        name ??= shelf.First ?? throw new ProblemException(StatusCodes.Status404NotFound, Title, "model: there is none; train one with heed train.");
        try
        {
            return (name, await shelf.LoadAsync(name).WaitAsync(cancellation));
        }
        catch (KeyNotFoundException)
        {
            throw new ProblemException(StatusCodes.Status404NotFound, Title, $"model: there is none of that name; there are {string.Join(", ", shelf.All().Select(static model => model.Name))}.");
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            LogUnreadable(e, name);
            throw new ProblemException(StatusCodes.Status500InternalServerError, "A model cannot be read", $"model: {name} cannot be read; the log says why.");
        }
    }

    [LoggerMessage(LogLevel.Error, "{Model} cannot be read")]
    private partial void LogUnreadable(Exception fault, string model);
}
