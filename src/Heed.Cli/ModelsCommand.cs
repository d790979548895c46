using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Heed.Files;
using Heed.Models;
using Heed.Text;

namespace Heed.Cli;

/// <summary><c>heed models</c>: what there is to do with models as a whole.</summary>
internal sealed class ModelsCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _out = new("OUT") { Description = "The folder of the new model" };

    private readonly Argument<string[]> _models = new("MODEL")
    {
        Description = "Folders or names of models of one configuration and vocabulary, two at least",
        Arity = new ArgumentArity(2, 1000),
    };

    public ModelsCommand(Terminal terminal) : base("models", "List, look into, check, import, export, shrink and average models.")
    {
        _terminal = terminal;
        Command average = new("average", "Average the weights of models, such as the last that a run kept (heed train --keep).") { _out, _models };
        WithExamples.AddTo(average, """
            heed models average runs/mean runs/first/step-001000 runs/first/step-001200 runs/first/step-001400
            """);
        average.SetAction(Average);
        Add(average);
        foreach (Command command in (Command[])[new ModelsListCommand(terminal), new ModelsInspectCommand(terminal), new ModelsVerifyCommand(terminal), new ModelsImportCommand(terminal), new ModelsExportCommand(terminal), new ModelsQuantiseCommand(terminal)])
            Add(command);
        Add(new ModelsShortlistCommand(terminal));
        WithExamples.AddTo(this, """
            heed models list
            heed models inspect fr-en
            heed models average runs/mean runs/first/step-001000 runs/first/step-001200 runs/first/step-001400
            heed models import opus-mt-fr-en
            heed models shortlist fr-en --corpus sdk:fr-en
            """);
        SetAction(parsed => new HelpAction().Invoke(parsed));
    }

    private int Average(ParseResult parsed)
    {
        string output = parsed.GetRequiredValue(_out);
        string[] models = parsed.GetRequiredValue(_models);
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()) throw new IOException($"{output}: the folder is not empty; name another for the mean.");
        (TranslationModel model, Tokenizer tokenizer) = ModelAverage.Of([.. models.Select(ModelFolder.Resolve)]);
        ModelFolder.Save(output, model, tokenizer);
        AtomicFile.WriteText(Path.Combine(output, "README.md"), string.Create(CultureInfo.InvariantCulture,
            $"# {model.Config.From}-{model.Config.To}: the mean of {models.Length} models\n\n{string.Concat(models.Select(name => $"- {name}\n"))}\n{model.ParameterCount:N0} parameters; half precision.\n"));
        _terminal.Out.WriteLine($"{output}: the mean of {models.Length} models");
        return ExitCode.Done;
    }
}
