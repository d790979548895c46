namespace Heed.Benchmarks.Quick;

/// <summary>Measurements of seconds, not minutes: `quick` lists them, `quick NAME...` runs them. A new one is a file here and a line in the list.</summary>
internal static class QuickSubjects
{
    private static readonly (string Name, string What, Action Run)[] All =
    [
        ("matmul", "the matrix product: cubes against ONNX Runtime, thin and training shapes", MatMulSubject.Run),
        ("attention", "fused attention, scaled dot product and additive, against ONNX Runtime", AttentionSubject.Run),
        ("long", "exact attention over 65,536 tokens with its memory, and windowed steps of decoding (a minute or two)", LongSubject.Run),
        ("training", "training steps of the recurrent translator and of the Transformer: target tokens a second", TrainingSubject.Run),
        ("kernels", "element-wise and row kernels at the sizes of a training step", KernelSubject.Run),
    ];

    public static int Run(string[] names)
    {
        if (names.Length == 0)
        {
            foreach ((string name, string what, _) in All) Console.WriteLine($"{name,-12} {what}");
            return 0;
        }
        foreach (string name in names)
        {
            if (Array.FindIndex(All, s => s.Name == name) is >= 0 and int index)
            {
                All[index].Run();
                continue;
            }
            Console.Error.WriteLine($"quick: no subject '{name}'; there are: {string.Join(", ", All.Select(s => s.Name))}.");
            return 2;
        }
        return 0;
    }
}
