using Heed.Layers;

namespace Heed.Models;

/// <summary>The sizes and choices a model is built from: what <c>config.json</c> holds.</summary>
public sealed record ModelConfig
{
    /// <summary>The kind of model, a name of <see cref="TranslationModels.All"/>.</summary>
    public string Architecture { get; init; } = "rnn";

    /// <summary>The source language, such as <c>fr</c>.</summary>
    public required string From { get; init; }

    /// <summary>The target language, such as <c>en</c>.</summary>
    public required string To { get; init; }

    /// <summary>Tokens of the joint vocabulary.</summary>
    public required int Vocabulary { get; init; }

    /// <summary>How attention scores a key: <c>additive</c>, or <c>none</c> for one fixed context.</summary>
    public string Score { get; init; } = "additive";

    /// <summary>
    /// What the decoder asks with at step t': <c>state</c>, s_{t'−1}, as Bahdanau et al. 2015 do, or <c>state-token</c>, [s_{t'−1} ; embedding of y_{t'−1}], which knows the
    /// token that was just said. A file without it means <c>state</c>.
    /// </summary>
    public string Query { get; init; } = "state";

    /// <summary>The size of a token's vector.</summary>
    public int EmbeddingSize { get; init; } = 256;

    /// <summary>Units of an encoder layer in each direction.</summary>
    public int EncoderSize { get; init; } = 256;

    /// <summary>Units of a decoder layer.</summary>
    public int DecoderSize { get; init; } = 512;

    /// <summary>The inner size of the attention score.</summary>
    public int AttentionSize { get; init; } = 256;

    /// <summary>Recurrent layers of the encoder and of the decoder.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether the encoder reads in both directions.</summary>
    public bool Bidirectional { get; init; } = true;

    /// <summary>What the output layer reads: <c>state</c>, or <c>deep</c> for state, context and embedding of the previous token.</summary>
    public string Readout { get; init; } = "deep";

    /// <summary>The recurrent cell, a name of <see cref="RecurrentCells.All"/>. A file without it means <c>gru</c>.</summary>
    public string Cell { get; init; } = "gru";

    /// <summary>Whether each recurrent layer above the first adds what it read to what it says. A file without it means no.</summary>
    public bool Residual { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public ModelConfig Validate()
    {
        if (TranslationModels.All.All(model => model.Name != Architecture))
            throw new ArgumentException($"architecture: there is no '{Architecture}'; choose one of {string.Join(", ", TranslationModels.All.Select(model => model.Name))}.");
        if (Score is not ("additive" or "none")) throw new ArgumentException($"score: there is no '{Score}'; choose additive or none.");
        if (Query is not ("state" or "state-token")) throw new ArgumentException($"query: there is no '{Query}'; choose state or state-token.");
        if (Query != "state" && Score == "none") throw new ArgumentException("query: a model without attention (score none) asks for nothing; leave the query out.");
        if (Readout is not ("deep" or "state")) throw new ArgumentException($"readout: there is no '{Readout}'; choose deep or state.");
        if (RecurrentCells.All.All(cell => cell.Name != Cell)) throw new ArgumentException($"cell: there is no '{Cell}'; choose one of {string.Join(", ", RecurrentCells.All.Select(cell => cell.Name))}.");
        if (string.IsNullOrWhiteSpace(From) || string.IsNullOrWhiteSpace(To)) throw new ArgumentException("from, to: both languages must be named.");
        Range("vocabulary", Vocabulary, 260, 1_000_000);
        Range("embeddingSize", EmbeddingSize, 1, 16_384);
        Range("encoderSize", EncoderSize, 1, 16_384);
        Range("decoderSize", DecoderSize, 1, 16_384);
        Range("attentionSize", AttentionSize, 1, 16_384);
        Range("layers", Layers, 1, 64);
        return this;
    }

    private static void Range(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw new ArgumentException($"{name}: must be from {least} to {most}, it is {value}.");
    }
}
