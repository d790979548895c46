#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// A small language model of the Transformer's blocks: decoder only, character by character. It learns a rhyme by heart in a few seconds and says it from a key-value cache.
// Run from the root of a clone: dotnet run -c Release samples/07-transformer.cs
using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Training;
using Embedding = Heed.Layers.Embedding;
using LayerNorm = Heed.Layers.LayerNorm;

const string text = "attention is a weighted mean. a query asks, the keys answer, and the values are what is told. ";
char[] alphabet = [.. text.Distinct().Order()];
int[] tokens = [.. text.Select(c => Array.IndexOf(alphabet, c))];

var model = new CharacterModel(alphabet.Length, size: 48, layers: 2);
model.Initialize(seed: 1);
var storage = new ParameterStorage(model);
Tensor gradient = storage.NewZeros();
var optimizer = new AdamOptimizer(storage);
var workspace = new Workspace();
var tape = new GradientTape(workspace, weight => storage.PartOf(gradient, weight));
for (int step = 1; step <= 150; step++)
{
    using Workspace.Scope scope = workspace.Open();
    Tensor hidden = model.Forward(tokens[..^1], new ForwardContext(workspace, tape));
    double loss = hidden.LinearCrossEntropy(model.Output, tokens[1..], ignored: -1, smoothing: 0, tape);
    tape.Backward();
    tape.Clear();
    optimizer.Step(gradient, tokens.Length - 1, step, learningRate: 0.003f, clipNorm: 1);
    if (step % 30 == 0) Console.WriteLine($"step {step}: {loss / (tokens.Length - 1):F3} nats a character");
}

// Step by step: each character attends to those before it, whose keys and values are kept.
var call = new ForwardContext(new Workspace());
KeyValueCache[] caches = model.NewCaches();
int last = tokens[0];
Console.Write(alphabet[last]);
for (int t = 0; t < text.Length - 1; t++)
{
    ReadOnlySpan<float> logits = model.Step(last, t, caches, call).Values;
    last = 0;
    for (int c = 1; c < logits.Length; c++)
        if (logits[c] > logits[last]) last = c;
    Console.Write(alphabet[last]);
}
Console.WriteLine();

internal sealed class CharacterModel : Module
{
    private readonly Embedding _embedding;
    private readonly SinusoidalEncoding _positions;
    private readonly TransformerEncoderLayer[] _layers;
    private readonly LayerNorm _norm;

    public CharacterModel(int characters, int size, int layers)
    {
        var options = new TransformerOptions(size, Heads: 4, KeyHeads: 0, Inner: 2 * size, Activation: "gelu", NormFirst: true, Score: "scaled-dot", Positions: _ => null);
        _embedding = Add("embedding", new Embedding(characters, size));
        _positions = Add("positions", new SinusoidalEncoding(size));
        _layers = [.. Enumerable.Range(0, layers).Select(l => Add($"layer{l}", new TransformerEncoderLayer(options, $"layer{l}", place: 16 + 4 * (uint)l, causal: true)))];
        _norm = Add("norm", new LayerNorm(size));
    }

    public PreparedWeight Output => _embedding.Output;

    public Tensor Forward(int[] tokens, ForwardContext call)
    {
        var rows = new ConsecutiveRows([tokens.Length]);
        TokenPlaces places = TokenPlaces.Of(rows);
        Tensor x = _positions.Add(_embedding.Forward(tokens, call), places, call);
        foreach (TransformerEncoderLayer layer in _layers) x = layer.Forward(x, rows, places, [new AttentionSpan(0, tokens.Length, 0, tokens.Length)], AttentionMask.Causal, call);
        return _norm.Forward(x, call);
    }

    public KeyValueCache[] NewCaches() => [.. _layers.Select(_ => new KeyValueCache(rows: 1))];

    public Tensor Step(int token, int position, KeyValueCache[] caches, ForwardContext call)
    {
        TokenPlaces place = TokenPlaces.At(position, rows: 1);
        Tensor x = _positions.Add(_embedding.Forward([token], call), place, call);
        for (int l = 0; l < _layers.Length; l++) x = _layers[l].Step(x, place, caches[l], AttentionMask.Causal, call);
        return _norm.Forward(x, call).Linear(Output, null, null);
    }
}
