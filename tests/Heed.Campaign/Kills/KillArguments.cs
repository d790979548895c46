using System.Globalization;

namespace Heed.Campaign.Kills;

/// <summary>What a campaign of kills was asked for.</summary>
internal sealed record KillArguments
{
    /// <summary>Kills of all trainings together.</summary>
    public int Kills { get; init; } = 100;

    public ulong Seed { get; init; } = 1;

    /// <summary>The number of the first training.</summary>
    public long From { get; init; }

    /// <summary>One training alone.</summary>
    public long? Case { get; init; }

    /// <summary>After this time nothing is killed any more; what was begun is brought to its end.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Trainings at the same time.</summary>
    public int Parallel { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The built tool: a program, or its Heed.Cli.dll.</summary>
    public string Tool { get; init; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Heed.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), "Heed.Cli.dll"));

    /// <summary>Where the runs' folders are; those of a failure stay.</summary>
    public string Output { get; init; } = "artifacts/campaign";

    /// <exception cref="FormatException">An option is unknown or its value is no number or time.</exception>
    public static KillArguments Of(string[] args)
    {
        var arguments = new KillArguments();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) throw new FormatException($"{args[i]} needs a value");
            string value = args[i + 1];
            arguments = args[i] switch
            {
                "--kills" => arguments with { Kills = int.Parse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) },
                "--seed" => arguments with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--from" => arguments with { From = long.Parse(value, CultureInfo.InvariantCulture) },
                "--case" => arguments with { Case = long.Parse(value, CultureInfo.InvariantCulture) },
                "--limit" => arguments with { Limit = TimeArgument.Of(value) },
                "--parallel" => arguments with { Parallel = Math.Clamp(int.Parse(value, CultureInfo.InvariantCulture), 1, 100) },
                "--tool" => arguments with { Tool = Path.GetFullPath(value) },
                "--output" => arguments with { Output = value },
                _ => throw new FormatException($"there is no {args[i]}"),
            };
        }
        if (!File.Exists(arguments.Tool)) throw new FormatException($"{arguments.Tool}: there is no such tool; build Heed.Cli, or name it with --tool");
        return arguments;
    }
}
