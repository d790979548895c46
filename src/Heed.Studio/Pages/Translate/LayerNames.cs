using System.Globalization;
using System.Text.RegularExpressions;
using Heed.Studio.Wording;

namespace Heed.Studio.Pages.Translate;

/// <summary>What a layer of attention is called on pages.</summary>
internal static partial class LayerNames
{
    public static string Of(string name, Words words) => Numbered().Match(name) is { Success: true } match
        ? words.Of($"translate.layer-{match.Groups["of"].Value}-{match.Groups["what"].Value}", int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) + 1)
        : name == "attention" ? words["translate.layer-attention"] : name;

    [GeneratedRegex("^(?<of>encoder|decoder)(?<number>[0-9]{1,4})\\.(?<what>self|cross)$", RegexOptions.CultureInvariant)]
    private static partial Regex Numbered();
}
