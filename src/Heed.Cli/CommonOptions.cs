using System.CommandLine;
using System.Globalization;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Tensors;
using Heed.Training;

namespace Heed.Cli;

/// <summary>Options that several verbs share, and the checks that several options share.</summary>
internal static class CommonOptions
{
    private const string DefaultModel = "fr-en";

    public static Option<string[]> Models() => new("--model", "-m")
    {
        Description = "A model's folder or name, looked for here, in ./models, in HEED_MODELS and beside the tool; several translate together [default: fr-en]",
        HelpName = "DIR|NAME",
    };

    /// <exception cref="InvalidDataException">There is no such model.</exception>
    public static string[] FoldersOf(string[]? models) => [.. (models is { Length: > 0 } ? models : [DefaultModel]).Select(ModelFolder.Resolve)];

    public static Option<int?> Last() => new Option<int?>("--last")
    {
        Description = "Of each --model, which is a run's folder, the N last models that it kept (train --keep): they translate together",
        HelpName = "N",
    }.Between(1, 1000);

    /// <exception cref="InvalidDataException">There is no such model, or a run kept fewer.</exception>
    public static string[] FoldersOf(string[]? models, int? last)
    {
        if (last is not { } count) return FoldersOf(models);
        return [.. (models is { Length: > 0 } ? models : throw new UsageException("--last takes the last models of a run: name the run's folder with --model.")).SelectMany(run =>
        {
            if (!Directory.Exists(run)) throw new DirectoryNotFoundException($"--last: there is no folder {run}; name a run's folder, which train --out wrote.");
            IReadOnlyList<(string Folder, long Step)> kept = KeptModels.In(run);
            return kept.Count >= count
                ? kept.TakeLast(count).Select(static model => model.Folder)
                : throw new InvalidDataException($"--last {count}: {run} has {kept.Count} kept models (step-000100 …); train with --keep {count}, or ask for fewer.");
        })];
    }

    public static Option<bool> Shortlist() => new("--shortlist")
    {
        Description = "Compute only the tokens that the model's shortlist allows for each sentence; heed models shortlist makes one. Faster where the vocabulary is large",
    };

    /// <exception cref="FileNotFoundException">The model has no shortlist.</exception>
    public static SearchOptions WithShortlist(SearchOptions options, bool isWanted, string[] folders)
    {
        if (!isWanted) return options;
        string file = Path.Combine(folders[0], Decoding.Shortlist.FileName);
        if (!File.Exists(file)) throw new FileNotFoundException($"--shortlist: {file} is not there; make it with heed models shortlist {folders[0]} --corpus NAME.");
        return options with { Shortlist = Decoding.Shortlist.Load(file) };
    }

    public static Option<int?> Threads() => new Option<int?>("--threads")
    {
        Description = "Processor cores to use; the result does not depend on it [default: all]",
        HelpName = "N",
    }.Between(1, 1024);

    public static Option<string?> Weights() => new Option<string?>("--weights")
    {
        Description = "How weights are held: bfloat16 takes half the memory, int8 a quarter; both are faster and translate almost the same [default: float32]",
        HelpName = "float32|bfloat16|int8",
    }.OneOf("float32", "bfloat16", "int8");

    public static WeightFormat WeightsOf(string? name) => name is null ? WeightFormat.Float32 : Enum.Parse<WeightFormat>(name, ignoreCase: true);

    public static Workers WorkersOf(int? threads) => new(threads ?? Math.Min(Environment.ProcessorCount, 1024));

    /// <summary>Says at once, not after the work, that a file cannot be written.</summary>
    public static void CheckFolderOf(string? output)
    {
        if (output is null) return;
        if (Directory.Exists(output)) throw new IOException($"--output {output}: this is a folder; name a file.");
        string? folder = Path.GetDirectoryName(Path.GetFullPath(output));
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"--output {output}: there is no folder {folder}.");
    }

    /// <summary>Says before any work that a file to read is not there.</summary>
    public static void CheckIsFile(string? file)
    {
        if (file is null || File.Exists(file)) return;
        throw Directory.Exists(file)
            ? new IOException($"{file}: this is a folder; name a file.")
            : new FileNotFoundException($"{file}: there is no such file.");
    }

    public static Option<int?> Between(this Option<int?> option, int least, int most)
    {
        option.CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most) return value;
            argument.AddError(most == int.MaxValue
                ? $"{option.Name}: '{text}' is not a whole number of at least {least}."
                : $"{option.Name}: '{text}' is not a whole number from {least} to {most}.");
            return null;
        };
        return option;
    }

    /// <summary>Numbers between <paramref name="least"/> and <paramref name="most"/>, or equal to one of them where it is included.</summary>
    public static Option<double?> Within(this Option<double?> option, double least, double most, bool includeLeast, bool includeMost = false)
    {
        option.CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && (value > least || (includeLeast && value == least)) && (value < most || (includeMost && value == most))) return value;
            string range = (includeLeast, includeMost) switch
            {
                (true, true) => $"from {least} to {most}",
                (true, false) => $"from {least} and below {most}",
                (false, true) => $"above {least} and at most {most}",
                _ => $"above {least} and below {most}",
            };
            argument.AddError($"{option.Name}: '{text}' is not a number {range}.");
            return null;
        };
        return option;
    }

    public static Option<string?> OneOf(this Option<string?> option, params string[] names)
    {
        option.CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (names.Contains(text)) return text;
            argument.AddError($"{option.Name}: '{text}' is none of {string.Join(", ", names)}.");
            return null;
        };
        option.CompletionSources.Add(names);
        return option;
    }
}
