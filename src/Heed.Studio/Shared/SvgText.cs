using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Heed.Studio.Shared;

/// <summary>A text element of SVG, which a page's markup cannot name: there, <c>text</c> means something else.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>The text.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    [Parameter]
    public string Direction { get; set; } = "ltr";

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "text-anchor", Anchor);
        builder.AddAttribute(2, "direction", Direction);
        builder.AddContent(3, Text);
        builder.CloseElement();
    }
}
