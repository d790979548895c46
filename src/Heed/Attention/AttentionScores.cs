namespace Heed.Attention;

/// <summary>The scores there are.</summary>
public static class AttentionScores
{
    /// <summary>Every score: its name in <c>config.json</c> and on the command line, its formula, and how it is built.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<ScoreSizes, AttentionScore> Create)> All { get; } =
    [
        ("additive", "w · tanh(W q + U k) (Bahdanau et al. 2015)", sizes => new AdditiveScore(sizes)),
        ("dot", "q · k (Luong et al. 2015)", sizes => new DotScore(sizes)),
        ("scaled-dot", "q · k / √p (Vaswani et al. 2017)", sizes => new ScaledDotScore(sizes)),
        ("bilinear", "k · W q (Luong et al. 2015, \"general\")", sizes => new BilinearScore(sizes)),
        ("cosine", "cos(q, k) / τ (Graves et al. 2014)", sizes => new CosineScore(sizes)),
        ("gaussian", "−|q − k|² / 2σ² (Nadaraya 1964; Watson 1964)", sizes => new GaussianScore(sizes)),
    ];

    /// <summary>The names, in order.</summary>
    public static IEnumerable<string> Names => All.Select(score => score.Name);

    /// <summary>Builds the score with this name.</summary>
    /// <exception cref="ArgumentException">There is no such score, or the sizes do not fit it.</exception>
    public static AttentionScore Create(string name, ScoreSizes sizes)
    {
        (string, string, Func<ScoreSizes, AttentionScore> Create) score = All.FirstOrDefault(score => score.Name == name);
        return score.Create is { } create ? create(sizes) : throw new ArgumentException($"score: there is no '{name}'; choose one of {string.Join(", ", Names)}.", nameof(name));
    }
}
