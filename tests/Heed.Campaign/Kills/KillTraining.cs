using System.Globalization;
using System.Text;
using Heed.Campaign.Parsers;

namespace Heed.Campaign.Kills;

/// <summary>A small training: seconds long, with a checkpoint after every few steps.</summary>
/// <param name="Name">What its reference folder is called.</param>
/// <param name="Steps">The step it ends at.</param>
/// <param name="ValidateEvery">Steps between validations.</param>
/// <param name="CheckpointEvery">Steps between checkpoints; a validation ends with one, too.</param>
/// <param name="Choices">Further options.</param>
internal sealed record KillTraining(string Name, int Steps, int ValidateEvery, int CheckpointEvery, params string[] Choices)
{
    private const string Pairs = "pairs.tsv";

    /// <summary>The run's folder in the training's.</summary>
    public const string Run = "run";

    /// <summary>Each goes another way: cells, layers, ends with and without a last validation, models kept or not.</summary>
    public static IReadOnlyList<KillTraining> All { get; } =
    [
        new("gru", 500, 25, 1, "--keep", "2"),
        new("lstm", 330, 30, 2, "--cell", "lstm", "--layers", "2", "--residual", "true", "--variational-dropout", "true", "--weight-decay", "0.01", "--schedule", "cosine"),
        new("fixed", 610, 40, 3, "--score", "none", "--readout", "state", "--bidirectional", "false", "--join-pairs", "0.5"),
        new("sharded", 401, 10, 7, "--shards", "2", "--keep", "1", "--size", "64"),
    ];

    /// <summary>Makes the training's folder with what it learns from; an old one is deleted.</summary>
    public static void Prepare(string folder, ulong seed)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(Path.Combine(folder, Run));
        var random = new CaseRandom(seed, -1);
        var pairs = new StringBuilder();
        for (int i = 0; i < 400; i++)
        {
            string[] words = [.. Enumerable.Range(0, 2 + random.Below(5)).Select(_ => $"{(char)('a' + random.Below(20))}{(char)('e' + random.Below(7))}")];
            pairs.Append(CultureInfo.InvariantCulture, $"le {string.Join(' ', words)}\tthe {string.Join(' ', words.Reverse().Select(static w => "x" + w))}\n");
        }
        File.WriteAllText(Path.Combine(folder, Pairs), pairs.ToString());
    }

    /// <summary>How many checkpoints are written after a step, with that of the end.</summary>
    public int WritesAfter(long step) => Enumerable.Range(1, Steps).Count(s => s > step && (s % ValidateEvery == 0 || s % CheckpointEvery == 0)) + 1;

    /// <summary>The tool's arguments, to be given in the training's folder; the same begin it and go on with it.</summary>
    public string[] Arguments(ulong seed, int threads) =>
    [
        "train", "--tsv", Pairs, "--from", "fr", "--to", "en", "--out", Run, "--vocabulary", "290", "--batch-tokens", "128", "--dev-pairs", "10", "--warmup", "20", "--patience", "100000",
        "--max-steps", $"{Steps}", "--validate-every", $"{ValidateEvery}", "--checkpoint-every", $"{CheckpointEvery}", "--seed", $"{seed}", "--threads", $"{threads}", "--resume",
        .. Choices.Contains("--size") ? [] : (string[])["--size", "32"], .. Choices,
    ];
}
