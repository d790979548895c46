using Heed.Decoding;
using Heed.Text;

namespace Heed.Tests.Documents;

/// <summary>Says what it is told to, and attends as it is told: for each target word the source word, by number.</summary>
internal sealed class SpokenTranslator : ITranslator
{
    private readonly Dictionary<string, (string Text, int[] Attended)[]> _said = new(StringComparer.Ordinal);

    public string From => "en";

    public string To => "fr";

    /// <summary>The texts asked for, in their order.</summary>
    public List<string> Asked { get; } = [];

    public double LogProbability { get; set; }

    /// <summary>Further translations of a text are its alternatives.</summary>
    public SpokenTranslator Say(string source, string target, params int[] attended)
    {
        _said[source] = [.. _said.GetValueOrDefault(source, []), (target, attended)];
        return this;
    }

    public IReadOnlyList<Translation> Translate(IReadOnlyList<string> texts, SearchOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Asked.AddRange(texts);
        return [.. texts.Select(text =>
        {
            if (!_said.TryGetValue(text, out (string, int[])[]? said)) throw new InvalidOperationException($"nobody said what \"{text}\" is");
            return Of(text, said[0]) with { Alternatives = options?.NBest > 1 ? [.. said.Skip(1).Select(next => Of(text, next))] : [] };
        })];
    }

    private Translation Of(string source, (string Text, int[] Attended) said)
    {
        string[] sourceWords = [.. Words.Split(source).Select(static w => w.Text), "</s>"], targetWords = [.. Words.Split(said.Text).Select(static w => w.Text), "</s>"];
        float[] attention = new float[sourceWords.Length * targetWords.Length];
        for (int t = 0; t < targetWords.Length; t++)
            attention[t * sourceWords.Length + (t < said.Attended.Length ? said.Attended[t] : t == targetWords.Length - 1 ? sourceWords.Length - 1 : Math.Min(t, sourceWords.Length - 1))] = 1;
        return new Translation
        {
            Source = source,
            Text = said.Text,
            Score = 0,
            LogProbability = LogProbability,
            SourceTokens = sourceWords,
            TargetTokens = targetWords,
            SourceWords = sourceWords,
            TargetWords = targetWords,
            Attention = attention,
        };
    }
}
