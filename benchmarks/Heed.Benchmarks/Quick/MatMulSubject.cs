using Heed.Benchmarks.Peers;
using Heed.Kernels;

namespace Heed.Benchmarks.Quick;

internal static class MatMulSubject
{
    public static void Run()
    {
        Cubes();
        Thin();
        Training();
    }

    private static void Cubes()
    {
        Console.WriteLine("size³, packing included   threads   Heed ms (median)   GFLOP/s   ONNX Runtime ms (median)   GFLOP/s   ratio");
        foreach (int threads in new[] { 1, 2 })
        {
            foreach (int n in new[] { 256, 512, 1024 })
            {
                float[] a = Values(n * n), b = Values(n * n), c = new float[n * n], theirs = new float[n * n], packed = new float[MatMul.PackedLength(n, n)];
                var workers = new Workers(threads);
                using OnnxGraph peer = new OnnxGraph($"matmul_{n}", threads).Input("a", a, n, n).Input("b", b, n, n).Output("y", theirs, n, n);
                Timing[] t = Race.Run(25, 4, () => Multiply(a, b, packed, c, n, workers), peer.Run);
                Check(c, theirs, n);
                double work = 2.0 * n * n * n;
                Console.WriteLine(
                    $"{n,6}                   {threads,7}   {t[0].Best,7:F3} ({t[0].Median,6:F3})   {t[0].GigaPerSecond(work),7:F0}" +
                    $"   {t[1].Best,15:F3} ({t[1].Median,6:F3})   {t[1].GigaPerSecond(work),7:F0}   {t[1].Best / t[0].Best,5:F2}");
            }
        }
    }

    private static void Multiply(float[] a, float[] b, float[] packed, float[] c, int n, Workers workers)
    {
        MatMul.Pack(b, n, false, n, n, packed, workers);
        MatMul.Run(a, n, false, packed, [], c, n, n, n, n, false, workers);
    }

    private static void Thin()
    {
        int[] sizes = [128, 512, 1536, 2048];
        (int K, int N)[] shapes = [.. sizes.SelectMany(k => sizes.Select(n => (k, n)))];
        Console.WriteLine();
        Console.WriteLine("thin products, weights packed before, one thread, GFLOP/s at the best time");
        Console.WriteLine("k × n      " + string.Concat(Enumerable.Range(1, 16).Select(m => $"{"M=" + m,5}")));
        double[] least = [.. Enumerable.Repeat(double.MaxValue, 17)];
        foreach ((int k, int n) in shapes)
        {
            float[] packed = Packed(k, n), a = Values(16 * k), c = new float[16 * n];
            Timing[] t = Race.Run(7, 1, [.. Enumerable.Range(1, 16).Select<int, Action>(m => () => MatMul.Run(a, k, false, packed, [], c, n, m, n, k, false, Workers.One))]);
            Console.WriteLine($"{k,4} × {n,-4}" + string.Concat(t.Select((x, i) => $"{x.GigaPerSecond(2.0 * (i + 1) * n * k),5:F0}")));
            for (int i = 0; i < 16; i++) least[i] = Math.Min(least[i], t[i].GigaPerSecond(2.0 * (i + 1) * n * k));
        }
        Console.WriteLine("least      " + string.Concat(least[..16].Select(x => $"{x,5:F0}")));
    }

    private static void Training()
    {
        Console.WriteLine();
        Console.WriteLine("training shapes, B packed before    m      n      k   1 thread   2 threads   GFLOP/s at the best time");
        (string What, int M, int N, int K, bool Transposed, bool Accumulate)[] shapes =
        [
            ("recurrent step", 20, 1536, 512, false, false), ("recurrent step", 37, 1536, 512, false, false),
            ("recurrent step", 40, 1536, 768, false, false), ("recurrent step back", 37, 512, 1536, false, false),
            ("recurrent step back", 37, 768, 1536, false, true), ("output layer", 500, 8000, 256, false, false),
            ("output layer, to weights", 8000, 256, 500, true, false), ("output layer, to input", 500, 256, 8000, false, false),
            ("gates, to weights", 1536, 512, 500, true, true), ("gates, to weights", 1536, 768, 500, true, true),
        ];
        foreach ((string what, int m, int n, int k, bool transposed, bool accumulate) in shapes)
        {
            float[] packed = Packed(k, n), a = Values(m * k), c = new float[m * n];
            Timing[] t = Race.Run(15, 3, [.. new[] { 1, 2 }.Select<int, Action>(threads =>
            {
                var workers = new Workers(threads);
                return () => MatMul.Run(a, transposed ? m : k, transposed, packed, [], c, n, m, n, k, accumulate, workers);
            })]);
            double work = 2.0 * m * n * k;
            Console.WriteLine($"{what + (transposed ? ", aᵀ" : ""),-32} {m,5}  {n,5}  {k,5}   {t[0].GigaPerSecond(work),8:F0}   {t[1].GigaPerSecond(work),9:F0}");
        }
        foreach ((int k, int n) in new[] { (512, 512), (512, 1536), (256, 8000) })
        {
            float[] b = Values(k * n), packed = new float[MatMul.PackedLength(k, n)];
            Timing[] t = Race.Run(15, 1, () => MatMul.Pack(b, n, false, k, n, packed), () => MatMul.Pack(b, k, true, k, n, packed));
            Console.WriteLine($"packing {k} × {n}: {4.0 * k * n / t[0].Best / 1e6:F1} GB/s, transposed {4.0 * k * n / t[1].Best / 1e6:F1} GB/s");
        }
    }

    private static float[] Packed(int k, int n)
    {
        float[] packed = new float[MatMul.PackedLength(k, n)];
        MatMul.Pack(Values(k * n), n, false, k, n, packed);
        return packed;
    }

    private static void Check(float[] ours, float[] theirs, int k)
    {
        for (int i = 0; i < ours.Length; i++)
        {
            if (!(Math.Abs(ours[i] - theirs[i]) <= 1e-5 * k)) throw new InvalidOperationException($"matmul: element {i} is {ours[i]} here and {theirs[i]} with the peer.");
        }
    }

    public static float[] Values(int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = ((i * 7919L % 1000) - 500) * 1e-3f;
        return values;
    }
}
