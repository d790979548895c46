using System.Globalization;
using Heed.Campaign.Kills;
using Heed.Campaign.Parsers;

// Campaigns run for minutes or hours and are no part of the test suite; each has a short form there.
try
{
    switch (args)
    {
        case ["parsers", ..]: return ParserProgram.Run(ParserArguments.Of(args[1..]));
        case ["kills", ..]: return KillProgram.Run(KillArguments.Of(args[1..]));
    }
    Console.Error.WriteLine("""
        usage: parsers [--inputs N] [--seed S] [--from NUMBER] [--limit 30m] [--threads N] [--only NAME] [--case NUMBER] [--output DIR]
               kills [--kills N] [--seed S] [--from NUMBER] [--limit 30m] [--parallel N] [--case NUMBER] [--tool PATH] [--output DIR]
        """);
    return 2;
}
catch (Exception e) when (e is FormatException or OverflowException)
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"campaign: {e.Message}"));
    return 2;
}
