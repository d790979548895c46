using System.Globalization;
using System.Text.RegularExpressions;
using Heed.Layers;

namespace Heed.Training;

/// <summary>
/// Weights that suit depth: the matrices of layer l, counted from 1, are drawn 1/√l as large, so that what is added up over the layers does not grow with them.
/// Zhang, Titov and Sennrich 2019, "Improving deep Transformer with depth-scaled initialization and merged attention", section 4.1.
/// </summary>
internal static partial class DepthInitialization
{
    /// <summary>Scales the weights of a model whose numbers were just drawn.</summary>
    public static void Apply(Module model)
    {
        foreach ((string name, Parameter parameter) in model.Parameters)
        {
            if (parameter.Shape.Rank < 2 || Layer().Match(name) is not { Success: true } layer) continue;
            int depth = 1 + int.Parse(layer.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            parameter.Value.Backend.Scale(parameter.Value, 1 / MathF.Sqrt(depth), parameter.Value);
            parameter.Refresh();
        }
    }

    [GeneratedRegex(@"^(?:encoder|decoder)(\d{1,4})\.")]
    private static partial Regex Layer();
}
