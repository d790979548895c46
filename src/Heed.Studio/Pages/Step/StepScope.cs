namespace Heed.Studio.Pages.Step;

/// <summary>Which heads a change of attention is made in.</summary>
public enum StepScope
{
    /// <summary>The head that is shown.</summary>
    Head,

    /// <summary>All heads of the layer that is shown.</summary>
    Layer,

    /// <summary>All heads of all layers that read the source.</summary>
    Source,
}
