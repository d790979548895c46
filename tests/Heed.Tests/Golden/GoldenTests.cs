using System.Globalization;
using Heed.Attention;
using Heed.Layers;
using Heed.Models;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Linear = Heed.Layers.Linear;

namespace Heed.Tests.Golden;

/// <summary>
/// Results and gradients computed by other software. Shapes and settings come from the files, so any folder of such files will do:
/// name it in HEED_FIXTURES. A file whose operation does not exist here yet is reported as skipped.
/// </summary>
public sealed class GoldenTests
{
    // The beginning of a file's name → what is done with it, and whether the operation adds terms of both signs. The longest beginning that fits is taken.
    private static readonly (string Prefix, bool Sums, Action<GoldenFile> Check)[] Checks =
    [
        ("activation_gelu", false, file => Activation(file, static (x, tape) => x.Gelu(tape))),
        ("activation_silu", false, file => Activation(file, static (x, tape) => x.Silu(tape))),
        ("activation_relu", false, file => Activation(file, static (x, tape) => x.Relu(tape))),
        ("activation_sigmoid", false, file => Activation(file, static (x, tape) => x.Sigmoid(tape))),
        ("activation_tanh", false, file => Activation(file, static (x, tape) => x.Tanh(tape))),
        ("adam", false, Adam),
        ("adamw", false, Adam),
        ("additive_attention", true, AdditiveAttention),
        ("bahdanau_decoder", true, BahdanauDecoder),
        ("conv1d", true, Conv1d),
        ("cross_entropy", false, CrossEntropy),
        ("embedding", false, Embedding),
        ("gru", true, file => Recurrent(file, options => new Gru(options))),
        ("layer_norm", true, LayerNorm),
        ("linear", true, Linear),
        ("lstm", true, file => Recurrent(file, options => new Lstm(options))),
        ("multi_head", true, AttentionGolden.MultiHead),
        ("sdpa", true, AttentionGolden.ScaledDotProduct),
        ("rotary_encoding", true, RotaryEncoding),
        ("sinusoidal_encoding", false, SinusoidalEncoding),
        ("softmax", false, Softmax),
        ("transformer_decoder_layer", true, TransformerGolden.DecoderLayer),
        ("transformer_encoder_layer", true, TransformerGolden.EncoderLayer),
    ];

    public static TheoryData<string> Files => [.. Fixtures.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public void Results_and_gradients_agree_with_the_file(string name)
    {
        (_, bool sums, Action<GoldenFile>? check) = Checks.Where(c => Fits(name, c.Prefix)).OrderByDescending(c => c.Prefix.Length).FirstOrDefault();
        Assert.SkipWhen(check is null, $"{name}: no such operation yet");
        using var file = new GoldenFile(name) { Sums = sums };
        check(file);
        file.Finish();
    }

    // `gru` fits gru, gru_bidirectional and gru-2, and not grumble.
    private static bool Fits(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || !char.IsAsciiLetter(name[prefix.Length]));

    private static void Activation(GoldenFile file, Func<Tensor, GradientTape, Tensor> operation)
    {
        Tensor x = file.Tensor("in.x");
        file.Result("y", operation(x, file.Tape));
        file.Gradients(("x", x));
    }

    private static void Linear(GoldenFile file)
    {
        bool hasBias = file.Has("w.bias");
        int[] sizes = file.Sizes("w.weight");
        var layer = new Linear(sizes[1], sizes[0], hasBias);
        (string, Tensor)[] weights = file.Set(layer, name => name);
        Tensor x = file.Tensor("in.x");
        file.Result("y", layer.Forward(x, file.Context));
        file.Gradients([("x", x), .. weights]);
    }

    private static void LayerNorm(GoldenFile file)
    {
        var layer = new Heed.Layers.LayerNorm(file.Sizes("w.weight")[0], (float)file.Number("eps", 1e-5));
        (string, Tensor)[] weights = file.Set(layer, name => name);
        Tensor x = file.Tensor("in.x");
        file.Result("y", layer.Forward(x, file.Context));
        file.Gradients([("x", x), .. weights]);
    }

    // The files' embedding is the table alone; Heed's layer multiplies by √size, so the operation below it is checked.
    private static void Embedding(GoldenFile file)
    {
        Tensor table = file.Tensor("w.weight");
        int[] ids = file.Ints("in.ids");
        int padding = (int)file.Number("padding_index", -1);
        file.Result("y", table.Gather([.. ids.Select(id => id == padding ? -1 : id)], file.Workspace, file.Tape));    // the padding's row is zero and stays so
        file.Gradients(("weight", table));
    }

    private static void Softmax(GoldenFile file)
    {
        Assert.SkipUnless(file.Setting("axis", "-1") == "-1", $"{file.Name}: no such operation yet, along axis {file.Setting("axis")}");
        Tensor x = file.Tensor("in.x");
        Tensor y = x.Softmax(null, file.Tape);
        file.Result("y", y);
        if (file.Has("out.log"))
        {
            // log y_i = x_i − log Σ e^x has no operation on a tape, since losses take logits: its share dlog_i − y_i Σ dlog is added here.
            int width = x.Shape.Last;
            float[] log = new float[x.Shape.Count], upstream = file.Floats("dout.log"), share = new float[x.Shape.Count];
            for (int row = 0; row < x.Shape.Rows; row++)
            {
                float total = Heed.Kernels.Softmax.LogSumExp(x.Values.Slice(row * width, width)), sum = upstream.AsSpan(row * width, width).ToArray().Sum();
                for (int i = row * width; i < (row + 1) * width; i++)
                {
                    log[i] = x.Values[i] - total;
                    share[i] = upstream[i] - y.Values[i] * sum;
                }
            }
            file.Compare("out.log", log);
            x.Backend.AddTo(new Tensor(x.Shape, share), file.Tape.GradientOf(x));
        }
        file.Gradients(("x", x));
    }

    private static void CrossEntropy(GoldenFile file)
    {
        string reduction = file.Setting("reduction", "mean");
        Assert.SkipUnless(reduction is "mean" or "sum", $"{file.Name}: no such operation yet, reduction {reduction}");
        Tensor logits = file.Tensor("in.logits");
        int[] targets = file.Ints("in.target");
        int ignored = (int)file.Number("ignore_index", -100);
        float counted = reduction == "mean" ? targets.Count(target => target != ignored) : 1;
        double loss = logits.CrossEntropy(targets, ignored, (float)file.Number("label_smoothing"), file.Tape);
        file.Compare("out.loss", [(float)(loss / counted)]);
        float upstream = file.Floats("dout.loss")[0];
        file.Tape.Backward();                                                     // the tape knows the derivative of the sum
        file.Compare("grad.logits", file.Tape.GradientOf(logits).Scale(upstream / counted, null).Values);
    }

    private static void Adam(GoldenFile file)
    {
        float decay = (float)file.Number("weight_decay");
        bool decoupled = Fits(file.Name, "adamw");
        Assert.SkipWhen(decay != 0 && !decoupled, $"{file.Name}: no such operation yet, weight decay as part of the gradient");
        float[] betas = [.. file.Setting("betas", "0.9,0.999").Split(',').Select(beta => float.Parse(beta, CultureInfo.InvariantCulture))];
        Tensor weights = file.Tensor("in.start"), mean = new(weights.Shape), variance = new(weights.Shape);
        for (int step = 0; file.Has($"in.grad{step}"); step++)
        {
            weights.Backend.Adam(weights, file.Tensor($"in.grad{step}"), mean, variance,
                new AdamStep(step + 1, (float)file.Number("lr", 1e-3), betas[0], betas[1], (float)file.Number("eps", 1e-8), decay, 1));
            file.Compare($"out.after{step}", weights.Values);
        }
    }

    private static void SinusoidalEncoding(GoldenFile file)
    {
        int[] sizes = file.Sizes("out.table");                                     // [positions, size]
        double wavelengths = file.Number("base", 10_000);
        SinusoidalEncoding encoding = file.Setting("layout", "interleaved").StartsWith("interleaved", StringComparison.Ordinal)
            ? new SinusoidalEncoding(sizes[1], wavelengths)
            : new SinusoidalHalvesEncoding(sizes[1], wavelengths);
        file.Compare("out.table", encoding.Table(sizes[0])!.Values);
    }

    private static void RotaryEncoding(GoldenFile file)
    {
        Assert.SkipUnless(file.Setting("layout", "interleaved").StartsWith("interleaved", StringComparison.Ordinal), $"{file.Name}: no such operation yet, pairs in the layout {file.Setting("layout")}");
        Tensor x = file.Tensor("in.x");                                            // [batch, heads, length, size]
        int length = x.Shape[2], size = x.Shape[3], rows = x.Shape.Count / size;
        int[] positions = [.. Enumerable.Range(0, rows).Select(row => row % length)];
        Tensor y = new RotaryEncoding(size, file.Number("base", 10_000)).Rotate(x.Reshape(rows, size), 1, new TokenPlaces(positions, null), file.Context);
        file.Result("y", y);
        file.Gradients(("x", x));
    }

    private static void Recurrent(GoldenFile file, Func<RecurrentOptions, RecurrentLayers> create)
    {
        int[] sizes = file.Sizes("in.x");                                          // [batch, length, size]
        int batch = sizes[0], longest = sizes[1], size = file.Sizes("w.weight_hh_l0")[1];
        int layers = Enumerable.Range(0, 1000).First(l => !file.Has($"w.weight_ih_l{l}"));
        int directions = file.Has("w.weight_ih_l0_reverse") ? 2 : 1;
        RecurrentLayers layer = create(new(sizes[2], size, layers, directions == 2));
        (string, Tensor)[] weights = file.Set(layer, name => name);
        Tensor x = file.Tensor("in.x");

        var rows = new PackedSequence(file.Lengths("in.lengths", batch, longest));
        int[] places = Places(rows, longest);                                      // row → its place in [batch · length]
        (Tensor outputs, Tensor[] final) = layer.Forward(x.Reshape(batch * longest, sizes[2]).Gather(places, file.Workspace, file.Tape), rows, file.Context);
        int width = layer.OutputSize;
        file.Result("y", outputs, i => places[i / width] * width + i % width);
        for (int l = 0; l < layers; l++)
        {
            int first = l * directions;                                            // [layer · directions + direction, batch, size] beside our [batch, directions · size]
            string[] names = ["h_n", "c_n"];
            for (int s = 0; s < layer.StatesPerLayer; s++)
            {
                if (s == 0 || file.Has("out." + names[s])) file.Result(names[s], final[l * layer.StatesPerLayer + s], Place);
            }

            int Place(int i) => ((first + i % width / size) * batch + i / width) * size + i % size;
        }
        file.Gradients([("x", x), .. weights]);
    }

    private static void AdditiveAttention(GoldenFile file)
    {
        int[] query = file.Sizes("w.Wq"), key = file.Sizes("w.Wk");
        var score = new AdditiveScore(query[1], key[1], query[0]);
        (string, Tensor)[] weights = file.Set(score, NameOfScore);
        Tensor queries = file.Tensor("in.query"), keys = file.Tensor("in.key"), values = file.Tensor("in.value");
        int batch = queries.Shape[0], each = queries.Shape[1];
        var mask = AttentionMask.ForKeyLengths(file.Lengths("in.key_lengths", batch, keys.Shape[1]));
        (string, Tensor)[] gradients = [("query", queries), ("key", keys), ("value", values), .. weights];

        (Tensor context, Tensor alpha) = score.AttendByFormula(queries, keys, values, mask, file.Context);
        file.Result("context", context);
        file.Result("weights", alpha);
        file.Gradients(gradients);

        int[] sentences = [.. Enumerable.Range(0, batch * each).Select(row => row / each)];
        AttentionMemory memory = score.Prepare(keys, values, mask, file.Context).Select(sentences);
        (context, alpha) = score.Attend(queries.Reshape(batch * each, query[1]), memory, file.Context);
        file.Result("context", context);
        file.Result("weights", alpha);
        file.Gradients(gradients);
    }

    // The files have [batch, channels, length] and a weight [outputs, inputs, k]; Heed has a row for each step, and tap after tap.
    private static void Conv1d(GoldenFile file)
    {
        int[] sizes = file.Sizes("w.weight");
        (int outputs, int inputs, int kernel) = (sizes[0], sizes[1], sizes[2]);
        int padding = (int)file.Number("padding");
        string[] name = file.Name.Split('_');                                        // conv1d_stride2_dilation1
        var options = new ConvolutionOptions(inputs, outputs, kernel, int.Parse(name[1]["stride".Length..], CultureInfo.InvariantCulture), int.Parse(name[2]["dilation".Length..], CultureInfo.InvariantCulture), padding, padding);
        var layer = new Heed.Layers.Conv1d(options);
        (Parameter weight, Parameter bias) = (layer.Parameters.First(p => p.Name == "taps.weight").Parameter, layer.Parameters.First(p => p.Name == "taps.bias").Parameter);
        int TapFirst(int i) => i / (kernel * inputs) * inputs * kernel + i % inputs * kernel + i / inputs % kernel;
        float[] given = file.Floats("w.weight");
        for (int i = 0; i < given.Length; i++) weight.Value.Memory[i] = given[TapFirst(i)];
        weight.Refresh();
        file.Set(bias, "w.bias");
        int[] x = file.Sizes("in.x");
        (int batch, int length) = (x[0], x[2]);
        int StepFirst(int i, int channels, int steps) => (i / channels / steps * channels + i % channels) * steps + i / channels % steps;
        float[] input = file.Floats("in.x");
        var rowsOfX = new Tensor(new(batch * length, inputs), [.. Enumerable.Range(0, input.Length).Select(i => input[StepFirst(i, inputs, length)])]);
        (Tensor y, ConsecutiveRows rows) = layer.Forward(rowsOfX, new ConsecutiveRows([.. Enumerable.Repeat(length, batch)]), file.Context);
        file.Result("y", y, i => StepFirst(i, outputs, rows.Lengths[0]));
        file.Tape.Backward();
        file.Compare("grad.x", file.Tape.GradientOf(rowsOfX).Values, i => StepFirst(i, inputs, length));
        file.Compare("grad.weight", file.Tape.GradientOf(weight.Value).Values, TapFirst);
        file.Compare("grad.bias", file.Tape.GradientOf(bias.Value).Values);
    }

    private static void BahdanauDecoder(GoldenFile file)
    {
        Assert.SkipUnless(file.Setting("cell", "gru") == "gru", $"{file.Name}: no such operation yet, a cell of {file.Setting("cell")}");
        Tensor memory = file.Tensor("in.memory"), embedded = file.Tensor("in.embedded"), initial = file.Tensor("in.initial_state");
        int batch = memory.Shape[0], keys = memory.Shape[1], memorySize = memory.Shape[2], steps = embedded.Shape[1], embeddingSize = embedded.Shape[2];
        int layers = initial.Shape[0], size = initial.Shape[2], classes = file.Sizes("w.Wo")[0];
        int[] lengths = file.Lengths("in.memory_lengths", batch, keys);
        Assert.SkipWhen(lengths.Contains(0), $"{file.Name}: no such operation yet, a source without tokens");

        var reader = new AttentionReader(new AdditiveScore(size, memorySize, file.Sizes("w.Wq")[0]));
        var decoder = new BahdanauDecoder(reader, new Gru(new(embeddingSize + memorySize, size, layers)));
        var output = new Linear(size, classes, bias: file.Has("w.bo"));
        (string, Tensor)[] weights =
        [
            .. file.Set(decoder, name => name.StartsWith("layers.", StringComparison.Ordinal) ? name["layers.".Length..] : NameOfScore(name["attention.score.".Length..])),
            .. file.Set(output, name => name == "weight" ? "Wo" : "bo"),
        ];

        var rows = new PackedSequence(lengths);
        Tensor packed = memory.Reshape(batch * keys, memorySize).Gather(Places(rows, keys), file.Workspace, file.Tape);
        SourceMemory source = reader.Prepare(packed, rows, initial, file.Context);
        Tensor[] states = [.. Enumerable.Range(0, layers).Select(l => initial.Rows(l, 1).Reshape(batch, size))];
        for (int t = 0; t < steps; t++)
        {
            int now = t;
            int[] tokens = [.. Enumerable.Range(0, batch).Select(b => b * steps + now)];
            Tensor input = embedded.Reshape(batch * steps, embeddingSize).Gather(tokens, file.Workspace, file.Tape);
            (_, states, Tensor context, Tensor? alpha) = decoder.Step(input, states, source, null, 0, file.Context);
            Tensor logits = output.Forward(states[^1], file.Context);
            file.Result("context", context, AtStep(memorySize, memorySize));
            file.Result("weights", alpha!, AtStep(rows.Longest, keys));
            file.Result("logits", logits, AtStep(classes, classes));

            // Element i of [batch, own width] stands in the file at [b, now, i] of [batch, steps, width].
            Func<int, int> AtStep(int own, int width) => i => (i / own * steps + now) * width + i % own;
        }
        file.Gradients([("memory", memory), ("embedded", embedded), ("initial_state", initial), .. weights]);
    }

    private static string NameOfScore(string name) => name switch { "query.weight" => "Wq", "key.weight" => "Wk", _ => "wv" };

    private static int[] Places(PackedSequence rows, int longest)
    {
        int[] places = new int[rows.Rows];
        for (int b = 0; b < rows.Batch; b++)
            for (int t = 0; t < rows.Lengths[b]; t++) places[rows.RowOf(b, t)] = b * longest + t;
        return places;
    }
}
