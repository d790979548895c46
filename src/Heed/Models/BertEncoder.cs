using Heed.Attention;
using Heed.Files;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Text;
using AttentionSpan = Heed.Kernels.AttentionSpan;

namespace Heed.Models;

/// <summary>
/// An encoder of the BERT kind: embeddings of pieces, positions and, but for DistilBERT, of first and second text, a norm, then layers of self-attention and feed-forward with norms after the residuals. Devlin et al. 2019,
/// Sanh et al. 2019. It is read from a checkpoint of Hugging Face, to be looked at: every layer and head of its attention can be had from a trace.
/// </summary>
public sealed class BertEncoder : Module
{
    private const float Epsilon = 1e-12f;

    private readonly Parameter _pieces, _positions;
    private readonly Parameter? _types;
    private readonly LayerNorm _norm;
    private readonly TransformerEncoderLayer[] _layers;

    /// <summary>An encoder of these sizes, its weights zero until read.</summary>
    /// <exception cref="ArgumentException">A size does not fit.</exception>
    internal BertEncoder(int vocabulary, int mostPositions, int types, int size, int heads, int inner, int layers, string activation, float epsilon = Epsilon)
    {
        if (size % heads != 0) throw new ArgumentException($"{heads} heads do not divide {size} numbers.", nameof(heads));
        (Vocabulary, MostPositions, Size) = (vocabulary, mostPositions, size);
        _pieces = Add("pieces", new(vocabulary, size), Initialization.Normal(0.02f), isTable: true);
        _positions = Add("positions", new(mostPositions, size), Initialization.Normal(0.02f), isTable: true);
        _types = types > 0 ? Add("types", new(types, size), Initialization.Normal(0.02f), isTable: true) : null;
        _norm = Add("norm", new LayerNorm(size, epsilon));
        var options = new TransformerOptions(size, heads, 0, inner, activation, NormFirst: false, "scaled-dot", static _ => null) { Epsilon = epsilon };
        _layers = [.. Enumerable.Range(0, layers).Select(l => Add($"encoder{l}", new TransformerEncoderLayer(options, $"encoder{l}", 16 + 4 * (uint)l)))];
    }

    /// <summary>How many pieces it knows.</summary>
    public int Vocabulary { get; }

    /// <summary>The longest text, in pieces.</summary>
    public int MostPositions { get; }

    /// <summary>Numbers of a hidden state.</summary>
    public int Size { get; }

    /// <summary>The hidden states [pieces, size] of the last layer.</summary>
    /// <param name="ids">The pieces of a text, special ones included.</param>
    /// <param name="isSecond">For each whether it belongs to the second text.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="ArgumentException">The text is empty or too long, or a piece is not known.</exception>
    public Tensor Forward(int[] ids, bool[] isSecond, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ArgumentNullException.ThrowIfNull(isSecond);
        ArgumentNullException.ThrowIfNull(context);
        if (ids.Length == 0 || ids.Length > MostPositions) throw new ArgumentException($"BertEncoder: a text of 1 to {MostPositions:N0} pieces is expected, this one has {ids.Length:N0}.", nameof(ids));
        if (isSecond.Length != ids.Length) throw new ArgumentException($"BertEncoder: {isSecond.Length} marks were given for {ids.Length} pieces.", nameof(isSecond));
        var rows = new ConsecutiveRows([ids.Length]);
        Tensor x = _pieces.Value.Gather(ids, context.Workspace, context.Tape).Add(_positions.Value.Gather(rows.Times, context.Workspace, context.Tape), context.Tape);
        if (_types is not null) x = x.Add(_types.Value.Gather([.. isSecond.Select(second => second ? Math.Min(1, _types.Shape[0] - 1) : 0)], context.Workspace, context.Tape), context.Tape);
        x = _norm.Forward(x, context);
        TokenPlaces places = TokenPlaces.Of(rows);
        AttentionSpan[] spans = rows.SpansOver(rows);
        foreach (TransformerEncoderLayer layer in _layers) x = layer.Forward(x, rows, places, spans, AttentionMask.All, context);
        return x;
    }

    /// <summary>Reads a checkpoint of Hugging Face: <c>config.json</c>, <c>model.safetensors</c>, <c>vocab.txt</c>. Heads of tasks, such as masked words, are passed over.</summary>
    /// <exception cref="InvalidDataException">A file is missing, malformed or of another kind of model, or files do not fit each other; the message names file and fault.</exception>
    public static (BertEncoder Encoder, WordPieceTokenizer Tokenizer) Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{folder}: there is no such folder.");
        JsonKeys keys = JsonKeys.Read(Path.Combine(folder, ModelFolder.ConfigFile));
        string kind = keys.Text("model_type");
        if (kind is not ("bert" or "distilbert")) throw keys.Contradiction($"'model_type' is {SafetensorsHeader.Quote(kind)}; bert and distilbert encoders are read");
        bool isDistilled = kind == "distilbert";
        string weights = Path.Combine(folder, ModelFolder.WeightsFile);
        if (!File.Exists(weights))
            throw new InvalidDataException(File.Exists(Path.Combine(folder, "pytorch_model.bin"))
                ? $"{folder}: pytorch_model.bin is a pickle, which may run anything when it is read. Convert it once: python -c \"from transformers import AutoModel as M; M.from_pretrained('{folder}').save_pretrained('{folder}', safe_serialization=True)\""
                : $"{weights}: the file is missing.");
        (string size, string heads, string inner, string layers, string activation) = isDistilled ? ("dim", "n_heads", "hidden_dim", "n_layers", "activation") : ("hidden_size", "num_attention_heads", "intermediate_size", "num_hidden_layers", "hidden_act");
        keys.RequireAll("vocab_size", "max_position_embeddings", size, heads, inner, layers, activation);
        if (keys.Has("position_embedding_type") && keys.Text("position_embedding_type") is var positions && positions != "absolute") throw keys.Contradiction($"'position_embedding_type' is {SafetensorsHeader.Quote(positions)}; absolute ones are read");
        BertEncoder encoder;
        try
        {
            encoder = new BertEncoder(keys.Number("vocab_size", 5, 1 << 20), keys.Number("max_position_embeddings", 2, 65_536), isDistilled ? 0 : keys.Has("type_vocab_size") ? keys.Number("type_vocab_size", 1, 1024) : 2,
                keys.Number(size, 1, 16_384), keys.Number(heads, 1, 255), keys.Number(inner, 1, 65_536), keys.Number(layers, 1, 64), keys.Text(activation) switch { "gelu_new" => throw keys.Contradiction($"'{activation}' is gelu_new; gelu, relu and silu are read"), "swish" => "silu", var other => other });
        }
        catch (ArgumentException e)
        {
            throw keys.Contradiction(e.Message.Split(" (Parameter")[0].TrimEnd('.'));
        }
        encoder.ReadWeights(weights, isDistilled);
        string tokenizer = Path.Combine(folder, "tokenizer_config.json");
        bool lowerCase = !File.Exists(tokenizer) || JsonKeys.Read(tokenizer) is var chosen && (!chosen.Has("do_lower_case") || chosen.Flag("do_lower_case"));
        WordPieceTokenizer pieces = WordPieceTokenizer.Load(folder, lowerCase);
        if (pieces.Size > encoder.Vocabulary) throw new InvalidDataException($"{Path.Combine(folder, WordPieceTokenizer.VocabularyFile)}: it has {pieces.Size:N0} pieces, {ModelFolder.ConfigFile} names {encoder.Vocabulary:N0}.");
        return (encoder, pieces);
    }

    private void ReadWeights(string path, bool isDistilled)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        string prefix = ((string[])["", "bert.", "distilbert."]).FirstOrDefault(start => file.Contains($"{start}embeddings.word_embeddings.weight")) ?? "";
        foreach ((string name, Parameter parameter) in Parameters)
        {
            string own = prefix + NameOf(name, isDistilled);
            // Older checkpoints call the numbers of a norm gamma and beta.
            if (!file.Contains(own)) own = own.EndsWith("LayerNorm.weight", StringComparison.Ordinal) ? own[..^6] + "gamma" : own.EndsWith("LayerNorm.bias", StringComparison.Ordinal) ? own[..^4] + "beta" : own;
            if (!file.Contains(own)) throw new InvalidDataException($"{path}: the tensor '{own}' is missing.");
            int[] expected = parameter.Shape.Rank == 1 ? [parameter.Shape[0]] : [parameter.Shape[0], parameter.Shape[1]];
            if (!file[own].Shape.SequenceEqual(expected.Select(size => (long)size))) throw new InvalidDataException($"{path}: the tensor '{own}' is [{string.Join(", ", file[own].Shape)}], [{string.Join(", ", expected)}] is expected.");
            file.ReadFloats(own, parameter.Value.Memory);
            if (!Kernels.Elementwise.AllFinite(parameter.Value.Values)) throw new InvalidDataException($"{path}: the tensor '{own}' holds a value that is not a number.");
            parameter.Refresh();
        }
    }

    // A parameter's name in a checkpoint.
    private static string NameOf(string name, bool isDistilled)
    {
        string[] parts = name.Split('.', 2);
        if (!parts[0].StartsWith("encoder", StringComparison.Ordinal))
            return "embeddings." + parts[0] switch { "pieces" => "word_embeddings.weight", "positions" => "position_embeddings.weight", "types" => "token_type_embeddings.weight", _ => $"LayerNorm.{parts[1]}" };
        string layer = parts[0]["encoder".Length..], part = parts[1][..parts[1].LastIndexOf('.')], end = parts[1][parts[1].LastIndexOf('.')..];
        return isDistilled
            ? $"transformer.layer.{layer}." + part switch
            {
                "self.query" => "attention.q_lin",
                "self.key" => "attention.k_lin",
                "self.value" => "attention.v_lin",
                "self.output" => "attention.out_lin",
                "self_sublayer.norm" => "sa_layer_norm",
                "feed_forward.linear1" => "ffn.lin1",
                "feed_forward.linear2" => "ffn.lin2",
                _ => "output_layer_norm",
            } + end
            : $"encoder.layer.{layer}." + part switch
            {
                "self.query" => "attention.self.query",
                "self.key" => "attention.self.key",
                "self.value" => "attention.self.value",
                "self.output" => "attention.output.dense",
                "self_sublayer.norm" => "attention.output.LayerNorm",
                "feed_forward.linear1" => "intermediate.dense",
                "feed_forward.linear2" => "output.dense",
                _ => "output.LayerNorm",
            } + end;
    }
}
