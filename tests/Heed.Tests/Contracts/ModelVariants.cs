using Heed.Models;
using Heed.Tests.Kernels;
using Heed.Text;

namespace Heed.Tests.Contracts;

/// <summary>The models that the contract is held to: every kind, in every combination of choices that changes how data flows, at sizes no vector width divides.</summary>
internal static class ModelVariants
{
    private static readonly ModelConfig Small = new()
    {
        From = "fr",
        To = "en",
        Vocabulary = Vocabulary.SmallestSize,
        EmbeddingSize = 7,
        EncoderSize = 5,
        DecoderSize = 9,
        AttentionSize = 6,
    };

    private static readonly (string Name, ModelConfig Config)[] Recurrent =
    [
        ("additive, both directions, deep, bridge", Small),
        ("additive, both directions, state, no bridge", Small with { Readout = "state", DecoderSize = 10 }),
        ("additive, forwards, two layers, deep, bridge", Small with { Bidirectional = false, Layers = 2 }),
        ("additive, both directions, two layers, state, bridge", Small with { Readout = "state", Layers = 2 }),
        ("additive, forwards, two layers, deep, no bridge, wide", Small with { Bidirectional = false, Layers = 2, EmbeddingSize = 33, EncoderSize = 35, DecoderSize = 35, AttentionSize = 37 }),
        ("additive, both directions, deep, bridge, lstm", Small with { Cell = "lstm" }),
        ("additive, both directions, deep, bridge, rnn", Small with { Cell = "rnn" }),
        ("additive, both directions, two layers, state, no bridge, lstm, residual", Small with { Cell = "lstm", Residual = true, Layers = 2, Readout = "state", DecoderSize = 10 }),
        ("additive, forwards, three layers, deep, bridge, residual", Small with { Residual = true, Layers = 3, Bidirectional = false }),
        ("additive, both directions, deep, no bridge, asks with the token", Small with { DecoderSize = 10, Query = "state-token" }),
        ("additive, forwards, two layers, state, bridge, lstm, asks with the token", Small with { Bidirectional = false, Layers = 2, Readout = "state", Cell = "lstm", Query = "state-token" }),
        ("dot, both directions, deep, no bridge", Small with { Score = "dot", DecoderSize = 10 }),
        ("scaled dot, forwards, state, no bridge", Small with { Score = "scaled-dot", Bidirectional = false, DecoderSize = 5, Readout = "state" }),
        ("bilinear, both directions, deep, bridge", Small with { Score = "bilinear" }),
        ("cosine, both directions, deep, no bridge", Small with { Score = "cosine", DecoderSize = 10 }),
        ("gaussian, both directions, deep, no bridge", Small with { Score = "gaussian", DecoderSize = 10 }),
        ("luong's order, additive, both directions, bridge", Small with { Decoder = "luong" }),
        ("luong's order, bilinear, forwards, two layers, lstm", Small with { Decoder = "luong", Score = "bilinear", Bidirectional = false, Layers = 2, Cell = "lstm" }),
        ("none, both directions, deep, bridge", Small with { Score = "none" }),
        ("none, forwards, two layers, state, no bridge", Small with { Score = "none", Bidirectional = false, Layers = 2, Readout = "state", DecoderSize = 5 }),
    ];

    private static readonly ModelConfig SmallConvolutional = new() { From = "fr", To = "en", Vocabulary = Vocabulary.SmallestSize, Architecture = "conv", Score = "dot", EmbeddingSize = 10, EncoderSize = 9, Layers = 2 };

    private static readonly (string Name, ModelConfig Config)[] Convolutional =
    [
        ("two layers, sinusoidal", SmallConvolutional),
        ("three layers and one, learned, kernel of five, additive", SmallConvolutional with { Layers = 3, DecoderLayers = 1, KernelWidth = 5, Positions = "learned", MostPositions = 60, Score = "additive" }),
        ("kernel of one", SmallConvolutional with { KernelWidth = 1, Layers = 1 }),
    ];

    private static readonly ModelConfig SmallTransformer = new() { From = "fr", To = "en", Vocabulary = Vocabulary.SmallestSize, Architecture = "transformer", Score = "scaled-dot", EmbeddingSize = 12, Heads = 3, FeedForwardSize = 10, Activation = "tanh" };

    private static readonly (string Name, ModelConfig Config)[] Transformer =
    [
        ("norm first, sinusoidal", SmallTransformer),
        ("norm last, two layers, learned, grouped heads", SmallTransformer with { Norm = "post", Layers = 2, Positions = "learned", MostPositions = 60, Heads = 4, KeyHeads = 2 }),
        ("three layers and one, additive, t5", SmallTransformer with { Layers = 3, DecoderLayers = 1, Score = "additive", Positions = "t5" }),
        ("dot, rotary", SmallTransformer with { Score = "dot", Positions = "rotary", Activation = "silu" }),
        ("bilinear, shaw, one key head", SmallTransformer with { Score = "bilinear", Positions = "shaw", KeyHeads = 1 }),
        ("cosine, alibi", SmallTransformer with { Score = "cosine", Positions = "alibi", Activation = "gelu" }),
        ("gaussian, no positions, two layers", SmallTransformer with { Score = "gaussian", Positions = "none", Layers = 2 }),
        ("wide, one head, sinusoidal halves", SmallTransformer with { EmbeddingSize = 70, Heads = 1, FeedForwardSize = 33, Positions = "sinusoidal-halves" }),
    ];

    /// <summary>Their names, for theories.</summary>
    public static TheoryData<string> Names => [.. All.Select(variant => variant.Name)];

    private static IEnumerable<(string Name, ModelConfig Config)> All =>
        from model in TranslationModels.All
        from variant in model.Name switch { "rnn" => Recurrent, "transformer" => Transformer, "conv" => Convolutional, _ => [("as it comes", Small with { Architecture = model.Name })] }
        select ($"{model.Name}: {variant.Name}", variant.Config);

    public static ModelConfig ConfigOf(string name) => All.First(variant => variant.Name == name).Config;

    /// <summary>The model with random weights.</summary>
    public static TranslationModel Create(string name, ulong seed = 1) => Create(ConfigOf(name), seed);

    public static TranslationModel Create(ModelConfig config, ulong seed = 1)
    {
        TranslationModel model = TranslationModels.Create(config);
        model.Initialize(seed);
        return model;
    }

    /// <summary>Random sources of these lengths, the end symbol last.</summary>
    public static int[][] Sources(ulong seed, params int[] lengths) =>
        [.. lengths.Select((length, i) => (int[])[.. Words(length - 1, seed, i), Vocabulary.End])];

    /// <summary>Random decoder inputs of these lengths, the start symbol first.</summary>
    public static int[][] Inputs(ulong seed, params int[] lengths) =>
        [.. lengths.Select((length, i) => (int[])[Vocabulary.Start, .. Words(length - 1, seed + 50, i)])];

    private static int[] Words(int count, ulong seed, int sentence) =>
        Array.ConvertAll(Numbers.Below(count, Vocabulary.SmallestSize - Vocabulary.Specials, seed * 1000 + (ulong)sentence), word => word + Vocabulary.Specials);
}
