using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.InteropServices;
using Heed.Training;

namespace Heed.Cli;

/// <summary>The <c>heed</c> command: parses, runs one verb, and turns what went wrong into one line and an exit code.</summary>
internal static class CommandLine
{
    // A verb that ignores Ctrl-C for this long is ended; training gets all the time it needs to save.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static int Run(string[] args, Terminal terminal)
    {
        bool verbose = false;
        Command? verb = null;
        bool saves = false;   // training: it may take its time to save
        using CancellationTokenSource stop = new();
        terminal.Stop = stop.Token;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        try
        {
            RootCommand root = CreateRoot(terminal);
            ParserConfiguration parsing = new() { ResponseFileTokenReplacer = null };   // a text may begin with @
            ParseResult parsed = root.Parse(args, parsing);
            verb = parsed.CommandResult.Command;
            if (verb is TrainCommand train)
            {
                saves = true;
                parsed = train.WithConfigFile(parsed, args, root, parsing);
            }
            verbose = parsed.GetValue<bool>("--verbose");
            if (parsed.GetValue<bool>("--no-color")) terminal.Plain = true;
            if (parsed.Action is ParseErrorAction) return Usage(parsed.Errors[0].Message, verb, terminal);
            InvocationConfiguration invocation = new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = terminal.Out,
                Error = terminal.Error,
            };
            int code = parsed.Invoke(invocation);
            terminal.Out.Flush();
            return code;
        }
        catch (OutputClosedException)
        {
            return ExitCode.Done;
        }
        catch (UsageException e)
        {
            return Usage(e.Message, verb, terminal);
        }
        catch (OperationCanceledException)
        {
            terminal.Out.Flush();
            return ExitCode.Stopped;
        }
        catch (Exception e)   // the last place that can turn it into a line; with --verbose all of it
        {
            terminal.Out.Flush();
            terminal.Error.WriteLine(verbose ? $"heed: {e}" : $"heed: {OneLine(e)}");
            return ExitCode.Failed;
        }

        void OnSignal(PosixSignalContext context)
        {
            if (stop.IsCancellationRequested) Environment.Exit(ExitCode.Stopped);   // the second time it is meant
            context.Cancel = true;
            stop.Cancel();
            if (saves) return;
            _ = Task.Delay(Patience).ContinueWith(static _ => Environment.Exit(ExitCode.Stopped), TaskScheduler.Default);
        }
    }

    private static RootCommand CreateRoot(Terminal terminal)
    {
        RootCommand root = new("Attention for .NET: train a translator, translate, and see which words it attended to.")
        {
            new Option<bool>("--verbose") { Description = "Show stack traces of errors", Recursive = true },
            new Option<bool>("--no-color") { Description = "No colours and no live display (also: NO_COLOR=1)", Recursive = true },
            new TranslateCommand(terminal),
            new TrainCommand(terminal),
            new EvaluateCommand(terminal),
            new AttendCommand(terminal),
            new AlignCommand(terminal),
            new LocalizeCommand(terminal),
            new CorpusCommand(terminal),
            new ModelsCommand(terminal),
            new CompareCommand(terminal),
            new PositionsCommand(terminal),
            new StudioCommand(terminal),
        };
        root.HelpName = "heed";
        root.Add(new DiagramDirective { ParseErrorReturnValue = ExitCode.Usage });   // heed [diagram] ... shows how a line is understood
        WithExamples.AddTo(root, """
            heed translate "La voiture rouge de mon père est dans le garage."
            heed train --corpus sdk:fr-en --from fr --to en --out runs/first
            heed translate --help
            """);
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    private static int Usage(string message, Command? command, Terminal terminal)
    {
        string verb = command is null ? "heed" : VerbOf(command);
        terminal.Out.Flush();
        terminal.Error.WriteLine($"heed: {Flat(message)} See: {verb} --help");
        return ExitCode.Usage;
    }

    // heed corpus check
    private static string VerbOf(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not Command parent ? "heed" : $"{VerbOf(parent)} {command.Name}";

    /// <summary>An exception's message without the name of a parameter of the library, which says nothing to who typed a command.</summary>
    public static string MessageOf(Exception e) =>
        e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message;

    private static string OneLine(Exception e)
    {
        Exception first = e is AggregateException { InnerExceptions: [Exception only, ..] } ? only : e;
        bool expected = first is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException
            or InvalidOperationException or NotSupportedException or TrainingDivergedException;
        string message = Flat(MessageOf(first));
        return expected ? message : $"{first.GetType().Name}: {message} (--verbose shows where)";
    }

    private static string Flat(string message) => string.Join(' ', message.Split('\n', '\r').Select(static line => line.Trim()).Where(static line => line.Length > 0));
}
