using System.Diagnostics;
using Heed.Decoding;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;

namespace Heed.Benchmarks.Quick;

/// <summary>
/// Greedy decoding with a Transformer of the size of an OPUS-MT model: 6 + 6 layers of 512, 8 heads, feed-forward 2,048, vocabulary 59,514, random weights; 20 tokens in, 30 out, the encoder included.
/// </summary>
internal static class DecodingSubject
{
    private const int Vocabulary = 59_514, In = 20, Out = 30;

    public static void Run()
    {
        var config = new ModelConfig
        {
            Architecture = "transformer",
            From = "en",
            To = "fr",
            Vocabulary = Vocabulary,
            EmbeddingSize = 512,
            Layers = 6,
            DecoderLayers = 6,
            Heads = 8,
            FeedForwardSize = 2048,
            Norm = "post",
            Activation = "silu",
            Score = "scaled-dot",
        };
        var model = new TransformerTranslator(config);
        model.Initialize(1);
        Console.WriteLine("| weights | batch | threads | tokens/s | ms a step | MB of weights a step | GB/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (WeightFormat format in Enum.GetValues<WeightFormat>())
        {
            model.UseWeights(format);
            foreach ((int batch, int threads) in new[] { (1, 1), (1, 2), (32, 1), (32, 2) })
            {
                var workspace = new Workspace(new CpuBackend(new Workers(threads)));
                int[][] sources = [.. Enumerable.Range(0, batch).Select(b => Enumerable.Range(0, In).Select(t => t == In - 1 ? Text.Vocabulary.End : Text.Vocabulary.Specials + (b * 7919 + t * 104_729) % (Vocabulary - Text.Vocabulary.Specials)).ToArray())];
                Translate(model, sources, workspace);
                double[] seconds = new double[9];
                for (int round = 0; round < seconds.Length; round++)
                {
                    long start = Stopwatch.GetTimestamp();
                    Translate(model, sources, workspace);
                    seconds[round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
                Array.Sort(seconds);
                double median = seconds[seconds.Length / 2], size = 1e-6 * (format == WeightFormat.Float32 ? 4 : format == WeightFormat.BFloat16 ? 2 : 1) * (Vocabulary * 512.0 + 6 * (6 * 512 * 512 + 2 * 512 * 2048));
                Console.WriteLine($"| {format} | {batch} | {threads} | {batch * Out / median:F0} | {1000 * median / Out:F2} | {size:F0} | {size * Out / median / 1e3:F1} |");
            }
        }
    }

    private static void Translate(TransformerTranslator model, int[][] sources, Workspace workspace)
    {
        using Workspace.Scope whole = workspace.Open();
        var context = new ForwardContext(workspace);
        DecoderState state = model.Start(sources, context);
        int[] tokens = new int[sources.Length];
        Array.Fill(tokens, Text.Vocabulary.Start);
        for (int t = 0; t < Out; t++)
        {
            using Workspace.Scope step = workspace.Open();
            Tensor logits = model.Project(model.Step(tokens, state, context), context);
            for (int row = 0; row < tokens.Length; row++)
            {
                ReadOnlySpan<float> of = logits.Values.Slice(row * Vocabulary, Vocabulary);
                tokens[row] = Candidates.Best(of);
                if (double.IsNaN(of[tokens[row]] - Softmax.LogSumExp(of))) throw new InvalidOperationException("decoding: a probability is not a number.");
            }
        }
    }
}
