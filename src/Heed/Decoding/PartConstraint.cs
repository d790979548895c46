namespace Heed.Decoding;

/// <summary>What the translation of a part of a text must have.</summary>
/// <param name="Constraint">It, if there is anything.</param>
/// <param name="Warnings">What of it cannot be had, and why.</param>
internal sealed record PartConstraint(TargetConstraint? Constraint, IReadOnlyList<string> Warnings)
{
    /// <summary>Nothing.</summary>
    public static PartConstraint None { get; } = new(null, []);
}
