using System.Text.Json;
using Heed.Files;
using Heed.Layers;
using Heed.Text;

namespace Heed.Models;

/// <summary>Writes a model as a Marian checkpoint of Hugging Face, which its own software loads: <c>config.json</c>, <c>generation_config.json</c>, <c>model.safetensors</c>, <c>source.spm</c>, <c>target.spm</c>, <c>vocab.json</c>.</summary>
public static class MarianExport
{
    private const int MostPositions = 512;

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="folder">The folder, made if needed.</param>
    /// <param name="model">A Transformer of Marian's kind.</param>
    /// <param name="tokenizer">Its SentencePiece models.</param>
    /// <param name="type">F32, F16 or BF16.</param>
    /// <exception cref="ArgumentException">The model is of another kind; the message says in what.</exception>
    public static void Write(string folder, TranslationModel model, Tokenizer tokenizer, SafetensorsType type = SafetensorsType.F32)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        ModelConfig config = model.Config;
        if (tokenizer is not UnigramTokenizer pieces) throw new ArgumentException("marian: a Marian checkpoint cuts text by SentencePiece models, this model by byte pairs; there is no way to say one in the other.", nameof(tokenizer));
        if (config is not { Architecture: "transformer", Norm: "post", Positions: "sinusoidal-halves", Score: "scaled-dot", KeyHeads: 0 })
            throw new ArgumentException($"marian: a Marian checkpoint is a Transformer with norms after the residuals, sinusoids in halves and scaled dot products; this one has architecture {config.Architecture}, norm {config.Norm}, positions {config.Positions} and score {config.Score}.", nameof(model));
        // Marian's numbers: the end, the unknown token, the pieces, and padding last.
        int[] tokens = [Vocabulary.End, Vocabulary.Unknown, .. Enumerable.Range(Vocabulary.Specials, tokenizer.Size - Vocabulary.Specials), Vocabulary.Start];
        int size = config.EmbeddingSize;
        Dictionary<string, string> names = MarianCheckpoint.Names(config.Layers, config.LayersOfDecoder);
        var tensors = new List<TensorToWrite>();
        foreach ((string name, Parameter parameter) in model.Parameters)
        {
            float[] values = name is "embedding.weight" or "output_bias" ? Reordered(parameter.Value.Values, tokens) : parameter.Value.Values.ToArray();
            int[] shape = name switch { "embedding.weight" => [tokens.Length, size], "output_bias" => [1, tokens.Length], _ => parameter.Shape.Rank == 1 ? [parameter.Shape[0]] : [parameter.Shape[0], parameter.Shape[1]] };
            // The bias of a token that is never said has no place in half precision.
            tensors.Add(TensorToWrite.Floats(names[name], shape, values, name == "output_bias" ? SafetensorsType.F32 : type));
        }
        if (!config.OutputBias) tensors.Add(TensorToWrite.Floats("final_logits_bias", [1, tokens.Length], new float[tokens.Length]));
        Directory.CreateDirectory(folder);
        pieces.Save(folder);
        AtomicFile.WriteText(Path.Combine(folder, UnigramTokenizer.VocabularyFile), Json(json =>
        {
            for (int token = 0; token < tokens.Length; token++) json.WriteNumber(token == tokens.Length - 1 ? "<pad>" : pieces.PieceOf(tokens[token]), token);
        }));
        SafetensorsWriter.Write(Path.Combine(folder, ModelFolder.WeightsFile), tensors);
        AtomicFile.WriteText(Path.Combine(folder, ModelFolder.ConfigFile), Json(json => WriteConfig(json, config, tokens.Length)));
        AtomicFile.WriteText(Path.Combine(folder, "generation_config.json"), Json(json =>
        {
            json.WriteStartArray("bad_words_ids");
            json.WriteStartArray();
            json.WriteNumberValue(tokens.Length - 1);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteNumber("decoder_start_token_id", tokens.Length - 1);
            json.WriteNumber("eos_token_id", 0);
            json.WriteNumber("forced_eos_token_id", 0);
            json.WriteNumber("max_length", MostPositions);
            json.WriteNumber("pad_token_id", tokens.Length - 1);
        }));
        AtomicFile.WriteText(Path.Combine(folder, "tokenizer_config.json"), Json(json =>
        {
            json.WriteString("source_lang", config.From);
            json.WriteString("target_lang", config.To);
            json.WriteString("tokenizer_class", "MarianTokenizer");
        }));
    }

    private static void WriteConfig(Utf8JsonWriter json, ModelConfig config, int vocabulary)
    {
        json.WriteString("activation_function", config.Activation == "silu" ? "swish" : config.Activation);
        json.WriteStartArray("architectures");
        json.WriteStringValue("MarianMTModel");
        json.WriteEndArray();
        json.WriteNumber("d_model", config.EmbeddingSize);
        json.WriteNumber("decoder_attention_heads", config.Heads);
        json.WriteNumber("decoder_ffn_dim", config.FeedForwardSize);
        json.WriteNumber("decoder_layers", config.LayersOfDecoder);
        json.WriteNumber("decoder_start_token_id", vocabulary - 1);
        json.WriteNumber("decoder_vocab_size", vocabulary);
        json.WriteNumber("encoder_attention_heads", config.Heads);
        json.WriteNumber("encoder_ffn_dim", config.FeedForwardSize);
        json.WriteNumber("encoder_layers", config.Layers);
        json.WriteNumber("eos_token_id", 0);
        json.WriteNumber("forced_eos_token_id", 0);
        json.WriteBoolean("is_encoder_decoder", true);
        json.WriteNumber("max_position_embeddings", MostPositions);
        json.WriteString("model_type", "marian");
        json.WriteNumber("pad_token_id", vocabulary - 1);
        json.WriteBoolean("scale_embedding", true);
        json.WriteBoolean("share_encoder_decoder_embeddings", true);
        json.WriteBoolean("static_position_embeddings", true);
        json.WriteBoolean("tie_word_embeddings", true);
        json.WriteNumber("vocab_size", vocabulary);
    }

    private static float[] Reordered(ReadOnlySpan<float> rows, int[] tokens)
    {
        int size = rows.Length / (tokens.Length + 1);                             // Heed has a row for padding of its own
        float[] values = new float[tokens.Length * size];
        for (int token = 0; token < tokens.Length; token++) rows.Slice(tokens[token] * size, size).CopyTo(values.AsSpan(token * size));
        return values;
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
