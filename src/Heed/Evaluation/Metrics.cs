namespace Heed.Evaluation;

/// <summary>Every metric there is, for the command line and the tests.</summary>
public static class Metrics
{
    /// <summary>One line for each metric.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("bleu", "BLEU, cased, words cut as mteval-v13a does", (t, r) => Of(Bleu.Corpus(t, r))),
        new("bleu-lc", "BLEU in lower case, words cut as mteval-v13a does", (t, r) => Of(Bleu.Corpus(t, r, new BleuOptions { LowerCase = true }))),
        new("bleu-intl", "BLEU, cased, words cut as mteval-v14 does for all scripts", (t, r) => Of(Bleu.Corpus(t, r, new BleuOptions { Tokenizer = BleuTokenizer.International }))),
        new("bleu-char", "BLEU over characters, for writing without spaces", (t, r) => Of(Bleu.Corpus(t, r, new BleuOptions { Tokenizer = BleuTokenizer.Characters }))),
        new("bleu-none", "BLEU for text that is tokenized already", (t, r) => Of(Bleu.Corpus(t, r, new BleuOptions { Tokenizer = BleuTokenizer.None }))),
        new("chrf", "chrF2, runs of 1 to 6 characters", (t, r) => Of(ChrF.Corpus(t, r))),
        new("chrf++", "chrF2++, runs of 1 to 6 characters and of 1 and 2 words", (t, r) => Of(ChrF.Corpus(t, r, wordOrder: 2))),
    ];

    /// <summary>The version that stands in signatures.</summary>
    internal static string Version { get; } = $"heed-{typeof(Metrics).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The metric of a name.</summary>
    /// <exception cref="ArgumentException">There is none of this name; the message lists the names.</exception>
    public static Metric Named(string name) => All.FirstOrDefault(m => m.Name == name)
        ?? throw new ArgumentException($"There is no metric '{name}'; choose one of {string.Join(", ", All.Select(m => m.Name))}.", nameof(name));

    private static MetricScore Of(BleuScore score) => new(score.Value, score.ToString(), score.Signature);

    private static MetricScore Of(ChrFScore score) => new(score.Value, score.ToString(), score.Signature);
}
