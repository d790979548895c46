using System.Diagnostics;
using System.Globalization;
using System.Text;
using Spectre.Console;

namespace Heed.Cli;

/// <summary>How far the translation of a document has come, on standard error: words, words a second, and the time left where the length is known.</summary>
/// <param name="bytes">The document's bytes, or null where nobody can tell (a pipe, a compressed file).</param>
internal sealed class DocumentProgress(long? bytes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private long _words, _bytes;

    /// <summary>The bytes of a plain file; null for what is compressed or no file.</summary>
    public static long? BytesOf(string? file) => file is null || file.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || file.Contains(".zip", StringComparison.OrdinalIgnoreCase)
        || new FileInfo(file) is not { Exists: true, Length: > 0 } info ? null : info.Length;

    /// <summary>Runs work that tells of each line it is done with. Nothing is shown unless standard error is a terminal and the results go elsewhere.</summary>
    public static void Show(Terminal terminal, bool resultsOnTerminal, long? bytes, Action<Action<string>?> work, string what = "translating")
    {
        if (!terminal.ColourError || resultsOnTerminal)
        {
            work(null);
            return;
        }
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        var progress = new DocumentProgress(bytes);
        console.Status().Start(what, status => work(line =>
        {
            if (progress.Add(line)) status.Status(progress.ToString().EscapeMarkup());
        }));
    }

    /// <summary>Counts a line; true when it is time to draw again.</summary>
    public bool Add(string line)
    {
        _bytes += Encoding.UTF8.GetByteCount(line) + 1;
        bool inWord = false;
        foreach (char c in line)
        {
            bool space = char.IsWhiteSpace(c);
            if (!space && !inWord) _words++;
            inWord = !space;
        }
        if (_watch.Elapsed - _drawn < Pause && _drawn >= TimeSpan.Zero) return false;
        _drawn = _watch.Elapsed;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        double seconds = Math.Max(1e-3, _watch.Elapsed.TotalSeconds);
        string words = string.Create(CultureInfo.InvariantCulture, $"{_words:N0} words, {_words / seconds:N0} a second");
        if (bytes is not { } all) return words;
        double done = Math.Min(1, (double)_bytes / all);
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * done):N0} %, {words}, {Duration.Show(TimeSpan.FromSeconds(seconds * (1 - done) / Math.Max(done, 1e-6)))} left");
    }
}
