using Microsoft.Extensions.Logging;

namespace Heed.Studio.Api;

/// <summary>Texts in the log, where that was asked for, and nowhere else.</summary>
internal sealed partial class ServiceLog(StudioOptions options, ILogger<ServiceLog> log)
{
    public void Texts(string model, IReadOnlyList<string> texts)
    {
        if (!options.LogTexts) return;
        foreach (string text in texts) LogText(model, text.ReplaceLineEndings(" "));
    }

    [LoggerMessage(LogLevel.Critical, "{Model}: {Text}", EventName = "text")]
    private partial void LogText(string model, string text);
}
