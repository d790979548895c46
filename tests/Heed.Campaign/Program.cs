using System.Globalization;
using Heed.Campaign.Parsers;

// Campaigns run for minutes or hours and are no part of the test suite; each has a short form there.
if (args is not ["parsers", ..])
{
    Console.Error.WriteLine("usage: parsers [--inputs N] [--seed S] [--from NUMBER] [--limit 30m] [--threads N] [--only NAME] [--case NUMBER] [--output DIR]");
    return 2;
}
try
{
    return ParserProgram.Run(ParserArguments.Of(args[1..]));
}
catch (FormatException e)
{
    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"campaign: {e.Message}"));
    return 2;
}
