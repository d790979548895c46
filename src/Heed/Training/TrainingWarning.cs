namespace Heed.Training;

/// <summary>Something that a run should be warned of before it begins, and reminded of at its end.</summary>
/// <param name="Short">What it is.</param>
/// <param name="Long">What it is, with an example and how to mend it, in one line.</param>
internal sealed record TrainingWarning(string Short, string Long)
{
    /// <summary>The long form.</summary>
    public override string ToString() => Long;
}
