using Heed.Lab;

namespace Heed.Studio.Pages.Layers;

/// <summary>A stack of layers as a graph that is drawn: level 0 are the inputs, each level above has the outputs of a layer.</summary>
/// <param name="Lengths">Positions of each level.</param>
/// <param name="Reads">For each layer the positions below that each of its outputs reads.</param>
/// <param name="Carries">Whether an output also reads the output before it.</param>
public sealed record ReachDiagram(IReadOnlyList<int> Lengths, IReadOnlyList<int[][]> Reads, bool Carries)
{
    /// <summary>The stack that a question asks for; strided layers go down in the first half and back up in the second.</summary>
    public static ReachDiagram Of(LayerQuestion question)
    {
        int n = question.Drawn, k = Math.Min(question.Kernel, n), depth = question.Depth, down = (depth + 1) / 2;
        List<int> lengths = [n];
        List<int[][]> reads = [];
        long dilation = 1;
        for (int layer = 0; layer < depth; layer++)
        {
            LayerReach reach = question.Kind switch
            {
                "convolution" => LayerReach.Convolution(k),
                "dilated" => LayerReach.Convolution(k, (int)dilation),
                "strided" => layer < down ? LayerReach.Strided(k, question.Stride) : LayerReach.Back(k, question.Stride, lengths[2 * down - 1 - layer]),
                "rnn" or "gru" or "lstm" => LayerReach.Recurrence(),
                "window" => LayerReach.Attention((k - 1 - (k - 1) / 2, (k - 1) / 2)),
                _ => LayerReach.Attention(),
            };
            reads.Add(reach.Reads(lengths[^1]));
            lengths.Add(reads[^1].Length);
            // Dilations grow until the next would reach beyond the ends; then they begin again, as the library's stack does.
            dilation *= Math.Max(2, question.Dilation);
            if (dilation * Math.Max(1, k / 2) >= n) dilation = 1;
        }
        return new ReachDiagram(lengths, reads, question.Kind is "rnn" or "gru" or "lstm");
    }

    /// <summary>For each level whether each position takes part in an output of the highest level.</summary>
    public bool[][] Under(int output)
    {
        bool[][] part = [.. Lengths.Select(length => new bool[length])];
        part[^1][Math.Clamp(output, 0, Lengths[^1] - 1)] = true;
        for (int layer = Reads.Count - 1; layer >= 0; layer--)
            for (int i = Lengths[layer + 1] - 1; i >= 0; i--)
            {
                if (!part[layer + 1][i]) continue;
                if (Carries && i > 0) part[layer + 1][i - 1] = true;
                foreach (int j in Reads[layer][i]) part[layer][j] = true;
            }
        return part;
    }
}
