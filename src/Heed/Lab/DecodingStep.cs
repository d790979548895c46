using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Lab;

/// <summary>
/// One step of a decoder under the magnifying glass: for what was said so far, the query, the score of every key, the mask, the weights, the context of every head, and the tokens most likely to come next; and
/// the same with attention changed, if that is asked for.
/// </summary>
public sealed record DecodingStep
{
    /// <summary>The most tokens that are listed.</summary>
    public const int MostChoices = 100;

    private DecodingStep(TracedSide source, TracedSide said, IReadOnlyList<int> prefix) => (Source, Said, Prefix) = (source, said, prefix);

    /// <summary>The source's tokens and words, the end symbol included.</summary>
    public TracedSide Source { get; }

    /// <summary>The tokens and words said so far, the end symbol included if it was.</summary>
    public TracedSide Said { get; }

    /// <summary>The numbers of the tokens said so far.</summary>
    public IReadOnlyList<int> Prefix { get; }

    /// <summary>What is said so far; a character whose bytes are not all there yet is left out.</summary>
    public required string Text { get; init; }

    /// <summary>Whether the end symbol was said.</summary>
    public required bool Finished { get; init; }

    /// <summary>Whether nothing can follow: the end symbol was said, or as many tokens as a search allows by its usual options.</summary>
    public required bool Ended { get; init; }

    /// <summary>What the model does. Its probabilities are, bit for bit, those of a greedy search.</summary>
    public required StepOutcome Usual { get; init; }

    /// <summary>What it does with attention changed; none if no change was asked for, or where the translation has ended.</summary>
    public StepOutcome? Edited { get; init; }

    /// <summary>What was said so far and one token more: what to look at next.</summary>
    public IReadOnlyList<int> Choose(int token) => [.. Prefix, token];

    /// <summary>Asks a model.</summary>
    internal static DecodingStep Of(TranslationModel model, Tokenizer tokenizer, string source, IReadOnlyList<int> prefix, StepEdit? edit, int choices, Workspace workspace, CancellationToken cancellation)
    {
        if (model is EnsembleModel) throw new ArgumentException("Step: several models have no attention of their own; give one.", nameof(model));
        if (choices is < 1 or > MostChoices) throw new ArgumentException($"Step: from 1 to {MostChoices} tokens can be listed, {choices} were asked for.", nameof(choices));
        var options = new SearchOptions();
        TokenizedText encoded = tokenizer.EncodeWithSpans(source.Trim());
        if (encoded.Ids.Length == 0 || encoded.Ids.Length > options.LongestSource)
            throw new ArgumentException($"Step: a sentence of 1 to {options.LongestSource:N0} pieces is expected, this one has {encoded.Ids.Length:N0}.", nameof(source));
        int[] tokens = [.. encoded.Ids, Vocabulary.End], said = [.. prefix];
        int longest = options.LongestFor(tokens.Length);
        if (said.Length > longest) throw new ArgumentException($"Step: up to {longest:N0} pieces can be said of this sentence, these are {said.Length:N0}.", nameof(prefix));
        bool finished = said.Length > 0 && said[^1] == Vocabulary.End, ended = finished || said.Length == longest;
        int[] words = finished ? said[..^1] : said;
        foreach (int token in words)
            if (token <= Vocabulary.End || token >= model.Config.Vocabulary) throw new ArgumentException($"Step: {token} is no token of a text; they are {Vocabulary.Unknown} to {model.Config.Vocabulary - 1}.", nameof(prefix));
        TokenizedText decoded = tokenizer.DecodeWithSpans(words);
        TracedSide sourceSide = TracedSide.Of(encoded, withEnd: true), inputs = TracedSide.Of(decoded, withEnd: true).AsInputs();

        (double logProbability, float[] usual) = Run(null, false);
        var step = new DecodingStep(sourceSide, TracedSide.Of(decoded, finished), said) { Text = tokenizer.DecodeBeginning(words).Trim(), Finished = finished, Ended = ended, Usual = new(logProbability, [], []) };
        if (ended) return step;
        var probe = new StepProbe(null);
        Run(probe, false);
        StepLayer[] layers = LayersOf(probe);
        double total = Softmax.LogSumExp(usual);
        step = step with { Usual = new(logProbability, ChoicesOf(usual), layers) };
        if (edit is null) return step;
        edit.ValidateFor(layers);
        probe = new StepProbe(edit);
        (logProbability, float[] changed) = Run(probe, edit.AllSteps);
        return step with { Edited = new(logProbability, ChoicesOf(changed), LayersOf(probe)) };

        // Says the prefix; its log-probability, and the logits of what comes next. The probe sees the last step, or all.
        (double LogProbability, float[] Logits) Run(IAttentionProbe? probe, bool always)
        {
            using Workspace.Scope whole = workspace.Open();
            var plain = new ForwardContext(workspace);
            ForwardContext probed = plain with { Edit = probe };
            DecoderState state = model.Start([tokens], plain);
            double sum = 0;
            int steps = said.Length + (ended ? 0 : 1);
            float[] next = [];
            for (int i = 0; i < steps; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                using Workspace.Scope scope = workspace.Open();
                ForwardContext context = always || i == said.Length ? probed : plain;
                Tensor logits = model.Project(model.Step([i == 0 ? Vocabulary.Start : said[i - 1]], state, context), context);
                if (i < said.Length) sum += logits.Values[said[i]] - Softmax.LogSumExp(logits.Values);
                else next = logits.Values.ToArray();
            }
            return (sum, next);
        }

        StepLayer[] LayersOf(StepProbe of) => [.. of.Layers.Select(layer => new StepLayer(layer.Name, StepLayer.IsOverSource(layer.Name) ? sourceSide : inputs, layer.Heads))];

        TokenChoice[] ChoicesOf(float[] logits)
        {
            int[] indices = new int[choices + Vocabulary.Specials];
            double sum = Softmax.LogSumExp(logits);
            int found = Candidates.Largest(logits, choices, indices, new float[indices.Length]);
            return [.. indices.Take(found).Select(id => id == Vocabulary.End
                ? new TokenChoice(id, WordAttention.End, "", logits[id] - sum, usual[id] - total)
                : new TokenChoice(id, tokenizer.DecodeWithSpans([id]).Pieces[0], tokenizer.Decode([id]), logits[id] - sum, usual[id] - total))];
        }
    }
}
