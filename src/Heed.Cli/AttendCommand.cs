using System.CommandLine;
using Heed.Decoding;
using Heed.Files;
using Heed.Models;

namespace Heed.Cli;

/// <summary><c>heed attend</c>: the attention of a sentence pair, given or translated.</summary>
internal sealed class AttendCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Option<string> _source = new("--source") { Description = "The sentence to translate", HelpName = "TEXT", Required = true };
    private readonly Option<string?> _target = new("--target") { Description = "Its translation; without one, the model's own", HelpName = "TEXT" };
    private readonly Option<string> _model = CommonOptions.Model();

    private readonly Option<string?> _format = new Option<string?>("--format")
    {
        Description = "terminal, svg, json (as translate --json) or pharaoh (the best source word of each target word) [default: terminal]",
        HelpName = "terminal|svg|json|pharaoh",
    }.OneOf("terminal", "svg", "json", "pharaoh");

    private readonly Option<bool> _json = new("--json") { Description = "The same as --format json" };
    private readonly Option<string?> _output = new("--output") { Description = "Write to this file, whole or not at all", HelpName = "F" };
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public AttendCommand(Terminal terminal) : base("attend", "Show which source words each target word of a sentence pair attended to.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_source, _target, _model, _format, _json, _output, _threads]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed attend --source "L'accord sur la zone économique européenne a été signé en août 1992." --target "The agreement on the European Economic Area was signed in August 1992."
            heed attend --source "Le chat dort." --format svg --output cat.svg
            heed attend --source "Le chat dort." --target "The cat is asleep." --format pharaoh
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        bool json = parsed.GetValue(_json);
        string? asked = parsed.GetValue(_format);
        if (json && asked is not (null or "json")) throw new UsageException($"--json and --format {asked} contradict each other.");
        string format = json ? "json" : asked ?? "terminal";
        string? output = parsed.GetValue(_output);
        string source = parsed.GetRequiredValue(_source);
        CommonOptions.CheckFolderOf(output);
        Translator translator = Translator.Load(ModelFolder.Resolve(parsed.GetValue(_model)!), CommonOptions.WorkersOf(parsed.GetValue(_threads)));
        Translation pair = parsed.GetValue(_target) is { } target
            ? translator.Force(source, target, _terminal.Stop)
            : translator.Translate(source, cancellation: _terminal.Stop);
        _terminal.Warn(pair);
        using StringWriter text = new() { NewLine = "\n" };
        switch (format)
        {
            case "json": text.WriteLine(TranslationJson.Of(pair)); break;
            case "svg": text.WriteLine(HeatmapOutput.Svg(pair)); break;
            case "pharaoh": text.WriteLine(HeatmapOutput.Pharaoh(pair)); break;
            default: HeatmapOutput.Write(pair, text, _terminal, output is null); break;
        }
        if (output is null) _terminal.Out.Write(text);
        else AtomicFile.WriteText(output, text.ToString());
        return ExitCode.Done;
    }
}
