using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed models verify</c>: reads everything of models and tries them.</summary>
internal sealed class ModelsVerifyCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _models = new("MODEL") { Description = "Folders or names", Arity = ArgumentArity.OneOrMore };

    public ModelsVerifyCommand(Terminal terminal) : base("verify", "Read everything of models and try them: shapes, finite numbers, the same bits step by step and as a whole.")
    {
        _terminal = terminal;
        Arguments.Add(_models);
        WithExamples.AddTo(this, """
            heed models verify fr-en en-fr
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        int failed = 0;
        foreach (string name in parsed.GetRequiredValue(_models))
        {
            _terminal.Stop.ThrowIfCancellationRequested();
            try
            {
                string folder = ModelFolder.Resolve(name);
                (TranslationModel model, _) = ModelDescription.Verify(folder);
                using FileStream weights = File.OpenRead(Path.Combine(folder, "model.safetensors"));
                _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: good, {model.ParameterCount:N0} parameters; model.safetensors SHA-256 {Convert.ToHexStringLower(SHA256.HashData(weights))}"));
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                _terminal.Error.WriteLine($"heed: {e.Message}");
                failed++;
            }
        }
        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
