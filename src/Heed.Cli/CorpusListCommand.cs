using System.CommandLine;
using Heed.Text.Corpora;

namespace Heed.Cli;

/// <summary><c>heed corpus list</c>: the corpora that are on this machine already.</summary>
internal sealed class CorpusListCommand : Command
{
    private const string English = "en";

    private readonly Terminal _terminal;
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line: name and pairs" };

    public CorpusListCommand(Terminal terminal) : base("list", "The corpora that this machine has already, with their numbers of pairs.")
    {
        _terminal = terminal;
        Options.Add(_json);
        WithExamples.AddTo(this, """
            heed corpus list
            heed corpus list --json
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        bool asJson = parsed.GetValue(_json);
        foreach (string language in SdkCorpus.Languages.Where(static language => language != English))
        {
            SdkCorpus corpus = new(language, English);
            if (CountOf(corpus) is not int pairs) continue;
            _terminal.Out.WriteLine(asJson
                ? JsonText.Of(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("name", corpus.Name);
                    json.WriteNumber("pairs", pairs);
                    json.WriteEndObject();
                })
                : $"{corpus.Name,-16} {pairs,10:N0} pairs");
            _terminal.Out.Flush();
        }
        if (asJson) return ExitCode.Done;
        _terminal.Out.WriteLine();
        _terminal.Out.WriteLine("These are the .NET SDK's own messages; any two of their languages make a corpus, such as sdk:de-fr.");
        _terminal.Out.WriteLine("Your own pairs are read as:");
        foreach (CorpusFormat format in CorpusFormats.All) _terminal.Out.WriteLine($"  {format.Example,-20} {format.Description}");
        return ExitCode.Done;
    }

    // Some installations leave languages out: those are not listed.
    private int? CountOf(SdkCorpus corpus)
    {
        try
        {
            return Corpus.Read(corpus, cancellation: _terminal.Stop).Count();
        }
        catch (Exception e) when (e is InvalidDataException or DirectoryNotFoundException)
        {
            _terminal.Error.WriteLine($"heed: {e.Message}");
            return null;
        }
    }
}
