using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Heed.Files;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed models import</c>: makes a model of Heed of one that exists.</summary>
internal sealed class ModelsImportCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _folder = new("FOLDER") { Description = "A Marian checkpoint of Hugging Face: config.json, model.safetensors, source.spm, target.spm, vocab.json" };
    private readonly Option<string?> _name = new("--name") { Description = "The model's name, a folder in ./models [default: the languages]", HelpName = "NAME" };
    private readonly Option<string?> _output = new("--output") { Description = "Write to this folder instead", HelpName = "DIR" };
    private readonly Option<string?> _from = new("--from") { Description = "The source language [default: as its files or the folder's name tell]", HelpName = "LANG" };
    private readonly Option<string?> _to = new("--to") { Description = "The target language", HelpName = "LANG" };

    public ModelsImportCommand(Terminal terminal) : base("import", "Make a model of a Marian checkpoint of Hugging Face, such as an OPUS-MT one. Nothing in it is executed.")
    {
        _terminal = terminal;
        Arguments.Add(_folder);
        foreach (Option option in (Option[])[_name, _output, _from, _to]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed models import opus-mt-fr-en
            heed models import downloads/opus-mt-en-ROMANCE --name en-romance --from en --to fr
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetRequiredValue(_folder);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"{folder}: there is no such folder.");
        string? name = parsed.GetValue(_name), output = parsed.GetValue(_output), from = parsed.GetValue(_from), to = parsed.GetValue(_to);
        if (name is not null && output is not null) throw new UsageException("Give one of --name and --output.");
        if (name is not null && (name.Length == 0 || name is "." or ".." || name.IndexOfAny([.. Path.GetInvalidFileNameChars(), '/', '\\']) >= 0)) throw new UsageException($"--name '{OneLineText.Of(name, 40)}': a name of one folder is expected; --output takes a path.");
        if ((from is null || to is null) && MarianImport.LanguagesOf(folder) is { } found) (from, to) = (from ?? found.From, to ?? found.To);
        if (string.IsNullOrWhiteSpace(from) || string.IsNullOrWhiteSpace(to)) throw new UsageException($"{folder} does not tell its languages; add --from and --to.");
        output ??= Path.Combine("models", name ?? $"{from}-{to}");
        if (Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any()) throw new IOException($"{output}: the folder is not empty; choose another with --name or --output.");
        long start = Stopwatch.GetTimestamp();
        MarianImported import = MarianImport.Read(folder, from, to);
        ModelFolder.Save(output, import.Model, import.Tokenizer, import.StoredAs);
        ModelConfig config = import.Model.Config;
        AtomicFile.WriteText(Path.Combine(output, "README.md"), string.Create(CultureInfo.InvariantCulture,
            $"# {from}-{to}\n\nImported from a Marian checkpoint, {Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}: {import.Model.ParameterCount:N0} parameters. Its licence and what it was trained on are those of the checkpoint; see there.\n"));
        TextWriter text = _terminal.Out;
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{output}: from {from} to {to}"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  read        {import.Tensors:N0} tensors as {import.StoredAs}, {import.Model.ParameterCount:N0} parameters, in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  layers      {config.Layers} and {(config.DecoderLayers == 0 ? config.Layers : config.DecoderLayers)} of {config.EmbeddingSize} numbers, {config.Heads} heads, feed-forward {config.FeedForwardSize:N0}, {config.Activation}"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  vocabulary  {import.Tokenizer.Size:N0} tokens; {100 * import.SourceShare:F1} % of the source's pieces and {100 * import.TargetShare:F1} % of the target's are in it"));
        if (import.Languages.Count > 0) text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  languages   begin a text with one of {string.Join(" ", import.Languages.Take(20))}{(import.Languages.Count > 20 ? $" and {import.Languages.Count - 20} more" : "")}"));
        text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  self-test   passed: step by step as a whole; made for up to {import.MostPositions:N0} tokens"));
        text.WriteLine($"Try it: heed translate --model {output} \"...\"");
        return ExitCode.Done;
    }
}
