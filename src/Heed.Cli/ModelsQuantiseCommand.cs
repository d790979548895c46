using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Models;
using Heed.Text;

namespace Heed.Cli;

/// <summary><c>heed models quantise</c>: stores a model's numbers in fewer bytes.</summary>
internal sealed class ModelsQuantiseCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _model = new("MODEL") { Description = "A model's folder or name" };
    private readonly Argument<string> _out = new("OUT") { Description = "The folder of the new model" };
    private readonly Option<string?> _to = new Option<string?>("--to") { Description = "How numbers are stored [default: int8]", HelpName = "float32|float16|bfloat16|int8" }.OneOf("float32", "float16", "bfloat16", "int8");

    public ModelsQuantiseCommand(Terminal terminal) : base("quantise", "Store a model's numbers in fewer bytes; heed evaluate tells what that costs.")
    {
        _terminal = terminal;
        Arguments.Add(_model);
        Arguments.Add(_out);
        Options.Add(_to);
        WithExamples.AddTo(this, """
            heed models quantise fr-en models/fr-en-small
            heed models quantise runs/first runs/first-bf16 --to bfloat16
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = ModelFolder.Resolve(parsed.GetRequiredValue(_model)), output = parsed.GetRequiredValue(_out);
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()) throw new IOException($"{output}: the folder is not empty; name another.");
        (string name, SafetensorsType type) = (parsed.GetValue(_to) ?? "int8") switch
        {
            "float32" => ("float32", SafetensorsType.F32),
            "float16" => ("float16", SafetensorsType.F16),
            "bfloat16" => ("bfloat16", SafetensorsType.BF16),
            _ => ("int8", SafetensorsType.I8),
        };
        (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(folder);
        ModelFolder.Save(output, model, tokenizer, type);
        string readme = Path.Combine(folder, "README.md");
        AtomicFile.WriteText(Path.Combine(output, "README.md"), (File.Exists(readme) ? File.ReadAllText(readme).TrimEnd() + "\n\n" : "") + $"Its numbers are stored as {name}, rounded from those of {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}.\n");
        long before = new FileInfo(Path.Combine(folder, "model.safetensors")).Length, after = new FileInfo(Path.Combine(output, "model.safetensors")).Length;
        _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: {name}, {after:N0} bytes of weights instead of {before:N0}"));
        return ExitCode.Done;
    }
}
