using System.Text.Json;
using Heed.Attention;
using Heed.Files;
using Heed.Layers;

namespace Heed.Decoding;

/// <summary>
/// A translation with the attention of every layer and head along its tokens, computed on demand: exactly the weights that the translation was made with. Exports: <see cref="WriteJson"/>,
/// <see cref="WriteSafetensors"/>, <see cref="ToPharaoh"/>, <see cref="ToSoft"/>.
/// </summary>
public sealed class TracedTranslation
{
    private readonly AttentionTrace _trace;
    private readonly AlignmentHead? _choice;

    internal TracedTranslation(Translation translation, AttentionTrace trace, TracedSide source, TracedSide target, AlignmentHead? choice = null)
    {
        _choice = choice;
        Translation = translation;
        _trace = trace;
        TracedSide inputs = target.AsInputs();
        Layers = [.. trace.Layers.Select((name, l) => LayerOf(name, trace.HeadsOf(l)))];

        TracedLayer LayerOf(string name, int heads) => name.StartsWith("encoder", StringComparison.Ordinal) ? new(name, heads, source, source)
            : name.EndsWith("self", StringComparison.Ordinal) ? new(name, heads, target, inputs)
            : new(name, heads, target, source);
    }

    /// <summary>The translation.</summary>
    public Translation Translation { get; }

    /// <summary>The layers, in the order they attended.</summary>
    public IReadOnlyList<TracedLayer> Layers { get; }

    /// <summary>
    /// The number of the layer that aligns words: the one that the model's configuration chooses, or else of those that look at the source the last but one, as the last mixes in what comes next; without
    /// several the only one, and the last of all where nothing looks at a source.
    /// </summary>
    /// <exception cref="InvalidOperationException">The model has no attention.</exception>
    public int AligningLayer
    {
        get
        {
            if (Layers.Count == 0) throw new InvalidOperationException("this model has no attention to show (--score none).");
            int[] across = [.. Enumerable.Range(0, Layers.Count).Where(l => Layers[l].Name.EndsWith("cross", StringComparison.Ordinal) || Layers[l].Name == "attention")];
            if (_choice is { } choice && choice.Layer < across.Length) return across[choice.Layer];
            return across.Length > 1 ? across[^2] : across.Length == 1 ? across[0] : Layers.Count - 1;
        }
    }

    /// <summary>The head of that layer that aligns; none for the mean of all.</summary>
    public int? AligningHead => _choice?.Head;

    /// <summary>The step whose weights align a token.</summary>
    public AlignmentStep AligningStep => _choice?.Step ?? AlignmentStep.Written;

    /// <summary>The number of the layer of this name.</summary>
    /// <exception cref="ArgumentException">There is none; the message names those there are.</exception>
    public int Find(string layer) => _trace.Find(layer);

    /// <summary>The weights of a layer between pieces, [asking, attended]; without a layer and a head those that align, each row that of <see cref="AligningStep"/>.</summary>
    /// <param name="layer">The layer's number; none for the one that aligns.</param>
    /// <param name="head">The head; none for the mean of all.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or head.</exception>
    public float[,] Weights(int? layer = null, int? head = null)
    {
        bool aligns = layer is null && head is null;
        float[,] weights = (aligns ? AligningHead : head) is { } one ? _trace.Weights(layer ?? AligningLayer, 0, one) : _trace.MeanOfHeads(layer ?? AligningLayer, 0);
        return aligns ? Reshaped(WordAttention.RowsOf(AligningStep, Flat(weights), weights.GetLength(1)), weights.GetLength(1)) : weights;
    }

    /// <summary>The same between words: added over the pieces of a word that is attended to, averaged over those of a word that asks.</summary>
    /// <inheritdoc cref="Weights"/>
    public float[,] WordWeights(int? layer = null, int? head = null)
    {
        TracedLayer of = Layers[layer ?? AligningLayer];
        float[] merged = WordAttention.Merge(Flat(Weights(layer, head)), [.. of.Asking.WordOfPiece], of.Asking.Words.Count, [.. of.Attended.WordOfPiece], of.Attended.Words.Count);
        return Reshaped(merged, of.Attended.Words.Count);
    }

    /// <summary>What a head does, between pieces.</summary>
    public HeadStatistics Statistics(int layer, int head) => HeadStatistics.Of(Weights(layer, head));

    /// <summary>
    /// Everything as one JSON object: source, translation, score; layers, each with name, what asks and what is attended to (pieces, words, spans as [start, end), wordOfPiece), and heads, each with
    /// entropy (nats), distance (tokens) and weights [asking][attended] between pieces.
    /// </summary>
    public void WriteJson(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteString("source", Translation.Source);
        json.WriteString("translation", Translation.Text);
        json.WriteNumber("score", Translation.Score);
        json.WriteStartArray("layers");
        for (int l = 0; l < Layers.Count; l++)
        {
            json.WriteStartObject();
            json.WriteString("name", Layers[l].Name);
            WriteSide(json, "asking", Layers[l].Asking);
            WriteSide(json, "attended", Layers[l].Attended);
            json.WriteStartArray("heads");
            for (int head = 0; head < Layers[l].Heads; head++)
            {
                float[,] weights = Weights(l, head);
                HeadStatistics statistics = HeadStatistics.Of(weights);
                json.WriteStartObject();
                json.WriteNumber("entropy", statistics.Entropy);
                json.WriteNumber("distance", statistics.Distance);
                json.WriteStartArray("weights");
                for (int i = 0; i < weights.GetLength(0); i++)
                {
                    json.WriteStartArray();
                    for (int j = 0; j < weights.GetLength(1); j++) json.WriteNumberValue(weights[i, j]);
                    json.WriteEndArray();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>All weights between pieces as a safetensors file: a tensor [heads, asking, attended] named as its layer.</summary>
    public void WriteSafetensors(string path)
    {
        var tensors = new List<TensorToWrite>();
        for (int l = 0; l < Layers.Count; l++)
        {
            var values = new List<float>();
            for (int head = 0; head < Layers[l].Heads; head++) values.AddRange(Flat(Weights(l, head)));
            tensors.Add(TensorToWrite.Floats(Layers[l].Name, [Layers[l].Heads, Layers[l].Asking.Pieces.Count, Layers[l].Attended.Pieces.Count], values.ToArray(), SafetensorsType.F32));
        }
        SafetensorsWriter.Write(path, tensors);
    }

    /// <summary>Hard links <c>attended-asking</c> between words, from 0: for each word that asks the word with the largest weight; symbols left out.</summary>
    /// <inheritdoc cref="Weights"/>
    public string ToPharaoh(int? layer = null, int? head = null)
    {
        float[,] weights = WordWeights(layer, head);
        TracedLayer of = Layers[layer ?? AligningLayer];
        var links = new List<(int, int)>();
        for (int i = 0; i < weights.GetLength(0); i++)
        {
            int best = 0;
            for (int j = 1; j < weights.GetLength(1); j++)
                if (weights[i, j] > weights[i, best]) best = j;
            if (!IsSymbol(of.Asking.Words[i]) && !IsSymbol(of.Attended.Words[best])) links.Add((best, i));
        }
        return WordLinks.Pharaoh(links);
    }

    /// <summary>All weights between words: words that ask separated by spaces, their weights by commas, symbols among them.</summary>
    /// <inheritdoc cref="Weights"/>
    public string ToSoft(int? layer = null, int? head = null) => WordLinks.Soft(WordWeights(layer, head));

    private static bool IsSymbol(string word) => word is "<s>" or WordAttention.End;

    private static float[,] Reshaped(float[] flat, int columns)
    {
        float[,] weights = new float[flat.Length / columns, columns];
        Buffer.BlockCopy(flat, 0, weights, 0, flat.Length * sizeof(float));
        return weights;
    }

    private static float[] Flat(float[,] weights)
    {
        float[] flat = new float[weights.Length];
        Buffer.BlockCopy(weights, 0, flat, 0, flat.Length * sizeof(float));
        return flat;
    }

    private static void WriteSide(Utf8JsonWriter json, string name, TracedSide side)
    {
        json.WriteStartObject(name);
        json.WriteString("text", side.Text);
        json.WriteStartArray("pieces");
        foreach (string piece in side.Pieces) json.WriteStringValue(piece);
        json.WriteEndArray();
        json.WriteStartArray("spans");
        foreach (Text.TextSpan span in side.Spans)
        {
            json.WriteStartArray();
            json.WriteNumberValue(span.Start);
            json.WriteNumberValue(span.End);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStartArray("words");
        foreach (string word in side.Words) json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteStartArray("wordOfPiece");
        foreach (int word in side.WordOfPiece) json.WriteNumberValue(word);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
