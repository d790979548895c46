using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Heed.Studio.Shared.Lab;

/// <summary>Text in a picture, as a fragment: Razor takes an element of that name for something else.</summary>
internal static class LabText
{
    /// <summary>Text at a place, laid out by its anchor: start, middle or end.</summary>
    public static RenderFragment At(double x, double y, string anchor, string text) => builder =>
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", x.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(2, "y", y.ToString("0.#", CultureInfo.InvariantCulture));
        builder.AddAttribute(3, "text-anchor", anchor);
        builder.AddContent(4, text);
        builder.CloseElement();
    };
}
