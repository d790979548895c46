using Heed.Lab;
using Heed.Studio.Pages.Translate;

namespace Heed.Studio.Pages.Step;

/// <summary>The head that is looked at, before and after a change.</summary>
internal sealed class StepLens
{
    public StepLens(StepLayer usual, StepLayer now, int head, StepLink link)
    {
        (Layer, Now, Usual, Attention) = (usual, now, usual.Heads[head], now.Heads[head]);
        Rows = KeyRow.Of(usual, now, head, link.Pieces ? PieceLabels.Of(usual.Attended) : null, link.Change);
        Scale = Math.Max(Attention.Context.Max(Math.Abs), Usual.Context.Max(Math.Abs));
    }

    /// <summary>Its layer when nothing is changed.</summary>
    public StepLayer Layer { get; }

    /// <summary>Its layer as it is changed.</summary>
    public StepLayer Now { get; }

    /// <summary>The head when nothing is changed.</summary>
    public StepAttention Usual { get; }

    /// <summary>The head as it is changed.</summary>
    public StepAttention Attention { get; }

    /// <summary>What it attends to.</summary>
    public IReadOnlyList<KeyRow> Rows { get; }

    /// <summary>The largest magnitude of either context.</summary>
    public float Scale { get; }

    /// <summary>Whether it reads the source, and not what was said.</summary>
    public bool ReadsSource => Layer.ReadsSource;
}
