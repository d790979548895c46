using Heed.Files;
using Heed.Layers;
using Heed.Text;

namespace Heed.Models;

/// <summary>
/// A translator of the Marian kind as Hugging Face stores it (<c>config.json</c>, <c>model.safetensors</c>), such as the OPUS-MT models: a Transformer with norms after the residuals, sinusoids in halves, one
/// vocabulary for both sides and a bias on the logits. Junczys-Dowmunt et al. 2018. Its tokens get Heed's numbers: padding, which Marian's decoder begins with, becomes the start symbol.
/// </summary>
public sealed class MarianCheckpoint
{
    // Nothing is said with a logit so low; a token of Heed that the checkpoint has not.
    private const float Never = -1e9f;

    private static readonly string[] Needed =
    [
        "model_type", "vocab_size", "d_model", "encoder_layers", "decoder_layers", "encoder_attention_heads", "decoder_attention_heads", "encoder_ffn_dim", "decoder_ffn_dim", "activation_function", "scale_embedding",
        "eos_token_id", "pad_token_id", "decoder_start_token_id", "max_position_embeddings",
    ];

    private readonly string _folder;
    private readonly JsonKeys _keys;
    private readonly int _vocabulary, _pad, _end, _layers, _decoderLayers;

    private MarianCheckpoint(string folder)
    {
        _folder = folder;
        _keys = JsonKeys.Read(Path.Combine(folder, ModelFolder.ConfigFile));
        _keys.RequireAll(Needed);
        if (_keys.Text("model_type") is var kind && kind != "marian") throw _keys.Contradiction($"'model_type' is {SafetensorsHeader.Quote(kind)}; only marian models are read");
        _vocabulary = _keys.Number("vocab_size", 4, Vocabulary.LargestSize);
        _layers = _keys.Number("encoder_layers", 1, 64);
        _decoderLayers = _keys.Number("decoder_layers", 1, 64);
        _pad = _keys.Number("pad_token_id", 0, _vocabulary - 1);
        _end = _keys.Number("eos_token_id", 0, _vocabulary - 1);
        if (_keys.Number("decoder_start_token_id", 0, _vocabulary - 1) != _pad) throw _keys.Contradiction("'decoder_start_token_id' is not 'pad_token_id', which Marian's decoder begins with");
        if (_pad == _end) throw _keys.Contradiction("'pad_token_id' and 'eos_token_id' are the same");
        if (_keys.Has("decoder_vocab_size") && _keys.Number("decoder_vocab_size", 1, int.MaxValue) != _vocabulary) throw _keys.Contradiction("'decoder_vocab_size' is not 'vocab_size'; vocabularies of their own for source and target are not supported");
        if (_keys.Number("encoder_attention_heads", 1, 255) != _keys.Number("decoder_attention_heads", 1, 255)) throw _keys.Contradiction("'encoder_attention_heads' and 'decoder_attention_heads' differ");
        if (_keys.Number("encoder_ffn_dim", 1, 65_536) != _keys.Number("decoder_ffn_dim", 1, 65_536)) throw _keys.Contradiction("'encoder_ffn_dim' and 'decoder_ffn_dim' differ");
        if (!_keys.Flag("scale_embedding")) throw _keys.Contradiction("'scale_embedding' is false; embeddings times √d are expected");
        _keys.Require("share_encoder_decoder_embeddings", true, "one matrix for source and target is expected");
        _keys.Require("tie_word_embeddings", true, "one matrix for input and output is expected");
        _keys.Require("normalize_before", false, "norms after the residuals are expected");
        _keys.Require("normalize_embedding", false, "embeddings without a norm are expected");
        _keys.Require("add_final_layer_norm", false, "no norm after the last layer is expected");
        _keys.Require("static_position_embeddings", true, "sinusoids are expected");
    }

    /// <summary>The token of Heed for each of the checkpoint's.</summary>
    public IReadOnlyList<int> TokenOf { get; private set; } = [];

    /// <summary>The tokens that the model knows: those of the checkpoint and the special ones that it lacks.</summary>
    public int Size { get; private set; }

    /// <summary>The longest sentence that the checkpoint was made for, in tokens.</summary>
    public int MostPositions => _keys.Number("max_position_embeddings", 1, 1_000_000);

    /// <summary>How many tensors were read.</summary>
    public int Tensors { get; private set; }

    /// <summary>How the checkpoint's numbers are stored.</summary>
    public SafetensorsType StoredAs { get; private set; }

    /// <summary>Reads the configuration, and checks what can be checked without the weights.</summary>
    /// <exception cref="InvalidDataException">A file or a key is missing, malformed or of another kind of model; the message names it.</exception>
    public static MarianCheckpoint Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{folder}: there is no such folder.");
        if (!File.Exists(Path.Combine(folder, ModelFolder.WeightsFile)))
            throw new InvalidDataException(File.Exists(Path.Combine(folder, "pytorch_model.bin"))
                ? $"{folder}: pytorch_model.bin is a pickle, which may run anything when it is read. Convert it once: python -c \"from transformers import MarianMTModel as M; M.from_pretrained('{folder}').save_pretrained('{folder}', safe_serialization=True)\""
                : $"{Path.Combine(folder, ModelFolder.WeightsFile)}: the file is missing.");
        return new MarianCheckpoint(folder);
    }

    /// <summary>Reads the weights into a model.</summary>
    /// <param name="from">The source language.</param>
    /// <param name="to">The target language.</param>
    /// <param name="unknown">The checkpoint's number of the unknown token; none if it has no such token.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown, of another shape, or holds what is no number; the message names it.</exception>
    public TranslationModel Read(string from, string to, int? unknown)
    {
        MapTokens(unknown);
        string path = Path.Combine(_folder, ModelFolder.WeightsFile);
        TransformerTranslator model;
        try
        {
            model = new TransformerTranslator(new ModelConfig
            {
                Architecture = "transformer",
                From = from,
                To = to,
                Vocabulary = Size,
                Score = "scaled-dot",
                EmbeddingSize = _keys.Number("d_model", 2, 16_384),
                Layers = _layers,
                DecoderLayers = _decoderLayers == _layers ? 0 : _decoderLayers,
                Heads = _keys.Number("encoder_attention_heads", 1, 255),
                FeedForwardSize = _keys.Number("encoder_ffn_dim", 1, 65_536),
                Norm = "post",
                Activation = _keys.Text("activation_function") switch { "swish" => "silu", var other => other },
                Positions = "sinusoidal-halves",
                OutputBias = true,
            });
        }
        catch (ArgumentException e)
        {
            throw _keys.Contradiction(e.Message.TrimEnd('.'));
        }
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Dictionary<string, string> names = Names(_layers, _decoderLayers);
        HashSet<string> aliases = ["lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight"];
        foreach (SafetensorsEntry tensor in file.Tensors)
            if (!names.ContainsValue(tensor.Name) && !aliases.Contains(tensor.Name)) throw new InvalidDataException($"{path}: the tensor {SafetensorsHeader.Quote(tensor.Name)} is not part of a Marian model of {_layers} and {_decoderLayers} layers.");
        foreach ((string name, Parameter parameter) in model.Parameters)
        {
            string own = names[name];
            // Some checkpoints store the matrix under another of its names.
            if (name == "embedding.weight" && !file.Contains(own)) own = aliases.FirstOrDefault(alias => !alias.Contains("positions") && file.Contains(alias)) ?? own;
            // Others write a tensor once that has two names, and tell the other name beside it.
            if (!file.Contains(own) && file.Metadata.TryGetValue(own, out string? written)) own = written;
            if (!file.Contains(own)) throw new InvalidDataException($"{path}: the tensor '{own}' is missing.");
            int[] expected = name switch { "embedding.weight" => [_vocabulary, parameter.Shape[1]], "output_bias" => [1, _vocabulary], _ => parameter.Shape.Rank == 1 ? [parameter.Shape[0]] : [parameter.Shape[0], parameter.Shape[1]] };
            if (!file[own].Shape.SequenceEqual(expected.Select(size => (long)size))) throw new InvalidDataException($"{path}: the tensor '{own}' is [{string.Join(", ", file[own].Shape)}], [{string.Join(", ", expected)}] is expected.");
            Fill(name, parameter, file.ReadFloats(own));
            if (!Kernels.Elementwise.AllFinite(parameter.Value.Values)) throw new InvalidDataException($"{path}: the tensor '{own}' holds a value that is not a number.");
            parameter.Refresh();
            Tensors++;
            if (name == "embedding.weight") StoredAs = file[own].Type;
        }
        return model;
    }

    /// <summary>Checks that a vocabulary is this checkpoint's.</summary>
    /// <param name="pieces">The pieces, in the order of the checkpoint's tokens.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="InvalidDataException">It has other tokens, or the special ones stand elsewhere.</exception>
    internal void RequireVocabulary(IReadOnlyList<string> pieces, string path)
    {
        if (pieces.Count != _vocabulary) throw new InvalidDataException($"{path}: it has {pieces.Count:N0} pieces, {ModelFolder.ConfigFile} names {_vocabulary:N0}.");
        foreach ((string piece, int token, string key) in ((string, int, string)[])[("</s>", _end, "eos_token_id"), ("<pad>", _pad, "pad_token_id")])
            if (pieces[token] != piece) throw new InvalidDataException($"{path}: {piece} is expected as number {token}, which '{key}' of {ModelFolder.ConfigFile} names; \"{VisibleText.Of(pieces[token])}\" stands there.");
    }

    private void MapTokens(int? unknown)
    {
        if (unknown is { } given && ((uint)given >= (uint)_vocabulary || given == _pad || given == _end)) throw _keys.Contradiction($"the unknown token is number {given}, which is no token of its own");
        int[] tokens = new int[_vocabulary];
        int next = Vocabulary.Specials;
        for (int token = 0; token < _vocabulary; token++)
            tokens[token] = token == _pad ? Vocabulary.Start : token == _end ? Vocabulary.End : token == unknown ? Vocabulary.Unknown : next++;
        TokenOf = tokens;
        Size = next;
    }

    // Rows of the embedding and the bias are put where Heed's tokens are; what the checkpoint has not is never said.
    private void Fill(string name, Parameter parameter, float[] values)
    {
        Span<float> memory = parameter.Value.Memory;
        if (name is not ("embedding.weight" or "output_bias"))
        {
            values.CopyTo(memory);
            return;
        }
        int size = memory.Length / Size;
        memory.Fill(name == "output_bias" ? Never : 0);
        for (int token = 0; token < TokenOf.Count; token++) values.AsSpan(token * size, size).CopyTo(memory[(TokenOf[token] * size)..]);
    }

    // Heed's names of the parameters and Marian's.
    internal static Dictionary<string, string> Names(int encoderLayers, int decoderLayers)
    {
        var names = new Dictionary<string, string> { ["embedding.weight"] = "model.shared.weight", ["output_bias"] = "final_logits_bias" };
        foreach ((string side, int layers) in ((string, int)[])[("encoder", encoderLayers), ("decoder", decoderLayers)])
            for (int layer = 0; layer < layers; layer++)
            {
                string own = $"{side}{layer}", other = $"model.{side}.layers.{layer}";
                Attention("self", "self_attn");
                if (side == "decoder") Attention("cross", "encoder_attn");
                Both($"{own}.feed_forward.linear1", $"{other}.fc1");
                Both($"{own}.feed_forward.linear2", $"{other}.fc2");
                Both($"{own}.feed_forward_sublayer.norm", $"{other}.final_layer_norm");

                void Attention(string heed, string marian)
                {
                    foreach ((string part, string projection) in ((string, string)[])[("query", "q_proj"), ("key", "k_proj"), ("value", "v_proj"), ("output", "out_proj")]) Both($"{own}.{heed}.{part}", $"{other}.{marian}.{projection}");
                    Both($"{own}.{heed}_sublayer.norm", $"{other}.{marian}_layer_norm");
                }
            }
        return names;

        void Both(string heed, string marian)
        {
            names.Add($"{heed}.weight", $"{marian}.weight");
            names.Add($"{heed}.bias", $"{marian}.bias");
        }
    }
}
