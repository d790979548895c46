namespace Heed.Studio.Pages.Step;

/// <summary>Whether a key may be attended to.</summary>
public enum KeyMask
{
    /// <summary>It may.</summary>
    Open,

    /// <summary>Some of a word's pieces may.</summary>
    Partly,

    /// <summary>The reader masked it.</summary>
    Masked,

    /// <summary>The model's own mask keeps it from being attended to.</summary>
    Never,
}
