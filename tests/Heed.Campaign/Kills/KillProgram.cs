using System.Diagnostics;

namespace Heed.Campaign.Kills;

/// <summary>The campaign as a program: progress and results in lines, the runs that broke in folders.</summary>
internal static class KillProgram
{
    public static int Run(KillArguments arguments)
    {
        var watch = Stopwatch.StartNew();
        var campaign = new KillCampaign(arguments, Console.Error.WriteLine);
        KillResult result = campaign.Run();
        Console.WriteLine(FormattableString.Invariant($"{result}; seed {arguments.Seed}, {watch.Elapsed.TotalSeconds:F0} s"));
        foreach (KillFailure failure in result.Failures)
            Console.WriteLine($"{failure.What}\nagain: dotnet run --project tests/Heed.Campaign -c Release -- kills --seed {arguments.Seed} --case {failure.Number}");
        if (arguments.Case is null && result.Kills < arguments.Kills) Console.WriteLine($"stopped by the limit; go on with --from {campaign.Next} --kills {arguments.Kills - result.Kills}");
        return result.Failures.Count == 0 ? 0 : 1;
    }
}
