using System.Globalization;

namespace Heed.Campaign.Kills;

/// <summary>What trainings came to that were killed.</summary>
/// <param name="Trainings">Trainings brought to their end.</param>
/// <param name="Starts">How often a training was begun or gone on with.</param>
/// <param name="Phases">Kills by <see cref="KillPhase"/>.</param>
/// <param name="Failures">The trainings that broke.</param>
internal sealed record KillResult(int Trainings, int Starts, IReadOnlyList<int> Phases, IReadOnlyList<KillFailure> Failures)
{
    public static KillResult Nothing { get; } = new(0, 0, new int[Enum.GetValues<KillPhase>().Length], []);

    public int Kills => Phases.Sum();

    public int In(KillPhase phase) => Phases[(int)phase];

    public KillResult And(KillResult other) =>
        new(Trainings + other.Trainings, Starts + other.Starts, [.. Phases.Zip(other.Phases, static (a, b) => a + b)], [.. Failures, .. other.Failures]);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Kills:N0} kills in {Trainings:N0} trainings: {In(KillPhase.Start)} while starting, {In(KillPhase.Step)} in steps, {In(KillPhase.CheckpointWrite)} inside a checkpoint's write, {In(KillPhase.Validation)} in validations, {In(KillPhase.ModelWrite)} inside a model's write, {In(KillPhase.End)} at the end; {Starts:N0} starts; {Failures.Count} broken");
}
