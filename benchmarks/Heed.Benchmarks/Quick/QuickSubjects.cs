namespace Heed.Benchmarks.Quick;

/// <summary>
/// Measurements of seconds or a few minutes: `quick` lists them, `quick NAME...` runs them, `quick --write NAME...` puts what they print between `&lt;!-- NAME --&gt;` and `&lt;!-- /NAME --&gt;` of
/// docs/performance.md. A new one is a file here and a line in the list.
/// </summary>
internal static class QuickSubjects
{
    private static readonly (string Name, string What, Action Run)[] All =
    [
        ("matmul", "the matrix product: cubes against ONNX Runtime, thin and training shapes", MatMulSubject.Run),
        ("dot", "fused scaled dot-product attention against ONNX Runtime; causal; forward and backward (two minutes)", DotSubject.Run),
        ("additive", "additive attention against ONNX Runtime; a decoder's step; the score in elements a cycle", AdditiveSubject.Run),
        ("lengths", "time and memory of causal attention from 512 to 65,536 tokens, fitted exponents, plots (two minutes)", LengthsSubject.Run),
        ("long", "exact attention over 65,536 tokens with its memory, and windowed steps of decoding (a minute or two)", LongSubject.Run),
        ("training", "training steps of the recurrent translator and of the Transformer: target tokens a second", TrainingSubject.Run),
        ("decoding", "greedy decoding at the size of an OPUS-MT model, by weight format", DecodingSubject.Run),
        ("kernels", "element-wise and row kernels at the sizes of a training step", KernelSubject.Run),
    ];

    public static int Run(string[] arguments)
    {
        bool write = arguments.Contains("--write");
        string[] names = [.. arguments.Where(name => name != "--write")];
        if (names.Length == 0)
        {
            foreach ((string name, string what, _) in All) Console.WriteLine($"{name,-12} {what}");
            return 0;
        }
        foreach (string name in names)
        {
            if (Array.FindIndex(All, s => s.Name == name) is not (>= 0 and int index))
            {
                Console.Error.WriteLine($"quick: no subject '{name}'; there are: {string.Join(", ", All.Select(s => s.Name))}.");
                return 2;
            }
            Console.WriteLine(Measured.On());
            Console.WriteLine();
            if (write) PerformancePage.Write(name, All[index].Run);
            else All[index].Run();
        }
        return 0;
    }
}
