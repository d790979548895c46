using System.CommandLine;
using System.Diagnostics;
using Heed.Studio;
using Heed.Studio.Hosting;

namespace Heed.Cli;

/// <summary><c>heed studio</c>: the web studio and the REST service on this machine.</summary>
internal sealed class StudioCommand : Command
{
    private readonly Terminal _terminal;
    private readonly Option<string[]> _models = new("--model", "-m") { Description = "A model's folder or name; may be given several times, the first is chosen at first [default: all that heed models list lists]", HelpName = "DIR|NAME" };
    private readonly Option<string> _urls = new("--urls") { Description = "Where to listen; several separated by semicolons. Beyond this machine it needs --api-keys", DefaultValueFactory = _ => "http://127.0.0.1:5080", HelpName = "URL" };
    private readonly Option<bool> _open = new("--open") { Description = "Open the page in the browser" };
    private readonly Option<string> _runs = new("--runs") { Description = "The folder of training runs to show, and to put new ones in", DefaultValueFactory = _ => "runs", HelpName = "DIR" };
    private readonly Option<string?> _data = new("--data") { Description = "A folder of corpora to look at; those of the SDK are always there", HelpName = "DIR" };
    private readonly Option<string?> _keys = new("--api-keys") { Description = "A file of keys, one a line, that programs and people must show (also: HEED_API_KEYS, separated by commas)", HelpName = "FILE" };
    private readonly Option<string[]> _hosts = new("--allow-host") { Description = "A host name, beside those of --urls, by which it may be called, such as a proxy's", HelpName = "NAME" };
    private readonly Option<bool> _logTexts = new("--log-texts") { Description = "Write the texts of requests to the log; without it none is written anywhere" };
    private readonly Option<int?> _batch = new Option<int?>("--batch") { Description = "Sentences of all requests that are translated together at most [default: 32]", HelpName = "N" }.Between(1, 256);
    private readonly Option<string?> _weights = CommonOptions.Weights();
    private readonly Option<int?> _threads = CommonOptions.Threads();

    public StudioCommand(Terminal terminal) : base("studio", "A web page to translate, look at attention, compare layers and watch trainings; and a REST service.")
    {
        _terminal = terminal;
        foreach (Option option in (Option[])[_models, _urls, _open, _runs, _data, _keys, _hosts, _logTexts, _batch, _weights, _threads]) Options.Add(option);
        WithExamples.AddTo(this, """
            heed studio --open
            heed studio --model fr-en --model runs/mine --data corpora
            heed studio --urls http://0.0.0.0:8080 --api-keys keys.txt --allow-host translate.example.org
            """);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var options = new StudioOptions
        {
            Urls = parsed.GetValue(_urls)!,
            Models = parsed.GetValue(_models) ?? [],
            Runs = parsed.GetValue(_runs)!,
            Data = parsed.GetValue(_data),
            ApiKeys = KeysOf(parsed.GetValue(_keys)),
            AllowedHosts = parsed.GetValue(_hosts) ?? [],
            LogTexts = parsed.GetValue(_logTexts),
            Weights = CommonOptions.WeightsOf(parsed.GetValue(_weights)),
            Threads = parsed.GetValue(_threads),
            Verbose = parsed.GetValue<bool>("--verbose"),
            Tool = ToolOfThisProcess(),
            Recipes = Recipes.Names,
        };
        if (parsed.GetValue(_batch) is { } batch) options = options with { Limits = options.Limits with { Batch = batch } };
        if (options.Data is { } data && !Directory.Exists(data)) throw new DirectoryNotFoundException($"--data {data}: there is no such folder.");
        bool open = parsed.GetValue(_open);
        StudioHost.RunAsync(options, Started, _terminal.Stop).GetAwaiter().GetResult();
        return ExitCode.Done;

        void Started(IReadOnlyList<string> addresses)
        {
            foreach (string address in addresses) _terminal.Error.WriteLine($"heed: the studio is at {address} (Ctrl-C ends it)");
            if (open) Open(ListenAddress.ForBrowser(addresses[0]));
        }
    }

    private static IReadOnlyList<string> KeysOf(string? file)
    {
        const int shortest = 16;
        CommonOptions.CheckIsFile(file);
        string[] keys = file is not null
            ? [.. File.ReadLines(file).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#')]
            : Environment.GetEnvironmentVariable("HEED_API_KEYS")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (file is not null && keys.Length == 0) throw new InvalidDataException($"--api-keys {file}: there is no key in it; write one on a line of its own.");
        if (keys.Any(static key => key.Length < shortest)) throw new InvalidDataException($"--api-keys: a key has fewer than {shortest} characters; longer ones cannot be guessed.");
        return keys;
    }

    // The launcher's program, so that the page can start a training as people do.
    private static string[] ToolOfThisProcess() => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, typeof(StudioCommand).Assembly.Location] : [Environment.ProcessPath ?? "heed"];

    private void Open(string address)
    {
        try
        {
            Process.Start(new ProcessStartInfo(address) { UseShellExecute = true })?.Dispose();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            _terminal.Error.WriteLine($"heed: no browser could be opened; go to {address}");
        }
    }
}
