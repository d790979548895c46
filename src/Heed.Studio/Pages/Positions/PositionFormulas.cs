namespace Heed.Studio.Pages.Positions;

/// <summary>Encodings as formulas; i is the position from 0, n the length of the sentence, d the size; _{…} is below the line, ^{…} above.</summary>
internal static class PositionFormulas
{
    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["none"] = "x",
        ["normalised"] = "p_{i} = i / (n − 1)",
        ["integer"] = "p_{i} = i + 1",
        ["binary"] = "p_{i,j} = ⌊i / 2^{j}⌋ mod 2",
        ["sinusoidal"] = "p_{i,2j} = sin ω_{j}i, p_{i,2j+1} = cos ω_{j}i, ω_{j} = 10000^{−2j/d}",
        ["sinusoidal-halves"] = "p_{i,j} = sin ω_{j}i, p_{i,d/2+j} = cos ω_{j}i, ω_{j} = 10000^{−2j/d}",
        ["learned"] = "p_{i} = W_{i}",
        ["shaw"] = "q_{i} · (k_{j} + a_{c}), c = clip(j − i, −16, 16)",
        ["t5"] = "q_{i} · k_{j} + b_{h, bucket(j − i)}",
        ["alibi"] = "q_{i} · k_{j} − s_{h} |j − i|",
        ["rotary"] = "R(i) q_{i} · R(j) k_{j}",
    };

    /// <summary>The formula of an encoding.</summary>
    public static string Of(string name) => All.GetValueOrDefault(name, "");
}
