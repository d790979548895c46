using Heed.Layers;

namespace Heed.Models;

/// <summary>
/// The keys of <c>config.json</c>: what every model has, and what each architecture has beside. A key with a usual value is written only where it differs, and not missed in a file, so that a file is as old
/// as the choices it makes.
/// </summary>
internal static class ConfigKeys
{
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        ConfigKey.Text("architecture", c => c.Architecture, (c, v) => c with { Architecture = v }),
        ConfigKey.Text("from", c => c.From, (c, v) => c with { From = v }),
        ConfigKey.Text("to", c => c.To, (c, v) => c with { To = v }),
        ConfigKey.Number("vocabulary", c => c.Vocabulary, (c, v) => c with { Vocabulary = v }),
        ConfigKey.Text("score", c => c.Score, (c, v) => c with { Score = v }),
        ConfigKey.Number("embeddingSize", c => c.EmbeddingSize, (c, v) => c with { EmbeddingSize = v }),
        ConfigKey.Number("encoderSize", c => c.EncoderSize, (c, v) => c with { EncoderSize = v }).Of("rnn", "conv"),
        ConfigKey.Number("decoderSize", c => c.DecoderSize, (c, v) => c with { DecoderSize = v }).Of("rnn"),
        ConfigKey.Number("attentionSize", c => c.AttentionSize, (c, v) => c with { AttentionSize = v }).Of("rnn"),
        ConfigKey.Number("layers", c => c.Layers, (c, v) => c with { Layers = v }),
        ConfigKey.Flag("bidirectional", c => c.Bidirectional, (c, v) => c with { Bidirectional = v }).Of("rnn"),
        ConfigKey.Text("readout", c => c.Readout, (c, v) => c with { Readout = v }).Of("rnn"),
        ConfigKey.Number("heads", c => c.Heads, (c, v) => c with { Heads = v }).Of("transformer"),
        ConfigKey.Number("feedForwardSize", c => c.FeedForwardSize, (c, v) => c with { FeedForwardSize = v }).Of("transformer"),
        ConfigKey.Text("norm", c => c.Norm, (c, v) => c with { Norm = v }).Of("transformer"),
        ConfigKey.Text("activation", c => c.Activation, (c, v) => c with { Activation = v }).Of("transformer"),
        ConfigKey.Number("kernelWidth", c => c.KernelWidth, (c, v) => c with { KernelWidth = v }).Of("conv"),
        ConfigKey.Text("positions", c => c.Positions, (c, v) => c with { Positions = v }).Of("transformer", "conv"),
        ConfigKey.Text("cell", c => c.Cell, (c, v) => c with { Cell = v }).Of("rnn").Usually("gru"),
        ConfigKey.Flag("residual", c => c.Residual, (c, v) => c with { Residual = v }).Of("rnn").Usually(false),
        ConfigKey.Text("query", c => c.Query, (c, v) => c with { Query = v }).Of("rnn").Usually("state"),
        ConfigKey.Text("decoder", c => c.Decoder, (c, v) => c with { Decoder = v }).Of("rnn").Usually("bahdanau"),
        ConfigKey.Number("decoderLayers", c => c.DecoderLayers, (c, v) => c with { DecoderLayers = v }).Of("transformer", "conv").Usually(0),
        ConfigKey.Number("keyHeads", c => c.KeyHeads, (c, v) => c with { KeyHeads = v }).Of("transformer").Usually(0),
        ConfigKey.Flag("outputBias", c => c.OutputBias, (c, v) => c with { OutputBias = v }).Of("transformer").Usually(false),
        ConfigKey.Number("mostPositions", c => c.MostPositions, (c, v) => c with { MostPositions = v }).Of("transformer", "conv").Usually(0),
        ConfigKey.Heads("alignment", c => c.Alignment, (c, v) => c with { Alignment = v }),
    ];

    /// <summary>The keys that a model of this architecture has.</summary>
    public static IEnumerable<ConfigKey> For(string architecture) => All.Where(key => key.Architectures is null || key.Architectures.Contains(architecture));

    /// <summary>Where a model is another than one that is wanted, as "layers 5 instead of 4, heads 8 instead of 4", or nothing; what a file says of alignments makes no other model.</summary>
    public static string Others(ModelConfig config, ModelConfig wanted) => string.Join(", ",
        from key in config.Architecture == wanted.Architecture ? For(wanted.Architecture) : All.Where(key => key.Name == "architecture")
        where key.Kind != typeof(AlignmentHeads) && !Equals(key.Get(config), key.Get(wanted))
        select FormattableString.Invariant($"{key.Name} {key.Get(config)} instead of {key.Get(wanted)}"));
}

/// <summary>One key: its name, how its value is read from and put into a configuration, whose it is, and its usual value if it may be left out.</summary>
internal sealed record ConfigKey(string Name, Func<ModelConfig, object?> Get, Func<ModelConfig, object, ModelConfig> Set, Type Kind)
{
    public string[]? Architectures { get; private init; }

    /// <summary>Whether a file may lack the key.</summary>
    public bool IsOptional => Usual is not null || Kind == typeof(AlignmentHeads);

    public object? Usual { get; private init; }

    public static ConfigKey Text(string name, Func<ModelConfig, string> get, Func<ModelConfig, string, ModelConfig> set) => new(name, c => get(c), (c, v) => set(c, (string)v), typeof(string));

    public static ConfigKey Number(string name, Func<ModelConfig, int> get, Func<ModelConfig, int, ModelConfig> set) => new(name, c => get(c), (c, v) => set(c, (int)v), typeof(int));

    public static ConfigKey Flag(string name, Func<ModelConfig, bool> get, Func<ModelConfig, bool, ModelConfig> set) => new(name, c => get(c), (c, v) => set(c, (bool)v), typeof(bool));

    public static ConfigKey Heads(string name, Func<ModelConfig, AlignmentHeads?> get, Func<ModelConfig, AlignmentHeads, ModelConfig> set) => new(name, get, (c, v) => set(c, (AlignmentHeads)v), typeof(AlignmentHeads));

    public ConfigKey Of(params string[] architectures) => this with { Architectures = architectures };

    public ConfigKey Usually(object value) => this with { Usual = value };
}
