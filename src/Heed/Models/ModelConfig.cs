using Heed.Attention;
using Heed.Layers;
using Heed.Positions;

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

    /// <summary>How attention scores a key, a name of <see cref="Attention.AttentionScores.All"/>; <c>none</c> for one fixed context in a recurrent model.</summary>
    public string Score { get; init; } = "additive";

    /// <summary>
    /// What the decoder asks with at step t': <c>state</c>, s_{t'−1}, as Bahdanau et al. 2015 do, or <c>state-token</c>, [s_{t'−1} ; embedding of y_{t'−1}], which knows the
    /// token that was just said. A file without it means <c>state</c>.
    /// </summary>
    public string Query { get; init; } = "state";

    /// <summary>
    /// A recurrent decoder's order: <c>bahdanau</c>, attention before the step, its context goes into the state; or <c>luong</c>, attention after the step with the new state. A file without it
    /// means <c>bahdanau</c>.
    /// </summary>
    public string Decoder { get; init; } = "bahdanau";

    /// <summary>The size of a token's vector.</summary>
    public int EmbeddingSize { get; init; } = 256;

    /// <summary>Units of an encoder layer in each direction.</summary>
    public int EncoderSize { get; init; } = 256;

    /// <summary>Units of a decoder layer.</summary>
    public int DecoderSize { get; init; } = 512;

    /// <summary>The inner size of the attention score.</summary>
    public int AttentionSize { get; init; } = 256;

    /// <summary>Layers of the encoder and, unless <see cref="DecoderLayers"/> says otherwise, of the decoder.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Whether the encoder reads in both directions.</summary>
    public bool Bidirectional { get; init; } = true;

    /// <summary>What the output layer reads: <c>state</c>, or <c>deep</c> for state, context and embedding of the previous token.</summary>
    public string Readout { get; init; } = "deep";

    /// <summary>The recurrent cell, a name of <see cref="RecurrentCells.All"/>. A file without it means <c>gru</c>.</summary>
    public string Cell { get; init; } = "gru";

    /// <summary>Whether each recurrent layer above the first adds what it read to what it says. A file without it means no.</summary>
    public bool Residual { get; init; }

    /// <summary>Layers of a Transformer's decoder; 0 for as many as the encoder has.</summary>
    public int DecoderLayers { get; init; }

    /// <summary>Heads of each attention of a Transformer, a divisor of <see cref="EmbeddingSize"/>.</summary>
    public int Heads { get; init; } = 4;

    /// <summary>Heads of the keys and values, a divisor of <see cref="Heads"/>; 0 for as many.</summary>
    public int KeyHeads { get; init; }

    /// <summary>The inner size of a Transformer's feed-forward layers.</summary>
    public int FeedForwardSize { get; init; } = 256;

    /// <summary>Steps that a convolution of a convolutional model sees, an odd number in the encoder's middle of which the step itself stands.</summary>
    public int KernelWidth { get; init; } = 3;

    /// <summary>Where a Transformer's layers have their norm: <c>pre</c>, before each part, or <c>post</c>, after its residual.</summary>
    public string Norm { get; init; } = "pre";

    /// <summary>The function in feed-forward layers, a name of <see cref="Activations.All"/>.</summary>
    public string Activation { get; init; } = "relu";

    /// <summary>How a Transformer is told where tokens stand, a name of <see cref="PositionEncodings.All"/>.</summary>
    public string Positions { get; init; } = "sinusoidal";

    /// <summary>The longest sentence in tokens, for encodings that must know it; 0 where none needs to.</summary>
    public int MostPositions { get; init; }

    /// <summary>Whether a Transformer adds a number to each token's logit. A file without it means no.</summary>
    public bool OutputBias { get; init; }

    /// <summary>
    /// Whose weights align source and target, found on development data or taught in training. None, and a file without it, for the usual ones: the mean of heads at the step that writes, in a Transformer of
    /// the last layer but one (Garg et al. 2019, section 3), in a convolutional model of the last.
    /// </summary>
    public AlignmentHeads? Alignment { get; init; }

    /// <summary>Layers of the decoder.</summary>
    internal int LayersOfDecoder => DecoderLayers == 0 ? Layers : DecoderLayers;

    /// <summary>The weights that align, where none are chosen the usual ones.</summary>
    public AlignmentHeads Aligning => Alignment ?? new(new AlignmentHead(Architecture switch { "transformer" => Math.Max(0, LayersOfDecoder - 2), "conv" => LayersOfDecoder - 1, _ => 0 }));

    /// <summary>The layers of the decoder that look at the source, and the heads of each.</summary>
    internal (int Layers, int Heads) Attending => Architecture switch { "transformer" => (LayersOfDecoder, Heads), "conv" => (LayersOfDecoder, 1), _ => (Score == "none" ? 0 : 1, 1) };

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public ModelConfig Validate()
    {
        if (TranslationModels.All.All(model => model.Name != Architecture))
            throw new ArgumentException($"architecture: there is no '{Architecture}'; choose one of {string.Join(", ", TranslationModels.All.Select(model => model.Name))}.");
        if (Score != "none" && !AttentionScores.Names.Contains(Score)) throw new ArgumentException($"score: there is no '{Score}'; choose one of {string.Join(", ", AttentionScores.Names)}, or none.");
        if (Architecture == "transformer") ValidateTransformer();
        else if (Architecture == "conv") ValidateConvolutional();
        else ValidateRecurrent();
        if (string.IsNullOrWhiteSpace(From) || string.IsNullOrWhiteSpace(To)) throw new ArgumentException("from, to: both languages must be named.");
        Range("vocabulary", Vocabulary, Text.Vocabulary.Specials + 1, 1_000_000);
        Range("embeddingSize", EmbeddingSize, 1, 16_384);
        Range("layers", Layers, 1, 64);
        if (Alignment is not null) ValidateAlignment(Alignment);
        return this;
    }

    /// <summary>The lengths of token sequences whose tokens were checked.</summary>
    /// <exception cref="ArgumentException">A token is not in the vocabulary.</exception>
    internal int[] LengthsOf(IReadOnlyList<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        int[] lengths = new int[sequences.Count];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = sequences[b].Length;
            RequireTokens(sequences[b]);
        }
        return lengths;
    }

    /// <exception cref="ArgumentException">A token is not in the vocabulary.</exception>
    internal void RequireTokens(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
            if ((uint)token >= (uint)Vocabulary) throw new ArgumentException($"token {token} is not within a vocabulary of {Vocabulary}.", nameof(tokens));
    }

    private void ValidateAlignment(AlignmentHeads choice)
    {
        (int layers, int heads) = Attending;
        if (layers == 0) throw new ArgumentException("alignment: a model without attention (score none) aligns nothing; leave it out.");
        foreach (AlignmentHead one in choice)
        {
            Range("alignment.layer", one.Layer, 0, layers - 1);
            if (one.Head is { } head) Range("alignment.head", head, 0, heads - 1);
            if (!Enum.IsDefined(one.Step)) throw new ArgumentException("alignment.step: choose written or read.");
        }
    }

    private void ValidateRecurrent()
    {
        if (Query is not ("state" or "state-token")) throw new ArgumentException($"query: there is no '{Query}'; choose state or state-token.");
        if (Query != "state" && Score == "none") throw new ArgumentException("query: a model without attention (score none) asks for nothing; leave the query out.");
        if (Decoder is not ("bahdanau" or "luong")) throw new ArgumentException($"decoder: there is no '{Decoder}'; choose bahdanau or luong.");
        if (Decoder == "luong" && Query != "state") throw new ArgumentException("query: a decoder of Luong's order asks with its new state; leave the query out.");
        if (Decoder == "luong" && Readout != "deep") throw new ArgumentException("readout: with Luong's order the context reaches the output alone; choose deep.");
        if (Readout is not ("deep" or "state")) throw new ArgumentException($"readout: there is no '{Readout}'; choose deep or state.");
        if (RecurrentCells.All.All(cell => cell.Name != Cell)) throw new ArgumentException($"cell: there is no '{Cell}'; choose one of {string.Join(", ", RecurrentCells.All.Select(cell => cell.Name))}.");
        Range("encoderSize", EncoderSize, 1, 16_384);
        Range("decoderSize", DecoderSize, 1, 16_384);
        Range("attentionSize", AttentionSize, 1, 16_384);
    }

    private void ValidateConvolutional()
    {
        if (Score == "none") throw new ArgumentException($"score: a convolutional decoder reads the source by attention; choose one of {string.Join(", ", AttentionScores.Names)}.");
        Range("encoderSize", EncoderSize, 1, 16_384);
        Range("kernelWidth", KernelWidth, 1, 255);
        if (KernelWidth % 2 == 0) throw new ArgumentException($"kernelWidth: must be odd, so that as many steps stand before the middle as after it; it is {KernelWidth}.");
        Range("decoderLayers", DecoderLayers, 0, 64);
        Range("mostPositions", MostPositions, 0, 1_000_000);
        ValidatePositions();
        if (PositionEncodings.Create(Positions, new PositionOptions(EmbeddingSize, 1, EmbeddingSize, MostPositions > 0 ? MostPositions : null)) is not (AbsoluteEncoding or NoEncoding))
            throw new ArgumentException($"positions: a convolutional model adds codes to its embeddings; '{Positions}' acts inside self-attention.");
    }

    private void ValidateTransformer()
    {
        if (Score == "none") throw new ArgumentException($"score: a Transformer is nothing without attention; choose one of {string.Join(", ", AttentionScores.Names)}.");
        Range("heads", Heads, 1, 255);
        if (EmbeddingSize % Heads != 0) throw new ArgumentException($"heads: {Heads} heads do not divide an embedding of {EmbeddingSize} numbers.");
        if (KeyHeads < 0 || (KeyHeads > 0 && Heads % KeyHeads != 0)) throw new ArgumentException($"keyHeads: {KeyHeads} key heads do not divide {Heads} heads.");
        Range("feedForwardSize", FeedForwardSize, 1, 65_536);
        Range("decoderLayers", DecoderLayers, 0, 64);
        Range("mostPositions", MostPositions, 0, 1_000_000);
        if (Norm is not ("pre" or "post")) throw new ArgumentException($"norm: there is no '{Norm}'; choose pre or post.");
        Activations.Find(Activation);
        ValidatePositions();
        // As the layers would refuse it, before anything is read or learned.
        int headSize = EmbeddingSize / Heads;
        PositionEncoding positions = PositionEncodings.Create(Positions, new PositionOptions(EmbeddingSize, Heads, headSize, MostPositions > 0 ? MostPositions : null));
        if (positions.RefusalFor(AttentionScores.Create(Score, new ScoreSizes(headSize, headSize, headSize)).Traits) is { } refusal) throw new ArgumentException($"positions: {refusal}");
    }

    private void ValidatePositions()
    {
        if (PositionEncodings.All.All(encoding => encoding.Name != Positions))
            throw new ArgumentException($"positions: there is no '{Positions}'; choose one of {string.Join(", ", PositionEncodings.All.Select(encoding => encoding.Name))}.");
    }

    private static void Range(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw new ArgumentException($"{name}: must be from {least} to {most}, it is {value}.");
    }
}
