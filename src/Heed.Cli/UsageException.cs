namespace Heed.Cli;

/// <summary>The command line asks for something that makes no sense: one line for the user, exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
