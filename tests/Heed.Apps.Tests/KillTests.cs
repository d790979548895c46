using Heed.Campaign.Kills;

namespace Heed.Apps.Tests;

/// <summary>A run that is killed, at whatever moment, goes on to the same end as one that never was: the short form of the campaign of kills.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Kind", "Training")]
    public void Runs_killed_twenty_times_end_as_those_that_never_were()
    {
        KillResult result = new KillCampaign(new KillArguments { Kills = 20, Seed = 3, Parallel = 2, Tool = HeedProcess.Tool, Output = _folder.Path }, static _ => { }).Run();
        Assert.True(result.Failures.Count == 0, string.Join("\n", result.Failures));
        Assert.True(result.Kills == 20, $"{result}");
        Assert.True(result.In(KillPhase.CheckpointWrite) + result.In(KillPhase.ModelWrite) > 0, $"no kill fell into a write: {result}");
    }

    [Fact]
    [Trait("Kind", "Training")]
    public void A_run_that_ends_otherwise_is_told()
    {
        KillTraining training = KillTraining.All[0] with { Steps = 20 };
        KillReference reference = KillReference.Of(training, HeedProcess.Tool, 1, Path.Combine(_folder.Path, "reference"));
        string run = Path.Combine(_folder.Path, "reference", KillTraining.Run), other = Path.Combine(_folder.Path, "other");
        Directory.CreateDirectory(other);
        foreach (string file in Directory.GetFiles(run)) File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        Assert.Null(reference.Compare(other));

        File.AppendAllText(Path.Combine(other, "metrics.jsonl"), "\n");
        File.Delete(Path.Combine(other, "vocab.json"));
        File.WriteAllText(Path.Combine(other, ".state.safetensors.tmp-1-1"), "");
        Assert.Equal("vocab.json is missing, .state.safetensors.tmp-1-1 is left over, metrics.jsonl differs", reference.Compare(other));
    }
}
