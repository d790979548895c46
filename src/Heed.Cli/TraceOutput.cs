using System.Globalization;
using Heed.Decoding;
using Heed.Files;
using Heed.Layers;
using Heed.Visuals;

namespace Heed.Cli;

/// <summary>The attention of single layers and heads in the forms that <c>heed attend</c> offers.</summary>
/// <param name="layer">A layer's name, <c>all</c>, or none for the one that aligns.</param>
/// <param name="head">A head, or none for the mean of all; without a layer, for the head that aligns.</param>
/// <param name="pieces">Whether pieces are shown instead of words.</param>
internal sealed class TraceOutput(string? layer, int? head, bool pieces)
{
    private const string All = "all";

    /// <summary>A line for each layer and head: how sharp it is and how far it looks.</summary>
    public static void WriteHeads(TracedTranslation trace, TextWriter output)
    {
        int width = Math.Max("layer".Length, trace.Layers.Max(layer => layer.Name.Length));
        output.WriteLine($"{"layer".PadRight(width)}  head  entropy  distance");
        for (int l = 0; l < trace.Layers.Count; l++)
            for (int head = 0; head < trace.Layers[l].Heads; head++)
            {
                HeadStatistics of = trace.Statistics(l, head);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trace.Layers[l].Name.PadRight(width)}  {head,4}  {of.Entropy,7:F3}  {of.Distance,8:F2}"));
            }
    }

    /// <exception cref="UsageException">There is no such layer or head.</exception>
    public void Write(TracedTranslation trace, string format, TextWriter output, Terminal terminal, bool toTerminal)
    {
        int?[] layers = Layers(trace);
        foreach (int? l in layers)
            if (LayerOf(trace, l) is var of && head >= of.Heads) throw new UsageException($"--head: {of.Name} has heads 0 to {of.Heads - 1}, there is no {head}.");
        switch (format)
        {
            case "json":
                output.WriteLine(JsonText.Of(trace.WriteJson));
                break;
            case "html":
                AttentionPage.Write(output, layers.SelectMany(l => head is null ? Enumerable.Range(0, LayerOf(trace, l).Heads).Select(h => Map(trace, l, h)) : [Map(trace, l, head)]));
                break;
            case "svg":
                output.WriteLine(new AttentionHeatmap(Map(trace, One(layers), head)).ToSvg());
                break;
            case "pharaoh":
                output.WriteLine(trace.ToPharaoh(One(layers), head));
                break;
            case "soft":
                output.WriteLine(trace.ToSoft(One(layers), head));
                break;
            default:
                foreach (int? l in layers) HeatmapOutput.Write(Map(trace, l, head), output, terminal, toTerminal);
                break;
        }
    }

    /// <summary>All layers and heads as safetensors.</summary>
    public static void WriteSafetensors(TracedTranslation trace, string? output)
    {
        if (output is null) throw new UsageException("--format safetensors writes a file; name it with --output.");
        trace.WriteSafetensors(output);
    }

    private static TracedLayer LayerOf(TracedTranslation trace, int? l) => trace.Layers[l ?? trace.AligningLayer];

    private static int? One(int?[] layers) => layers.Length == 1 ? layers[0] : throw new UsageException("This format shows one layer; --layer all goes with terminal, html, json and safetensors.");

    // None for the one that aligns.
    private int?[] Layers(TracedTranslation trace)
    {
        if (trace.Layers.Count == 0) throw new InvalidOperationException("this model has no attention to show (--score none).");
        if (layer == All) return [.. Enumerable.Range(0, trace.Layers.Count).Cast<int?>()];
        if (layer is null) return [null];
        string[] names = [.. trace.Layers.Select(of => of.Name)];
        int found = Array.IndexOf(names, layer);
        return found >= 0 ? [found] : throw new UsageException($"--layer: there is no '{layer}'; choose one of {string.Join(", ", names)}, or all.");
    }

    private AttentionMap Map(TracedTranslation trace, int? l, int? h)
    {
        TracedLayer of = LayerOf(trace, l);
        float[,] weights = pieces ? trace.Weights(l, h) : trace.WordWeights(l, h);
        float[] flat = new float[weights.Length];
        Buffer.BlockCopy(weights, 0, flat, 0, flat.Length * sizeof(float));
        HeadStatistics statistics = HeadStatistics.Of(trace.Weights(l, h));
        bool aligns = l is null && h is null;
        int? shown = aligns ? trace.AligningHead : h;
        string name = (shown is null ? of.Heads == 1 ? "one head" : $"mean of {of.Heads} heads" : $"head {shown}") + (aligns && trace.AligningStep == AlignmentStep.Read ? ", read" : "");
        string title = string.Create(CultureInfo.InvariantCulture, $"{of.Name}, {name}: entropy {statistics.Entropy:F2} nats, distance {statistics.Distance:F1}");
        IReadOnlyList<string> attended = pieces ? of.Attended.Pieces : of.Attended.Words, asking = pieces ? of.Asking.Pieces : of.Asking.Words;
        return new AttentionMap(attended, asking, flat, title) { SourceText = of.Attended.Text, TargetText = of.Asking.Text };
    }
}
