using System.Text;
using Heed.Decoding;

namespace Heed.Cli;

/// <summary>The process's streams, what they are connected to, and the token that Ctrl-C cancels.</summary>
internal sealed class Terminal
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public required Stream In { get; init; }
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required bool InIsTerminal { get; init; }
    public required bool OutIsTerminal { get; init; }
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Whether anybody asked for plain output: NO_COLOR, a dumb terminal, or --no-color.</summary>
    public bool Plain { get; set; } = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("TERM") == "dumb";

    /// <summary>Cancelled by the first Ctrl-C.</summary>
    public CancellationToken Stop { get; set; }

    public bool ColourOut => OutIsTerminal && !Plain;

    public bool ColourError => ErrorIsTerminal && !Plain;

    /// <summary>Columns of the terminal, 80 where nobody can tell.</summary>
    public int Width
    {
        get
        {
            if (!OutIsTerminal) return 80;
            int width = Console.WindowWidth;
            return width > 0 ? width : 80;
        }
    }

    /// <summary>Says what the user should know of a translation, and of which.</summary>
    public void Warn(Translation translation)
    {
        const int Shown = 40;
        string source = OneLineText.Of(translation.Source, Shown);
        foreach (string warning in translation.Warnings) Error.WriteLine($"heed: \"{source}\": {warning}");
    }

    /// <summary>Text is UTF-8 in and out, whatever the locale says.</summary>
    public static Terminal OfThisProcess()
    {
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected) Console.OutputEncoding = Utf8;
        return new Terminal
        {
            In = Console.OpenStandardInput(),
            Out = new StreamWriter(PipeOutput.OfThisProcess() ?? Console.OpenStandardOutput(), Utf8, bufferSize: 16384) { NewLine = "\n" },
            Error = new StreamWriter(Console.OpenStandardError(), Utf8) { AutoFlush = true, NewLine = "\n" },
            InIsTerminal = !Console.IsInputRedirected,
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
        };
    }
}
