namespace Heed.Studio.Pages.Step;

/// <summary>A word of the source or a token that was said, as it stands in its line.</summary>
/// <param name="Label">What it reads as.</param>
/// <param name="Part">Its weight as CSS has numbers; 0 where it is not attended to.</param>
/// <param name="Joined">Whether it belongs to the word before it.</param>
/// <param name="Closed">Whether it may not be attended to.</param>
internal sealed record StepChip(string Label, string Part, bool Joined = false, bool Closed = false);
