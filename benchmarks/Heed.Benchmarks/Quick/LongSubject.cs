using System.Diagnostics;
using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Benchmarks.Quick;

/// <summary>Exact causal attention, forward and backward, over 65,536 tokens with its memory; and steps of decoding with a window, early and late.</summary>
internal static class LongSubject
{
    private const int Tokens = 65_536, Heads = 4, Size = 64, Window = 512;

    public static void Run()
    {
        Steps();
        Whole();
    }

    private static void Whole()
    {
        var workspace = new Workspace(new CpuBackend(Workers.All));
        var tape = new GradientTape(workspace);
        var shape = new Shape(Tokens, Heads * Size);
        Tensor[] inputs = [.. Enumerable.Range(0, 3).Select(_ => workspace.New(shape))];
        for (int i = 0; i < inputs.Length; i++) Philox.FillUniform(-1, 1, (ulong)i, 0, inputs[i].Memory);
        var operands = new AttentionOperands(inputs[0], inputs[1], inputs[2], Heads, Heads, [new AttentionSpan(0, Tokens, 0, Tokens)], new MaskSpec(MaskSpec.Unbounded, 0));
        var watch = Stopwatch.StartNew();
        (Tensor context, _) = operands.Attention(tape);
        double forward = watch.Elapsed.TotalSeconds;
        Philox.FillUniform(-1, 1, 9, 0, tape.GradientOf(context).Memory);
        watch.Restart();
        tape.Backward();
        double backward = watch.Elapsed.TotalSeconds, work = 2.0 * Heads * Tokens * Tokens * Size;       // half of all pairs, two products
        using var process = Process.GetCurrentProcess();
        Console.WriteLine($"exact causal attention over {Tokens:N0} tokens, {Heads} heads of {Size}: forward {forward:F1} s ({work / forward / 1e9:F0} GFLOP/s), backward {backward:F1} s ({2.5 * work / backward / 1e9:F0} GFLOP/s); "
            + $"the process held {process.PeakWorkingSet64 / 1e6:N0} MB at most; the weights would take {4.0 * Heads * Tokens * Tokens / 1e9:N0} GB");
    }

    private static void Steps()
    {
        var attention = new MultiHeadAttention(new MultiHeadOptions { QuerySize = Heads * Size, Heads = Heads });
        attention.Initialize(1);
        var cache = new KeyValueCache(1);
        AttentionMask mask = AttentionMask.Causal & AttentionMask.Window(Window - 1, 0);
        var workspace = new Workspace();
        float[] token = new float[Heads * Size];
        Console.WriteLine($"a step of decoding, window of {Window}, microseconds (mean of 1,024 steps)");
        for (int first = 0; first < Tokens; first += 1024)
        {
            long start = Stopwatch.GetTimestamp();
            for (int t = first; t < first + 1024; t++)
            {
                using Workspace.Scope scope = workspace.Open();
                var context = new ForwardContext(workspace);
                token[t % token.Length] = MathF.Sin(t);
                Tensor x = workspace.From(new(1, token.Length), token);
                TokenPlaces place = TokenPlaces.At(t, 1);
                cache.Append(attention.Remember(x, x, place, context));
                attention.Attend(x, place, cache.Memory, cache.LastTokens(), mask, context);
            }
            if (first is 1024 or 8192 or 32_768 or 64_512) Console.WriteLine($"  after {first,6:N0} tokens: {Stopwatch.GetElapsedTime(start).TotalMicroseconds / 1024:F1}");
        }
    }
}
