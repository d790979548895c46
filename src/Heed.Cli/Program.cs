using Heed.Cli;

return CommandLine.Run(args, Terminal.OfThisProcess());
