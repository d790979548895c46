using System.Globalization;
using Heed.Models;
using Heed.Studio.Data;
using Heed.Text.Corpora;

namespace Heed.Studio.Runs;

/// <summary>What a training is asked for on the page. What is null keeps the usual value of <c>heed train</c>.</summary>
internal sealed record TrainingRequest
{
    /// <summary>The run's name, which its folder gets.</summary>
    public string Name { get; init; } = "";

    /// <summary>The source language.</summary>
    public string From { get; init; } = "fr";

    /// <summary>The target language.</summary>
    public string To { get; init; } = "en";

    /// <summary>A table of pairs, a path below the studio's folder of data; null for the SDK's messages or two files.</summary>
    public string? Table { get; init; }

    /// <summary>The table's columns, such as <c>1,2</c>.</summary>
    public string Columns { get; init; } = "1,2";

    /// <summary>A file of sources, a path below the folder of data.</summary>
    public string? Sources { get; init; }

    /// <summary>A file of their translations.</summary>
    public string? Targets { get; init; }

    /// <summary>A recipe, whose options those given here override; null for none.</summary>
    public string? Recipe { get; init; }

    /// <summary>The kind of model, where no recipe says it.</summary>
    public string Architecture { get; init; } = "rnn";

    /// <summary>Numbers of a layer.</summary>
    public int? Size { get; init; }

    /// <summary>Layers.</summary>
    public int? Layers { get; init; }

    /// <summary>Pieces of the vocabulary.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Steps between validations.</summary>
    public int? ValidateEvery { get; init; }

    /// <summary>Minutes after which it stops.</summary>
    public int? MaxMinutes { get; init; }

    /// <summary>Steps after which it ends.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>The seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Models to keep beside the best.</summary>
    public int? Keep { get; init; }

    /// <summary>Options that the page has no field for.</summary>
    public IReadOnlyList<string> Further { get; init; } = [];

    /// <summary>The arguments of <c>heed</c> that begin it.</summary>
    /// <param name="options">The studio's, with its folders and recipes.</param>
    /// <exception cref="RunRefusedException">Something is missing or not allowed.</exception>
    public IReadOnlyList<string> Arguments(StudioOptions options)
    {
        if (!RunName.IsValid(Name)) throw new RunRefusedException("runs.bad-name", RunName.Longest);
        if (!IsLanguage(From) || !IsLanguage(To) || From == To) throw new RunRefusedException("runs.bad-languages");
        return ["train", .. Corpus(new DataFolder(options.Data)), "--from", From, "--to", To, .. Kind(options.Recipes), .. Limits(), "--out", Path.Combine(options.Runs, Name), .. Further];
    }

    /// <summary>The options that a run may also be given when it goes on.</summary>
    public IEnumerable<string> GoingOn() =>
    [
        .. Option("--max-time", MaxMinutes, "m"), .. Option("--max-steps", MaxSteps), .. Option("--threads", Threads), .. Option("--keep", Keep),
    ];

    private IEnumerable<string> Limits() =>
    [
        .. Option("--size", Size), .. Option("--layers", Layers), .. Option("--vocabulary", Vocabulary), .. Option("--validate-every", ValidateEvery), .. Option("--seed", Seed), .. GoingOn(),
    ];

    private string[] Kind(IReadOnlyList<string> recipes)
    {
        if (Recipe is { } recipe) return recipes.Contains(recipe) ? ["--recipe", recipe] : throw new RunRefusedException("runs.bad-recipe");
        return TranslationModels.All.Any(model => model.Name == Architecture) ? ["--architecture", Architecture] : throw new RunRefusedException("runs.bad-architecture");
    }

    private string[] Corpus(DataFolder data)
    {
        if (Table is { } table)
        {
            if (Columns.Split(',') is not [{ Length: > 0 and <= 3 } first, { Length: > 0 and <= 3 } second] || !first.All(char.IsAsciiDigit) || !second.All(char.IsAsciiDigit)) throw new RunRefusedException("runs.bad-columns");
            return ["--tsv", PathOf(data, table), "--columns", Columns];
        }
        if (Sources is { } sources && Targets is { } targets) return ["--source", PathOf(data, sources), "--target", PathOf(data, targets)];
        if (Sources is not null || Targets is not null) throw new RunRefusedException("runs.both-files");
        if (!SdkCorpus.Languages.Contains(From) || !SdkCorpus.Languages.Contains(To)) throw new RunRefusedException("runs.not-sdk", string.Join(' ', SdkCorpus.Languages));
        return ["--corpus", $"sdk:{From}-{To}"];
    }

    private static string PathOf(DataFolder data, string name) => data.TryFind(name, out string path) ? path : throw new RunRefusedException("runs.no-file");

    private static IEnumerable<string> Option(string name, IFormattable? value, string unit = "") => value is null ? [] : [name, value.ToString(null, CultureInfo.InvariantCulture) + unit];

    private static bool IsLanguage(string name) => name.Length is > 0 and <= 16 && char.IsAsciiLetter(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
