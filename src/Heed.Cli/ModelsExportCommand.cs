using System.CommandLine;
using System.Globalization;
using Heed.Files;
using Heed.Models;
using Heed.Text;

namespace Heed.Cli;

/// <summary><c>heed models export</c>: a model in the layout of other software.</summary>
internal sealed class ModelsExportCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _model = new("MODEL") { Description = "A model's folder or name" };
    private readonly Argument<string> _out = new("OUT") { Description = "A file for safetensors, a folder otherwise" };
    private readonly Option<string?> _to = new Option<string?>("--to") { Description = "safetensors: all weights as 32-bit floats in one file; onnx: encoder and decoder step for ONNX Runtime; marian: a checkpoint that Hugging Face loads [default: safetensors]", HelpName = "safetensors|onnx|marian" }.OneOf("safetensors", "onnx", "marian");

    public ModelsExportCommand(Terminal terminal) : base("export", "Write a model in the layout of other software.")
    {
        _terminal = terminal;
        Arguments.Add(_model);
        Arguments.Add(_out);
        Options.Add(_to);
        WithExamples.AddTo(this, """
            heed models export fr-en fr-en.safetensors
            heed models export fr-en fr-en-onnx --to onnx
            heed models export my-opus-mt exported --to marian
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = ModelFolder.Resolve(parsed.GetRequiredValue(_model)), output = parsed.GetRequiredValue(_out);
        if (parsed.GetValue(_to) is ("marian" or "onnx") and string to)
        {
            if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()) throw new IOException($"{output}: the folder is not empty; name another.");
            (TranslationModel whole, Tokenizer tokenizer) = ModelFolder.Load(folder);
            try
            {
                if (to == "onnx") OnnxExport.Write(output, whole, tokenizer);
                else MarianExport.Write(output, whole, tokenizer);
            }
            catch (ArgumentException e)
            {
                throw new UsageException(CommandLine.MessageOf(e));
            }
            _terminal.Out.WriteLine(to == "onnx" ? $"{output}: encoder.onnx and decoder_step.onnx" : $"{output}: a Marian checkpoint");
            return ExitCode.Done;
        }
        CommonOptions.CheckFolderOf(output);
        (TranslationModel model, _) = ModelFolder.Load(folder);
        ModelFolder.WriteWeights(output, model, SafetensorsType.F32);
        _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: {model.ParameterCount:N0} numbers"));
        return ExitCode.Done;
    }
}
