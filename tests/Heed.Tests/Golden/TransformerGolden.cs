using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Golden;

/// <summary>Layers of a Transformer beside other software's, both ways of attention, with all gradients.</summary>
internal static class TransformerGolden
{
    public static void EncoderLayer(GoldenFile file)
    {
        Tensor x = file.Tensor("in.x");
        (int batch, int longest, int size) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        // The file's padding asks too, though nobody may attend to it.
        var rows = new ConsecutiveRows([.. Enumerable.Repeat(longest, batch)]);
        int[] lengths = file.Lengths("in.key_lengths", batch, longest);
        var layer = new TransformerEncoderLayer(Options(file, size), "encoder0", 16);
        (string, Tensor, int)[] weights = file.SetParts(layer, name => Name(name, size, norms: ["self", "feed_forward"]));
        AttentionSpan[] spans = [.. rows.SpansOver(rows).Select((span, b) => span with { Keys = lengths[b] })];
        foreach (bool byFormula in (bool[])[true, false])
        {
            file.Again(byFormula);
            Tensor y = layer.Forward(Packed(file, x, rows), rows, TokenPlaces.Of(rows), spans, AttentionMask.All, file.Context);
            Result(file, y, rows, longest);
            file.Gradients([("x", x, 0), .. weights]);
        }
    }

    public static void DecoderLayer(GoldenFile file)
    {
        Tensor x = file.Tensor("in.x"), memory = file.Tensor("in.memory");
        (int batch, int longest, int size) = (x.Shape[0], x.Shape[1], x.Shape[2]);
        ConsecutiveRows rows = new([.. Enumerable.Repeat(longest, batch)]), sources = new(file.Lengths("in.memory_lengths", batch, memory.Shape[1]));
        var layer = new TransformerDecoderLayer(Options(file, size), "decoder0", 16);
        (string, Tensor, int)[] weights = file.SetParts(layer, name => Name(name, size, norms: ["self", "cross", "feed_forward"]));
        foreach (bool byFormula in (bool[])[true, false])
        {
            file.Again(byFormula);
            HeadMemory source = layer.Remember(Packed(file, memory, sources), TokenPlaces.Of(sources), file.Context);
            (Tensor y, _) = layer.Forward(Packed(file, x, rows), rows, TokenPlaces.Of(rows), rows.SpansOver(rows), source, rows.SpansOver(sources), file.Context, file.Context);
            Result(file, y, rows, longest);
            file.Gradients([("x", x, 0), ("memory", memory, 0), .. weights]);
        }
    }

    private static TransformerOptions Options(GoldenFile file, int size) =>
        new(size, (int)file.Number("heads"), 0, (int)file.Number("ffn"), "relu", file.Name.EndsWith("prenorm", StringComparison.Ordinal), "scaled-dot", _ => null);

    private static void Result(GoldenFile file, Tensor y, ConsecutiveRows rows, int longest)
    {
        int size = y.Shape.Last;
        file.Result("y", y, i => (rows.Sentences[i / size] * longest + rows.Times[i / size]) * size + i % size);
    }

    private static Tensor Packed(GoldenFile file, Tensor x, ConsecutiveRows rows)
    {
        int longest = x.Shape[1];
        int[] places = [.. Enumerable.Range(0, rows.Rows).Select(row => rows.Sentences[row] * longest + rows.Times[row])];
        return x.Reshape(x.Shape.Rows, x.Shape.Last).Gather(places, file.Workspace, file.Tape);
    }

    private static (string Name, int Offset) Name(string name, int size, string[] norms)
    {
        if (name.StartsWith("feed_forward.", StringComparison.Ordinal)) return (name["feed_forward.".Length..], 0);
        int dot = name.IndexOf("_sublayer.norm.", StringComparison.Ordinal);
        if (dot >= 0) return ($"norm{Array.IndexOf(norms, name[..dot]) + 1}.{name[(name.LastIndexOf('.') + 1)..]}", 0);
        (string inner, int offset) = AttentionGolden.InProjection(name[(name.IndexOf('.') + 1)..], size, isOneWeight: true);
        return ($"{(name.StartsWith("self", StringComparison.Ordinal) ? "self_attn" : "multihead_attn")}.{inner}", offset);
    }
}
