using Heed.Training;

namespace Heed.Studio.Runs;

/// <summary>What is known of a run at a moment.</summary>
public sealed record RunSnapshot
{
    /// <summary>The name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Grows whenever something changed.</summary>
    public required long Version { get; init; }

    /// <summary>Where it stood at its last checkpoint; null before the first, or if it cannot be read.</summary>
    internal RunState? State { get; init; }

    /// <summary>Steps, thinned.</summary>
    public IReadOnlyList<RunPoint> Steps { get; init; } = [];

    /// <summary>Validations.</summary>
    public IReadOnlyList<RunValidation> Validations { get; init; } = [];

    /// <summary>Sample translations.</summary>
    public IReadOnlyList<RunSamples> Samples { get; init; } = [];

    /// <summary>Speeds, as far as somebody watched.</summary>
    public IReadOnlyList<RunSpeed> Speeds { get; init; } = [];

    /// <summary>The steps whose models were kept.</summary>
    public IReadOnlyList<(string Folder, long Step)> Kept { get; init; } = [];

    /// <summary>Whether its best model is there.</summary>
    public bool HasModel { get; init; }

    /// <summary>When its metrics were written last.</summary>
    public DateTime Written { get; init; }

    /// <summary>Whether its metrics grew a moment ago: somebody trains it.</summary>
    public bool IsGrowing { get; init; }

    /// <summary>What in its files could not be read; null where all could.</summary>
    public string? Fault { get; init; }

    /// <summary>The last step.</summary>
    public long Step => Math.Max(Steps.Count == 0 ? 0 : Steps[^1].Step, State?.Step ?? 0);

    /// <summary>The best validation by BLEU; null before the first.</summary>
    public RunValidation? Best => Validations.Count == 0 ? null : Validations.MaxBy(static of => of.Bleu);
}
