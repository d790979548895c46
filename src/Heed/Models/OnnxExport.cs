using Heed.Files;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Models;

/// <summary>
/// Writes a model as two ONNX graphs that other software runs: <c>encoder.onnx</c> reads sources once, <c>decoder_step.onnx</c> takes a token of each and gives the logits of the next, with what it needs of the steps before
/// as inputs and outputs, and attention as an output. Both take batches of any size. <c>heed-onnx.json</c> names the special tokens; the tokenizer's files stand beside.
/// </summary>
/// <remarks>
/// Inputs and outputs of a Transformer: <c>input_ids</c>, <c>attention_mask</c> [batch, source] → <c>memory_key.N</c>, <c>memory_value.N</c> [batch, heads, source, size], <c>encoder_attention.N</c>; then <c>token</c> [batch],
/// <c>position</c> [1], <c>attention_mask</c>, <c>memory_*</c>, <c>past_key.N</c>, <c>past_value.N</c> [batch, heads, past, size] → <c>logits</c> [batch, vocabulary], <c>present_*</c>, <c>cross_attention.N</c>.
/// Of a recurrent model: → <c>memory</c>, <c>keys</c>, <c>state.N</c>; then <c>token</c>, <c>attention_mask</c>, <c>memory</c>, <c>keys</c>, <c>state.N</c> → <c>logits</c>, <c>next_state.N</c>, <c>attention</c> [batch, source].
/// </remarks>
public static class OnnxExport
{
    /// <summary>The longest sequences of a Transformer's graphs, whose codes of positions are part of them.</summary>
    public const int MostPositions = 1024;

    private const float Never = -1e9f;

    /// <summary>Writes the graphs of a model into a folder, which is made where it is missing.</summary>
    /// <exception cref="ArgumentException">The model has a part that is not exported; the message names it.</exception>
    public static void Write(string folder, TranslationModel model, Tokenizer tokenizer)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        var weights = new Weights(model);
        (OnnxGraph encoder, OnnxGraph step) = model.Config.Architecture switch
        {
            "transformer" => Transformer(weights, model.Config),
            "rnn" => Recurrent(weights, model.Config),
            var other => throw new ArgumentException($"onnx: models of architecture {other} are not exported.", nameof(model)),
        };
        Directory.CreateDirectory(folder);
        tokenizer.Save(folder);
        AtomicFile.Write(Path.Combine(folder, "encoder.onnx"), encoder.Write);
        AtomicFile.Write(Path.Combine(folder, "decoder_step.onnx"), step.Write);
        AtomicFile.WriteText(Path.Combine(folder, "heed-onnx.json"),
            $"{{\n  \"architecture\": \"{model.Config.Architecture}\",\n  \"from\": \"{model.Config.From}\",\n  \"to\": \"{model.Config.To}\",\n  \"layers\": {(model.Config.Architecture == "rnn" ? model.Config.Layers : model.Config.LayersOfDecoder)},\n  \"start\": {Vocabulary.Start},\n  \"end\": {Vocabulary.End},\n  \"never\": [{Vocabulary.Pad}, {Vocabulary.Start}, {Vocabulary.Unknown}]\n}}\n");
    }

    private static (OnnxGraph, OnnxGraph) Transformer(Weights w, ModelConfig config)
    {
        if (config.Score is not ("scaled-dot" or "dot")) throw new ArgumentException($"onnx: Transformers with the score {config.Score} are not exported; scaled-dot and dot are.", nameof(config));
        if (config.KeyHeads > 0 && config.KeyHeads != config.Heads) throw new ArgumentException("onnx: Transformers whose heads share keys are not exported.", nameof(config));
        int d = config.EmbeddingSize, heads = config.Heads, size = d / heads;
        bool first = config.Norm == "pre";
        Tensor? codes = Codes(w, config);

        var encoder = new OnnxGraph("encoder");
        string ids = encoder.Longs("input_ids", "batch", "source"), mask = encoder.Longs("attention_mask", "batch", "source");
        string x = Embed(encoder, ids);
        if (codes is not null)
        {
            string length = encoder.Node("Slice", [encoder.Node("Shape", [ids]), encoder.Numbers(1), encoder.Numbers(2)]);
            string table = encoder.Node("Slice", [encoder.Constant("codes", codes.AsMemory, codes.Shape[0], d), encoder.Numbers(0), length, encoder.Numbers(0)]);
            x = encoder.Node("Add", [x, table]);
        }
        string hidden = Unseen(encoder, mask);
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string name = $"encoder{layer}";
            x = Around(encoder, $"{name}.self_sublayer", x, y =>
            {
                (string read, string weights) = Attend(encoder, $"{name}.self", Heads(encoder, Linear(encoder, $"{name}.self.query", y)), Heads(encoder, Linear(encoder, $"{name}.self.key", y)), Heads(encoder, Linear(encoder, $"{name}.self.value", y)), hidden);
                encoder.Output(weights, $"encoder_attention.{layer}", "batch", heads, "source", "source");
                return read;
            });
            x = Around(encoder, $"{name}.feed_forward_sublayer", x, y => FeedForward(encoder, $"{name}.feed_forward", y));
        }
        if (first) x = Norm(encoder, "encoder_norm", x);
        for (int layer = 0; layer < config.LayersOfDecoder; layer++)
            foreach (string part in (string[])["key", "value"])
                encoder.Output(Heads(encoder, Linear(encoder, $"decoder{layer}.cross.{part}", x)), $"memory_{part}.{layer}", "batch", heads, "source", size);

        var step = new OnnxGraph("decoder_step");
        string token = step.Longs("token", "batch"), position = step.Longs("position", 1);
        hidden = Unseen(step, step.Longs("attention_mask", "batch", "source"));
        x = Embed(step, step.Node("Unsqueeze", [token, step.Numbers(1)]));
        if (codes is not null) x = step.Node("Add", [x, step.Node("Gather", [step.Constant("codes", codes.AsMemory, codes.Shape[0], d), position], ("axis", 0))]);
        else step.Node("Identity", [position]);
        for (int layer = 0; layer < config.LayersOfDecoder; layer++)
        {
            string name = $"decoder{layer}";
            string pastKey = step.Floats($"past_key.{layer}", "batch", heads, "past", size), pastValue = step.Floats($"past_value.{layer}", "batch", heads, "past", size);
            string memoryKey = step.Floats($"memory_key.{layer}", "batch", heads, "source", size), memoryValue = step.Floats($"memory_value.{layer}", "batch", heads, "source", size);
            x = Around(step, $"{name}.self_sublayer", x, y =>
            {
                string key = step.Node("Concat", [pastKey, Heads(step, Linear(step, $"{name}.self.key", y))], ("axis", 2)), value = step.Node("Concat", [pastValue, Heads(step, Linear(step, $"{name}.self.value", y))], ("axis", 2));
                step.Output(key, $"present_key.{layer}", "batch", heads, "present", size);
                step.Output(value, $"present_value.{layer}", "batch", heads, "present", size);
                return Attend(step, $"{name}.self", Heads(step, Linear(step, $"{name}.self.query", y)), key, value, null).Read;
            });
            x = Around(step, $"{name}.cross_sublayer", x, y =>
            {
                (string read, string weights) = Attend(step, $"{name}.cross", Heads(step, Linear(step, $"{name}.cross.query", y)), memoryKey, memoryValue, hidden);
                step.Output(weights, $"cross_attention.{layer}", "batch", heads, 1, "source");
                return read;
            });
            x = Around(step, $"{name}.feed_forward_sublayer", x, y => FeedForward(step, $"{name}.feed_forward", y));
        }
        if (first) x = Norm(step, "decoder_norm", x);
        string last = step.Node("Squeeze", [x, step.Numbers(1)]);
        string[] product = config.OutputBias ? [last, w.Of(step, "embedding.weight"), w.Of(step, "output_bias")] : [last, w.Of(step, "embedding.weight")];
        step.Output(step.Node("Gemm", product, ("transB", 1)), "logits", "batch", config.Vocabulary);
        return (encoder, step);

        string Embed(OnnxGraph graph, string tokens) => graph.Node("Mul", [graph.Node("Gather", [w.Of(graph, "embedding.weight"), tokens], ("axis", 0)), graph.Scalar(MathF.Sqrt(d))]);

        string Linear(OnnxGraph graph, string name, string x) => OnnxExport.Linear(graph, w, name, x);

        // [batch, length, d] → [batch, heads, length, size]
        string Heads(OnnxGraph graph, string x) => graph.Transpose(graph.Node("Reshape", [x, graph.Numbers(0, 0, heads, size)]), 0, 2, 1, 3);

        (string Read, string Weights) Attend(OnnxGraph graph, string name, string query, string key, string value, string? unseen)
        {
            string scores = graph.Node("MatMul", [query, graph.Transpose(key, 0, 1, 3, 2)]);
            if (config.Score == "scaled-dot") scores = graph.Node("Mul", [scores, graph.Scalar(1 / MathF.Sqrt(size))]);
            if (unseen is not null) scores = graph.Node("Add", [scores, unseen]);
            string weights = graph.Node("Softmax", [scores], ("axis", -1));
            string read = graph.Transpose(graph.Node("MatMul", [weights, value]), 0, 2, 1, 3);
            return (Linear(graph, $"{name}.output", graph.Node("Reshape", [read, graph.Numbers(0, 0, d)])), weights);
        }

        string FeedForward(OnnxGraph graph, string name, string x) => Linear(graph, $"{name}.linear2", Activation(graph, Linear(graph, $"{name}.linear1", x)));

        string Activation(OnnxGraph graph, string x) => config.Activation switch
        {
            "relu" => graph.Node("Relu", [x]),
            "tanh" => graph.Node("Tanh", [x]),
            "silu" => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])]),
            "gelu" => graph.Node("Mul", [graph.Node("Mul", [x, graph.Scalar(0.5f)]), graph.Node("Add", [graph.Node("Erf", [graph.Node("Mul", [x, graph.Scalar(1 / MathF.Sqrt(2))])]), graph.Scalar(1)])]),
            var other => throw new ArgumentException($"onnx: the activation {other} is not exported.", nameof(config)),
        };

        string Norm(OnnxGraph graph, string name, string x) => graph.Node("LayerNormalization", [x, w.Of(graph, $"{name}.weight"), w.Of(graph, $"{name}.bias")], ("axis", -1), ("epsilon", 1e-5f));

        string Around(OnnxGraph graph, string name, string x, Func<string, string> part)
        {
            string sum = graph.Node("Add", [x, part(first ? Norm(graph, $"{name}.norm", x) : x)]);
            return first ? sum : Norm(graph, $"{name}.norm", sum);
        }

        // 0 where a key is, a number so low that its weight is 0 where there is padding: [batch, 1, 1, source].
        static string Unseen(OnnxGraph graph, string mask) =>
            graph.Node("Unsqueeze", [graph.Node("Mul", [graph.Node("Sub", [graph.Scalar(1), graph.Node("Cast", [mask], ("to", 1))]), graph.Scalar(Never)]), graph.Numbers(1, 2)]);
    }

    private static (OnnxGraph, OnnxGraph) Recurrent(Weights w, ModelConfig config)
    {
        if (config.Score != "additive") throw new ArgumentException($"onnx: recurrent models with the score {config.Score} are not exported; additive is.", nameof(config));
        if (config.Cell != "gru" || config.Decoder != "bahdanau") throw new ArgumentException($"onnx: recurrent models of {config.Cell} cells and {config.Decoder}'s order are not exported; gru and bahdanau are.", nameof(config));
        int d = config.EmbeddingSize, h = config.EncoderSize, directions = config.Bidirectional ? 2 : 1, memorySize = directions * h, stateSize = config.DecoderSize;

        var encoder = new OnnxGraph("encoder");
        string ids = encoder.Longs("input_ids", "batch", "source"), mask = encoder.Longs("attention_mask", "batch", "source");
        string lengths = encoder.Node("Cast", [encoder.Node("ReduceSum", [mask, encoder.Numbers(1)], ("keepdims", 0))], ("to", 6));
        string x = encoder.Transpose(Embed(encoder, ids), 1, 0, 2);                             // [source, batch, d]
        for (int layer = 0; layer < config.Layers; layer++)
        {
            int inputs = layer == 0 ? d : memorySize;
            string[] suffixes = directions == 2 ? [$"l{layer}", $"l{layer}_reverse"] : [$"l{layer}"];
            string weights = encoder.Constant($"encoder.w{layer}", Join(suffixes.Select(suffix => Reordered($"encoder.weight_ih_{suffix}"))), directions, 3 * h, inputs);
            string recurrent = encoder.Constant($"encoder.r{layer}", Join(suffixes.Select(suffix => Reordered($"encoder.weight_hh_{suffix}"))), directions, 3 * h, h);
            string bias = encoder.Constant($"encoder.b{layer}", Join(suffixes.SelectMany(suffix => (float[][])[Reordered($"encoder.bias_ih_{suffix}"), Reordered($"encoder.bias_hh_{suffix}")])), directions, 6 * h);
            string[] read = encoder.Node("GRU", [x, weights, recurrent, bias, lengths], 2, ("hidden_size", h), ("linear_before_reset", 1), ("direction", directions == 2 ? "bidirectional" : "forward"));
            // [source, directions, batch, h] → [source, batch, directions · h]; the last states [directions, batch, h] likewise.
            string above = encoder.Node("Reshape", [encoder.Transpose(read[0], 0, 2, 1, 3), encoder.Numbers(0, 0, memorySize)]);
            string final = encoder.Node("Reshape", [encoder.Transpose(read[1], 1, 0, 2), encoder.Numbers(0, memorySize)]);
            if (memorySize != stateSize) final = encoder.Node("Tanh", [Linear(encoder, w, $"bridge_l{layer}", final)]);
            encoder.Output(final, $"state.{layer}", "batch", stateSize);
            x = config.Residual && layer > 0 ? encoder.Node("Add", [above, x]) : above;
        }
        string memory = encoder.Transpose(x, 1, 0, 2);
        encoder.Output(memory, "memory", "batch", "source", memorySize);
        encoder.Output(encoder.Node("MatMul", [memory, w.Transposed(encoder, "decoder.attention.score.key.weight")]), "keys", "batch", "source", config.AttentionSize);

        var step = new OnnxGraph("decoder_step");
        string token = step.Longs("token", "batch"), seen = step.Longs("attention_mask", "batch", "source");
        memory = step.Floats("memory", "batch", "source", memorySize);
        string keys = step.Floats("keys", "batch", "source", config.AttentionSize);
        string[] states = [.. Enumerable.Range(0, config.Layers).Select(layer => step.Floats($"state.{layer}", "batch", stateSize))];
        string embedded = Embed(step, token), query = config.Query == "state-token" ? step.Node("Concat", [states[^1], embedded], ("axis", -1)) : states[^1];
        string asked = step.Node("Unsqueeze", [step.Node("MatMul", [query, w.Transposed(step, "decoder.attention.score.query.weight")]), step.Numbers(1)]);
        string scores = step.Node("MatMul", [step.Node("Tanh", [step.Node("Add", [asked, keys])]), w.Transposed(step, "decoder.attention.score.score")]);           // [batch, source, 1]
        scores = step.Node("Add", [step.Node("Squeeze", [scores, step.Numbers(2)]), step.Node("Mul", [step.Node("Sub", [step.Scalar(1), step.Node("Cast", [seen], ("to", 1))]), step.Scalar(Never)])]);
        string attention = step.Node("Softmax", [scores], ("axis", -1));
        step.Output(attention, "attention", "batch", "source");
        string context = step.Node("Squeeze", [step.Node("MatMul", [step.Node("Unsqueeze", [attention, step.Numbers(1)]), memory]), step.Numbers(1)]);
        string input = step.Node("Concat", [embedded, context], ("axis", -1));
        for (int layer = 0; layer < config.Layers; layer++)
        {
            string next = Gru(layer, input, states[layer]);
            step.Output(next, $"next_state.{layer}", "batch", stateSize);
            input = config.Residual && layer > 0 ? step.Node("Add", [next, input]) : next;
        }
        if (config.Readout == "deep") input = step.Node("Concat", [input, context, embedded], ("axis", -1));
        step.Output(step.Node("Gemm", [step.Node("Tanh", [Linear(step, w, "readout", input)]), w.Of(step, "embedding.weight")], ("transB", 1)), "logits", "batch", config.Vocabulary);
        return (encoder, step);

        string Embed(OnnxGraph graph, string tokens) => graph.Node("Mul", [graph.Node("Gather", [w.Of(graph, "embedding.weight"), tokens], ("axis", 0)), graph.Scalar(MathF.Sqrt(d))]);

        string Gru(int layer, string x, string state)
        {
            string[] fromInput = step.Node("Split", [Gates("ih", x)], 3, ("axis", -1)), fromState = step.Node("Split", [Gates("hh", state)], 3, ("axis", -1));
            string r = step.Node("Sigmoid", [step.Node("Add", [fromInput[0], fromState[0]])]), z = step.Node("Sigmoid", [step.Node("Add", [fromInput[1], fromState[1]])]);
            string n = step.Node("Tanh", [step.Node("Add", [fromInput[2], step.Node("Mul", [r, fromState[2]])])]);
            return step.Node("Add", [n, step.Node("Mul", [z, step.Node("Sub", [state, n])])]);

            string Gates(string kind, string of) => step.Node("Add", [step.Node("MatMul", [of, w.Transposed(step, $"decoder.layers.weight_{kind}_l{layer}")]), w.Of(step, $"decoder.layers.bias_{kind}_l{layer}")]);
        }

        // Gates are r, z, n here and z, r, h there.
        float[] Reordered(string name)
        {
            float[] values = w.Values(name);
            int part = values.Length / 3;
            return [.. values[part..(2 * part)], .. values[..part], .. values[(2 * part)..]];
        }

        static float[] Join(IEnumerable<float[]> parts) => [.. parts.SelectMany(part => part)];
    }

    private static string Linear(OnnxGraph graph, Weights w, string name, string x) => graph.Node("Add", [graph.Node("MatMul", [x, w.Transposed(graph, $"{name}.weight")]), w.Of(graph, $"{name}.bias")]);

    private static Tensor? Codes(Weights w, ModelConfig config)
    {
        if (config.Positions == "none") return null;
        PositionEncoding positions = PositionEncodings.Create(config.Positions, new PositionOptions(config.EmbeddingSize, config.Heads, config.EmbeddingSize / config.Heads, config.MostPositions > 0 ? config.MostPositions : null));
        if (positions is not AbsoluteEncoding || positions.NeedsLength) throw new ArgumentException($"onnx: Transformers with the positions {config.Positions} are not exported; those that are added to embeddings are.", nameof(config));
        foreach ((string name, Parameter parameter) in positions.Parameters) w.Values($"positions.{name}").CopyTo(parameter.Value.Memory);
        return positions.Table(Math.Min(MostPositions, positions.MostPositions ?? MostPositions));
    }

    // The parameters of a model as constants of graphs.
    private sealed class Weights(Module model)
    {
        private readonly Dictionary<string, Parameter> _parameters = model.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Parameter);

        public float[] Values(string name) => _parameters[name].Value.Values.ToArray();

        public string Of(OnnxGraph graph, string name)
        {
            Shape shape = _parameters[name].Shape;
            return graph.Constant(name, _parameters[name].Value.AsMemory, [.. Enumerable.Range(0, shape.Rank).Select(i => (long)shape[i])]);
        }

        public string Transposed(OnnxGraph graph, string name)
        {
            int rows = _parameters[name].Shape[0], columns = _parameters[name].Shape[1];
            ReadOnlySpan<float> values = _parameters[name].Value.Values;
            float[] transposed = new float[values.Length];
            for (int row = 0; row < rows; row++)
                for (int column = 0; column < columns; column++) transposed[column * rows + row] = values[row * columns + column];
            return graph.Constant($"{name}.T", transposed, columns, rows);
        }
    }
}
