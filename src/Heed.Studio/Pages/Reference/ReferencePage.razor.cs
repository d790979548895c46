using Heed.Studio.Api;
using Microsoft.JSInterop;

namespace Heed.Studio.Pages.Reference;

/// <summary>What programs can ask for, with examples that run.</summary>
public sealed partial class ReferencePage
{
    private const int ShownCharacters = 20_000;

    private readonly Dictionary<string, string> _bodies = ApiCatalogue.All.Where(static of => of.Example is not null).ToDictionary(static of => of.Id, static of => of.Example!);
    private readonly Dictionary<string, (int Status, string Text)> _answers = [];
    private IJSObjectReference? _script;
    private string? _copied, _running;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_script is not null) await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }
    }

    // Quotation marks within single ones end them for a shell, so they are written from outside.
    private string Curl(ApiOperation operation)
    {
        string address = $"{Navigation.BaseUri.TrimEnd('/')}{operation.Path}", key = Keys.AreNeeded ? " \\\n  -H \"Authorization: Bearer $HEED_KEY\"" : "";
        if (!_bodies.TryGetValue(operation.Id, out string? body)) return $"curl {address}{key}";
        return $"curl {(operation.Events.Count > 0 ? "-N " : "")}{address}{key} \\\n  -H 'Content-Type: application/json' \\\n  -d '{body.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private async Task CopyAsync(ApiOperation operation)
    {
        if (await Browser.CopyAsync(Curl(operation))) _copied = operation.Id;
    }

    private async Task RunAsync(ApiOperation operation)
    {
        _running = operation.Id;
        try
        {
            Answer answer = await (await ScriptAsync()).InvokeAsync<Answer>("run", operation.Method, operation.Path, _bodies.GetValueOrDefault(operation.Id), ShownCharacters);
            _answers[operation.Id] = (answer.Status, answer.Text);
        }
        finally
        {
            _running = null;
        }
    }

    private async Task<IJSObjectReference> ScriptAsync() => _script ??= await Scripts.InvokeAsync<IJSObjectReference>("import", "./_content/Heed.Studio/reference.js");

    private sealed record Answer(int Status, string Text);
}
