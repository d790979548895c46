using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Heed.Decoding;
using Heed.Layers;
using Heed.Visuals;

namespace Heed.Studio.Pages.Translate;

/// <summary>The attention of one translation, made ready to be drawn and to be taken along. Serves several threads.</summary>
public sealed class TracedView
{
    private readonly TracedTranslation _traced;
    private readonly string _from, _to;
    private readonly ConcurrentDictionary<(int? Layer, int? Head, bool Pieces), HeatData> _maps = new();
    private readonly ConcurrentDictionary<(TracedSide Side, bool Pieces), IReadOnlyList<string>> _labels = new();

    private TracedView(TracedTranslation traced, string from, string to) => (_traced, _from, _to) = (traced, from, to);

    /// <summary>Makes a trace ready; what is looked at first is computed here, off the thread of the page.</summary>
    public static TracedView Of(TracedTranslation traced, string from, string to)
    {
        var view = new TracedView(traced, from, to);
        if (view.Layers.Count == 0) return view;
        view.Of(null, null, pieces: false);
        for (int head = 0; head < view.Layers[view.AligningLayer].Heads; head++) view.Of(view.AligningLayer, head, pieces: false);
        return view;
    }

    /// <summary>The translation.</summary>
    public Translation Translation => _traced.Translation;

    /// <summary>The layers.</summary>
    public IReadOnlyList<TracedLayer> Layers => _traced.Layers;

    /// <summary>The layer that aligns.</summary>
    public int AligningLayer => _traced.AligningLayer;

    /// <summary>The head of that layer that aligns; none for the mean of all.</summary>
    public int? AligningHead => _traced.AligningHead;

    /// <summary>Whether a token's weights are those of the step that reads it.</summary>
    public bool AlignsAtRead => _traced.AligningStep == AlignmentStep.Read;

    /// <summary>The language of what asks in a layer.</summary>
    public string RowsLanguage(int layer) => IsEncoder(layer) ? _from : _to;

    /// <summary>The language of what is attended to.</summary>
    public string ColumnsLanguage(int layer) => IsSelf(layer) && !IsEncoder(layer) ? _to : _from;

    /// <summary>The weights of a head, or the mean of all; without a layer and a head those that align.</summary>
    public HeatData Of(int? layer, int? head, bool pieces) => _maps.GetOrAdd((layer, head, pieces), of =>
    {
        float[,] weights = of.Pieces ? _traced.Weights(of.Layer, of.Head) : _traced.WordWeights(of.Layer, of.Head);
        float[] flat = MemoryMarshal.CreateReadOnlySpan(ref weights[0, 0], weights.Length).ToArray();
        TracedLayer sides = Layers[of.Layer ?? AligningLayer];
        return new HeatData(Labels(sides.Attended, of.Pieces), Labels(sides.Asking, of.Pieces), flat);
    });

    /// <summary>What a head does, between pieces.</summary>
    public HeadStatistics Statistics(int layer, int head) => _traced.Statistics(layer, head);

    /// <summary>The picture as the library draws it, to be taken along.</summary>
    public string ToSvg(int? layer, int? head, bool pieces)
    {
        HeatData data = Of(layer, head, pieces);
        return new AttentionHeatmap(new AttentionMap(data.Columns, data.Rows, data.Weights)).ToSvg();
    }

    /// <summary>Hard links between words.</summary>
    public string ToPharaoh(int? layer, int? head) => _traced.ToPharaoh(layer, head) + "\n";

    /// <summary>All layers and heads.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) _traced.WriteJson(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private bool IsEncoder(int layer) => Layers[layer].Name.StartsWith("encoder", StringComparison.Ordinal);

    private bool IsSelf(int layer) => IsEncoder(layer) || Layers[layer].Name.EndsWith("self", StringComparison.Ordinal);

    // One list for all maps of a side, so that a heat map sees that its words are the same.
    private IReadOnlyList<string> Labels(TracedSide side, bool pieces) => _labels.GetOrAdd((side, pieces), static of => of.Pieces ? PieceLabels.Of(of.Side) : of.Side.Words);
}
