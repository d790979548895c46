using Heed.Decoding;
using Heed.Files;
using Heed.Models;
using Heed.Tests.Tensors;
using Heed.Text;

namespace Heed.Tests.Models;

public sealed class BertEncoderTests : IDisposable
{
    private const int Size = 8, Heads = 2, Inner = 12, Layers = 2, Most = 16;

    private static readonly string[] Pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s", "sat", ".", "cafe", "mat"];

    private readonly string _folder = Directory.CreateTempSubdirectory("heed-bert-").FullName;
    private readonly Dictionary<string, float[]> _weights = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "bert.")]
    [InlineData(true, "distilbert.")]
    public void It_computes_the_formula_in_double_precision(bool isDistilled, string prefix)
    {
        WriteTo(isDistilled, prefix);
        TextEncoder encoder = TextEncoder.Load(_folder);
        float[,] states = encoder.Encode("The cats sat", "the mat.");
        double[][] expected = Reference(isDistilled, [2, 5, 6, 7, 8, 3, 5, 11, 9, 3], 6);
        for (int i = 0; i < expected.Length; i++)
            for (int k = 0; k < Size; k++) Assert.Equal(expected[i][k], states[i, k], 1e-4);
        Assert.Equal((expected.Length, Size), (states.GetLength(0), states.GetLength(1)));
    }

    [Fact]
    public void Every_layer_and_head_can_be_seen_between_pieces_and_words()
    {
        WriteTo(false, "");
        TracedTranslation trace = TextEncoder.Load(_folder).Trace("The cats sat.");
        Assert.Equal(["encoder0.self", "encoder1.self"], trace.Layers.Select(layer => layer.Name));
        Assert.Equal(["[CLS]", "the", "cat", "##s", "sat", ".", "[SEP]"], trace.Layers[1].Asking.Pieces);
        Assert.Equal(["[CLS]", "the", "cats", "sat", ".", "[SEP]"], trace.Layers[1].Attended.Words);
        float[,] weights = trace.WordWeights(1, 1);
        for (int i = 0; i < weights.GetLength(0); i++) Assert.Equal(1, Enumerable.Range(0, weights.GetLength(1)).Sum(j => weights[i, j]), 1e-5f);
    }

    [Fact]
    public void Words_are_cut_as_BERT_reads_them_and_found_in_the_text()
    {
        WriteTo(false, "");
        WordPieceTokenizer tokenizer = WordPieceTokenizer.Load(_folder, lowerCase: true);
        (TokenizedText text, bool[] second) = tokenizer.Encode("The Cafés dog", "mat");
        Assert.Equal(["[CLS]", "the", "cafe", "##s", "[UNK]", "[SEP]", "mat", "[SEP]"], text.Pieces);
        Assert.Equal([2, 5, 10, 7, 1, 3, 11, 3], text.Ids);
        Assert.Equal([false, false, false, false, false, false, true, true], second);
        Assert.Equal("Café", text.Text[text.Spans[2].Start..text.Spans[2].End]);
        Assert.Equal("mat", text.Text[text.Spans[6].Start..text.Spans[6].End]);
        Assert.Equal(["[CLS]", "[SEP]"], tokenizer.Encode(" ").Text.Pieces);
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        WriteTo(false, "");
        Assert.Contains("1 to 16 pieces", Assert.Throws<ArgumentException>(() => TextEncoder.Load(_folder).Trace(string.Join(' ', Enumerable.Repeat("cat", 20)))).Message, StringComparison.Ordinal);
        string config = Path.Combine(_folder, "config.json"), text = File.ReadAllText(config), vocabulary = Path.Combine(_folder, "vocab.txt");
        Refused(config, text.Replace("\"bert\"", "\"gpt2\"", StringComparison.Ordinal), "bert and distilbert encoders are read");
        Refused(config, text.Replace("\"hidden_size\": 8", "\"hidden_size\": 9", StringComparison.Ordinal), "2 heads do not divide 9 numbers");
        Refused(config, text.Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", StringComparison.Ordinal), "the tensor 'encoder.layer.2.attention.self.query.weight' is missing");
        Refused(config, text.Replace("\"hidden_act\"", "\"other\"", StringComparison.Ordinal), "missing key 'hidden_act'");
        File.WriteAllText(config, text);
        Refused(vocabulary, "a\nb\n", "the piece [CLS] is missing");
        Refused(vocabulary, string.Join('\n', Pieces.Concat(Enumerable.Range(0, 5).Select(i => $"more{i}"))), "it has 17 pieces, config.json names 12");
        File.Delete(vocabulary);
        Assert.Contains("vocab.txt: the file is missing", Assert.Throws<InvalidDataException>(() => TextEncoder.Load(_folder)).Message, StringComparison.Ordinal);
        File.Move(Path.Combine(_folder, "model.safetensors"), Path.Combine(_folder, "pytorch_model.bin"));
        Assert.Contains("safe_serialization=True", Assert.Throws<InvalidDataException>(() => TextEncoder.Load(_folder)).Message, StringComparison.Ordinal);

        void Refused(string file, string content, string message)
        {
            File.WriteAllText(file, content);
            Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TextEncoder.Load(_folder)).Message, StringComparison.Ordinal);
        }
    }

    private void WriteTo(bool isDistilled, string prefix)
    {
        File.WriteAllText(Path.Combine(_folder, "vocab.txt"), string.Join('\n', Pieces) + "\n");
        File.WriteAllText(Path.Combine(_folder, "config.json"), isDistilled
            ? $"{{\"model_type\": \"distilbert\", \"vocab_size\": {Pieces.Length}, \"max_position_embeddings\": {Most}, \"dim\": {Size}, \"n_heads\": {Heads}, \"hidden_dim\": {Inner}, \"n_layers\": {Layers}, \"activation\": \"gelu\"}}"
            : $"{{\"model_type\": \"bert\", \"vocab_size\": {Pieces.Length}, \"max_position_embeddings\": {Most}, \"type_vocab_size\": 2, \"hidden_size\": {Size}, \"num_attention_heads\": {Heads}, \"intermediate_size\": {Inner}, \"num_hidden_layers\": {Layers}, \"hidden_act\": \"gelu\"}}");
        uint seed = 1;
        var tensors = new List<TensorToWrite>();
        Tensor("embeddings.word_embeddings.weight", Pieces.Length, Size);
        Tensor("embeddings.position_embeddings.weight", Most, Size);
        if (!isDistilled) Tensor("embeddings.token_type_embeddings.weight", 2, Size);
        Both("embeddings.LayerNorm", Size);
        for (int layer = 0; layer < Layers; layer++)
        {
            string of = isDistilled ? $"transformer.layer.{layer}" : $"encoder.layer.{layer}";
            foreach (string name in Names(isDistilled)[..4]) Both($"{of}.{name}", Size, Size);
            Both($"{of}.{Names(isDistilled)[4]}", Size);
            Both($"{of}.{Names(isDistilled)[5]}", Inner, Size);
            Both($"{of}.{Names(isDistilled)[6]}", Size, Inner);
            Both($"{of}.{Names(isDistilled)[7]}", Size);
        }
        // A head of a task, which is passed over.
        Tensor("cls.predictions.bias", Pieces.Length);
        SafetensorsWriter.Write(Path.Combine(_folder, "model.safetensors"), tensors);

        void Both(string name, params int[] shape)
        {
            Tensor($"{name}.weight", shape);
            Tensor($"{name}.bias", shape[0]);
        }

        void Tensor(string name, params int[] shape)
        {
            float[] values = GradientCheck.Random(seed++, [.. shape.Length == 1 ? [1, shape[0]] : shape]).Values.ToArray();
            _weights[name] = values;
            tensors.Add(TensorToWrite.Floats(prefix + name, shape, values));
        }
    }

    private static string[] Names(bool isDistilled) => isDistilled
        ? ["attention.q_lin", "attention.k_lin", "attention.v_lin", "attention.out_lin", "sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm"]
        : ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "attention.output.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"];

    // Devlin et al. 2019 as it is written, one number after the other.
    private double[][] Reference(bool isDistilled, int[] ids, int firstOfSecond)
    {
        double[][] x = [.. ids.Select((id, i) => Norm("embeddings.LayerNorm", [.. Enumerable.Range(0, Size).Select(k => (double)_weights["embeddings.word_embeddings.weight"][id * Size + k]
            + _weights["embeddings.position_embeddings.weight"][i * Size + k] + (isDistilled ? 0 : _weights["embeddings.token_type_embeddings.weight"][(i >= firstOfSecond ? Size : 0) + k]))]))];
        for (int layer = 0; layer < Layers; layer++)
        {
            string of = isDistilled ? $"transformer.layer.{layer}." : $"encoder.layer.{layer}.";
            string[] names = [.. Names(isDistilled).Select(name => of + name)];
            double[][] q = [.. x.Select(row => Linear(names[0], row))], k = [.. x.Select(row => Linear(names[1], row))], v = [.. x.Select(row => Linear(names[2], row))];
            x = [.. x.Select((row, i) =>
            {
                double[] read = new double[Size];
                for (int head = 0; head < Heads; head++)
                {
                    int part = Size / Heads;
                    double[] scores = [.. k.Select(key => Enumerable.Range(head * part, part).Sum(n => q[i][n] * key[n]) / Math.Sqrt(part))];
                    double[] weights = [.. scores.Select(score => Math.Exp(score - scores.Max()))];
                    for (int n = head * part; n < (head + 1) * part; n++) read[n] = weights.Select((weight, j) => weight * v[j][n]).Sum() / weights.Sum();
                }
                double[] attended = Norm(names[4], [.. row.Zip(Linear(names[3], read), (a, b) => a + b)]);
                double[] inner = [.. Linear(names[5], attended).Select(value => value / 2 * (1 + Erf(value / Math.Sqrt(2))))];
                return Norm(names[7], [.. attended.Zip(Linear(names[6], inner), (a, b) => a + b)]);
            })];
        }
        return x;
    }

    private double[] Linear(string name, double[] x) => [.. Enumerable.Range(0, _weights[$"{name}.bias"].Length).Select(row => _weights[$"{name}.bias"][row] + x.Select((value, i) => value * _weights[$"{name}.weight"][row * x.Length + i]).Sum())];

    private double[] Norm(string name, double[] x)
    {
        double mean = x.Average(), variance = x.Average(value => (value - mean) * (value - mean));
        return [.. x.Select((value, i) => (value - mean) / Math.Sqrt(variance + 1e-12) * _weights[$"{name}.weight"][i] + _weights[$"{name}.bias"][i])];
    }

    // The series of the error function, for arguments below 4.
    private static double Erf(double x)
    {
        double sum = 0, term = x;
        for (int n = 0; n < 100; n++)
        {
            sum += term / (2 * n + 1);
            term *= -x * x / (n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
