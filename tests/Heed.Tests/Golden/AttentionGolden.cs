using Heed.Attention;
using Heed.Kernels;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Tests.Golden;

/// <summary>Attention of several heads beside other software's: by the formula with all gradients, and streaming.</summary>
internal static class AttentionGolden
{
    public static void ScaledDotProduct(GoldenFile file)
    {
        int[] sizes = file.Sizes("in.query");                                               // [batch, heads, length, size]
        (int batch, int heads) = (sizes[0], sizes[1]);
        Tensor query = file.Tensor("in.query"), key = file.Tensor("in.key"), value = file.Tensor("in.value");
        int keys = key.Shape[2], valueSize = value.Shape[3];
        AttentionMask mask = AttentionMask.ForKeyLengths(file.Lengths("in.key_lengths", batch, keys));
        if (file.Setting("causal") == "True") mask &= AttentionMask.Causal;
        var score = new ScaledDotScore(new ScoreSizes(sizes[3], key.Shape[3], Heads: heads));

        (Tensor context, Tensor weights) = score.AttendByFormula(Joined(query), Joined(key), Joined(value), mask, file.Context);
        file.Result("context", context.SplitHeads(heads, file.Tape));
        file.Result("weights", weights);
        file.Gradients(("query", query), ("key", key), ("value", value));

        AttentionSpan[] spans = [.. Enumerable.Range(0, batch).Select(b => new AttentionSpan(b * sizes[2], sizes[2], b * keys, mask.KeyLengths![b], 0, b))];
        var operands = new AttentionOperands(Rows(score.PrepareQueries(Joined(query), file.Context)), Rows(Joined(key)), Rows(Joined(value)), heads, heads, spans, mask.Spec);
        MultiHeadResult fused = SpanAttention.Fused(operands, file.Context);
        file.Compare("out.context", fused.Output.Reshape(batch, sizes[2], heads * valueSize).SplitHeads(heads, null).Values);
        CompareWeights(file, "out.weights", fused, keys);
        file.Again();

        Tensor Joined(Tensor x) => x.Reshape(batch * heads, x.Shape[2], x.Shape[3]).JoinHeads(heads, file.Tape);
        static Tensor Rows(Tensor x) => x.Reshape(x.Shape.Rows, x.Shape.Last);
    }

    public static void MultiHead(GoldenFile file)
    {
        bool isSelf = file.Has("in.x"), isAdditive = file.Has("w.score.wv");
        Tensor query = file.Tensor(isSelf ? "in.x" : "in.query"), key = isSelf ? query : file.Tensor("in.key"), value = isSelf ? query : file.Tensor("in.value");
        int heads = (int)file.Number("heads"), batch = query.Shape[0], keys = key.Shape[1];
        var layer = new MultiHeadAttention(isAdditive ? Additive(file, heads) : new MultiHeadOptions { QuerySize = query.Shape[2], KeySize = key.Shape[2], ValueSize = value.Shape[2], Heads = heads });
        (string, Tensor, int)[] weights = file.SetParts(layer, name => isAdditive ? (AdditiveName(name), 0) : InProjection(name, query.Shape[2], isSelf));
        AttentionMask mask = AttentionMask.ForKeyLengths(file.Lengths("in.key_lengths", batch, keys));
        if (isSelf) mask &= AttentionMask.Causal;
        string output = isAdditive ? "output" : "context";
        (string, Tensor, int)[] inputs = isSelf ? [("x", query, 0)] : [("query", query, 0), ("key", key, 0), ("value", value, 0)];

        file.Again(byFormula: true);
        MultiHeadResult result = layer.Forward(query, key, value, mask, file.Context);
        file.Result(output, result.Output);
        if (file.Has("dout.weights")) file.Result("weights", result.OnTape!);
        else CompareWeights(file, "out.weights", result, keys);
        file.Gradients([.. inputs, .. weights]);

        result = layer.Forward(query, key, value, mask, file.Context);
        file.Compare("out." + output, result.Output.Values);
        CompareWeights(file, "out.weights", result, keys);
        file.Again();
    }

    /// <summary>Where a parameter stands in PyTorch's layers: query, key and value one below the other.</summary>
    public static (string Name, int Offset) InProjection(string name, int size, bool isOneWeight)
    {
        int part = name[0] switch { 'q' => 0, 'k' => 1, _ => 2 };
        return name switch
        {
            "output.weight" => ("out_proj.weight", 0),
            "output.bias" => ("out_proj.bias", 0),
            _ when name.EndsWith("bias", StringComparison.Ordinal) => ("in_proj_bias", part * size),
            _ => isOneWeight ? ("in_proj_weight", part * size * size) : ($"{name[0]}_proj_weight", 0),
        };
    }

    private static MultiHeadOptions Additive(GoldenFile file, int heads)
    {
        int[] q = file.Sizes("w.Wq"), k = file.Sizes("w.Wk"), v = file.Sizes("w.Wv");
        return new MultiHeadOptions
        {
            QuerySize = q[2],
            KeySize = k[2],
            ValueSize = v[2],
            Heads = heads,
            HeadQuerySize = q[1],
            HeadKeySize = k[1],
            HeadValueSize = v[1],
            OutputSize = file.Sizes("w.Wo")[0],
            Bias = false,
            Score = "additive",
            InnerSize = file.Sizes("w.score.wv")[1],
        };
    }

    private static string AdditiveName(string name) => name switch
    {
        "query.weight" => "Wq",
        "key.weight" => "Wk",
        "value.weight" => "Wv",
        "output.weight" => "Wo",
        "score.query.weight" => "score.Wq",
        "score.key.weight" => "score.Wk",
        _ => "score.wv",
    };

    // The file's weights are [batch, heads, queries, keys] with the padding; those of a span lack it.
    private static void CompareWeights(GoldenFile file, string name, MultiHeadResult result, int keys)
    {
        var all = new List<float>();
        for (int s = 0; s < result.Spans.Count; s++)
            for (int h = 0; h < result.Heads; h++)
            {
                float[,] weights = result.Weights(s, h);
                for (int i = 0; i < weights.GetLength(0); i++)
                    for (int j = 0; j < keys; j++) all.Add(j < weights.GetLength(1) ? weights[i, j] : 0);
            }
        file.Compare(name, [.. all]);
    }
}
