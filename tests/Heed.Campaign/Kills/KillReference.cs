using System.Diagnostics;
using Heed.Training;

namespace Heed.Campaign.Kills;

/// <summary>A training that nobody killed: what it left, and how long it took.</summary>
internal sealed class KillReference
{
    public const int Threads = 2;

    private readonly string _tool, _run;
    private readonly ulong _seed;

    private KillReference(KillTraining training, string tool, ulong seed, string folder)
    {
        (Training, _tool, _seed, _run) = (training, tool, seed, Path.Combine(folder, KillTraining.Run));
        KillTraining.Prepare(folder, seed);
        var watch = Stopwatch.StartNew();
        using ToolProcess process = Start(folder, Threads);
        bool ended = process.WaitForEnd(() =>
        {
            if (UntilFirstStep == default && Checkpoint.Exists(_run)) UntilFirstStep = watch.Elapsed;
        });
        if (!ended) throw new InvalidOperationException($"{folder}: the run was not done after {ToolProcess.Patience.TotalMinutes} minutes");
        if (process.Code != 0) throw new InvalidOperationException($"{folder}: the run ended with code {process.Code}: {process.Errors}");
        Time = watch.Elapsed;
    }

    public KillTraining Training { get; }

    /// <summary>How long it took to the first checkpoint.</summary>
    public TimeSpan UntilFirstStep { get; private set; }

    /// <summary>How long it took to the end.</summary>
    public TimeSpan Time { get; }

    /// <exception cref="InvalidOperationException">It did not end as it should.</exception>
    public static KillReference Of(KillTraining training, string tool, ulong seed, string folder) => new(training, tool, seed, folder);

    /// <summary>Begins or goes on with the training in a folder that <see cref="KillTraining.Prepare"/> made.</summary>
    public ToolProcess Start(string folder, int threads) => ToolProcess.Start(_tool, folder, Training.Arguments(_seed, threads));

    /// <summary>Says which files of a run are not the reference's, byte for byte; null where all are.</summary>
    public string? Compare(string run)
    {
        string[] expected = FilesOf(_run), found = FilesOf(run);
        string[] wrong =
        [
            .. expected.Except(found).Select(static file => $"{file} is missing"),
            .. found.Except(expected).Select(static file => $"{file} is left over"),
            .. expected.Intersect(found).Where(file => !File.ReadAllBytes(Path.Combine(_run, file)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(run, file)))).Select(static file => $"{file} differs"),
        ];
        return wrong.Length == 0 ? null : string.Join(", ", wrong);
    }

    private static string[] FilesOf(string run) =>
        [.. Directory.EnumerateFiles(run, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(file => Path.GetRelativePath(run, file)).Order(StringComparer.Ordinal)];
}
