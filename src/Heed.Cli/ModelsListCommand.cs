using System.CommandLine;
using System.Globalization;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed models list</c>: the models that names mean.</summary>
internal sealed class ModelsListCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line" };

    public ModelsListCommand(Terminal terminal) : base("list", "List the models that names mean: in ./models, in HEED_MODELS and beside the tool.")
    {
        _terminal = terminal;
        Options.Add(_json);
        WithExamples.AddTo(this, """
            heed models list --json
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        bool json = parsed.GetValue(_json);
        if (!json) _terminal.Out.WriteLine($"{"name",-20} {"languages",-14} {"architecture",-12} {"parameters",12} {"stored",-8} {"MB",7}  folder");
        foreach ((string name, string folder) in ModelFolder.All())
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            try
            {
                ModelDescription model = ModelDescription.Of(folder);
                _terminal.Out.WriteLine(json ? ModelsInspectCommand.Json(name, model) : string.Create(CultureInfo.InvariantCulture,
                    $"{name,-20} {$"{model.Config.From} → {model.Config.To}",-14} {model.Config.Architecture,-12} {model.Parameters,12:N0} {model.StoredAs[0],-8} {model.Files.Sum(file => file.Bytes) / 1e6,7:F1}  {folder}"));
            }
            catch (InvalidDataException e)
            {
                _terminal.Error.WriteLine($"heed: {e.Message}");
            }
        }
        return ExitCode.Done;
    }
}
