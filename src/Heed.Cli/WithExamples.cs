using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Heed.Cli;

/// <summary>The usual help of a command, followed by examples of its use.</summary>
internal sealed class WithExamples(HelpAction help, string examples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => help.ClearsParseErrors;

    public static void AddTo(Command command, string examples)
    {
        HelpOption? option = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (option is null) command.Options.Add(option = new HelpOption());
        option.Action = new WithExamples(new HelpAction(), examples);
    }

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string line in examples.Split('\n')) output.WriteLine($"  {line.TrimEnd()}");
        output.WriteLine();
        return code;
    }
}
