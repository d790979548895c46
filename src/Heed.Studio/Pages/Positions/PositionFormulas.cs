namespace Heed.Studio.Pages.Positions;

/// <summary>Encodings as formulas; i is the position from 0, n the length of the sentence, d the size.</summary>
internal static class PositionFormulas
{
    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["none"] = "x",
        ["normalised"] = "pᵢ = i / (n − 1)",
        ["integer"] = "pᵢ = i + 1",
        ["binary"] = "pᵢⱼ = ⌊i / 2ʲ⌋ mod 2",
        ["sinusoidal"] = "pᵢ,₂ⱼ = sin ωⱼi, pᵢ,₂ⱼ₊₁ = cos ωⱼi, ωⱼ = 10000^(−2j/d)",
        ["sinusoidal-halves"] = "pᵢ,ⱼ = sin ωⱼi, pᵢ,ⱼ₊d/2 = cos ωⱼi, ωⱼ = 10000^(−2j/d)",
        ["learned"] = "pᵢ = Wᵢ",
        ["shaw"] = "qᵢ · (kⱼ + a_c), c = clip(j − i, −16, 16)",
        ["t5"] = "qᵢ · kⱼ + b_h[bucket(j − i)]",
        ["alibi"] = "qᵢ · kⱼ − s_h |j − i|",
        ["rotary"] = "(R(ωi) qᵢ) · (R(ωj) kⱼ)",
    };

    /// <summary>The formula of an encoding.</summary>
    public static string Of(string name) => All.GetValueOrDefault(name, "");
}
