using System.Globalization;

namespace Heed.Campaign.Parsers;

/// <summary>What a campaign against the parsers was asked for.</summary>
internal sealed record ParserArguments
{
    /// <summary>Cases of each parser.</summary>
    public long Inputs { get; init; } = 10_000;

    public ulong Seed { get; init; } = 1;

    /// <summary>The time for all parsers together.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>One parser by name, or null for all.</summary>
    public string? Only { get; init; }

    /// <summary>The first case's number: where an earlier run stopped, this one goes on.</summary>
    public long From { get; init; }

    /// <summary>One case alone.</summary>
    public long? Case { get; init; }

    /// <summary>Cases that run at the same time. The results are the same with any number.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Where a case that broke is kept.</summary>
    public string Output { get; init; } = "artifacts/campaign";

    /// <exception cref="FormatException">An option is unknown or its value is no number or time.</exception>
    public static ParserArguments Of(string[] args)
    {
        var arguments = new ParserArguments();
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) throw new FormatException($"{args[i]} needs a value");
            string value = args[i + 1];
            arguments = args[i] switch
            {
                "--inputs" => arguments with { Inputs = long.Parse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) },
                "--seed" => arguments with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--limit" => arguments with { Limit = TimeArgument.Of(value) },
                "--only" => arguments with { Only = value },
                "--from" => arguments with { From = long.Parse(value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) },
                "--threads" => arguments with { Threads = Math.Clamp(int.Parse(value, CultureInfo.InvariantCulture), 1, 256) },
                "--case" => arguments with { Case = long.Parse(value, CultureInfo.InvariantCulture) },
                "--output" => arguments with { Output = value },
                _ => throw new FormatException($"there is no {args[i]}"),
            };
        }
        return arguments;
    }
}
