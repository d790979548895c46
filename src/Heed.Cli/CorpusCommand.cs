using System.CommandLine;
using System.CommandLine.Help;

namespace Heed.Cli;

/// <summary><c>heed corpus</c>: look at sentence pairs before anything learns from them.</summary>
internal sealed class CorpusCommand : Command
{
    public CorpusCommand(Terminal terminal) : base("corpus", "List, show, check, clean and split sentence pairs.")
    {
        Add(new CorpusListCommand(terminal));
        Add(new CorpusShowCommand(terminal));
        Add(new CorpusCheckCommand(terminal));
        Add(new CorpusCleanCommand(terminal));
        Add(new CorpusSplitCommand(terminal));
        WithExamples.AddTo(this, """
            heed corpus list
            heed corpus check --tsv fra-eng.zip --columns 2,1 --from fr --to en
            heed corpus clean --source train.fr --target train.en --output clean.tsv.gz --rejects rejects.tsv
            """);
        SetAction(parsed => new HelpAction().Invoke(parsed));
    }
}
