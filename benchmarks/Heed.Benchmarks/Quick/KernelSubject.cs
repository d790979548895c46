using Heed.Kernels;

namespace Heed.Benchmarks.Quick;

/// <summary>The element-wise and row kernels of a training step, at its usual sizes, on one thread.</summary>
internal static class KernelSubject
{
    private const int Rows = 32;

    public static void Run()
    {
        Console.WriteLine("kernel                              elements   best ms   G elements/s");
        float[] x = Values(64 * 512), y = new float[x.Length], z = Values(x.Length);
        Show("tanh", x.Length, () => Activations.Tanh(x, y));
        Show("sigmoid", x.Length, () => Activations.Sigmoid(x, y));
        Show("add", x.Length, () => Elementwise.Add(x, z, y));
        Show("add scaled", x.Length, () => Elementwise.AddScaled(x, 1e-20f, y));
        Show("sum of squares", x.Length, () => Elementwise.SquareSum(x));
        Show("all finite", x.Length, () => Elementwise.AllFinite(x));

        float[] logits = Values(8000 * 4), work = new float[logits.Length];
        Show("copy 8000", logits.Length, () => logits.CopyTo(work, 0));
        Show("softmax rows of 8000", logits.Length, () => Softmax.Rows(logits, 4, 8000, work));
        Show("softmax rows of 24", 24 * 1000, () => Softmax.Rows(logits.AsSpan(0, 24_000), 1000, 24, work.AsSpan(0, 24_000)));
        Show("cross-entropy rows, with the copy", logits.Length, () =>
        {
            logits.CopyTo(work, 0);
            for (int r = 0; r < 4; r++) CrossEntropy.Row(work.AsSpan(r * 8000, 8000), 17, 0.1f, 1);
        });
        int[] indices = new int[16];
        float[] values = new float[16];
        Show("top 5 of 8000", logits.Length, () =>
        {
            for (int r = 0; r < 4; r++) TopK.Largest(logits.AsSpan(r * 8000, 8000), 5, indices, values);
        });

        float[] w = Values(512), mean = new float[64], inverse = new float[64], dw = new float[512], db = new float[512];
        Show("layer norm of 512", x.Length, () => LayerNorm.Forward(x, 64, 512, w, w, 1e-5f, y, mean, inverse));
        Show("layer norm of 512, back", x.Length, () => LayerNorm.Backward(z, x, 64, 512, w, mean, inverse, y, dw, db));

        float[] gates = Values(64 * 3 * 256), hidden = Values(64 * 256), saved = new float[gates.Length], h = new float[hidden.Length], dx = new float[gates.Length], du = new float[gates.Length];
        Show("GRU cell", hidden.Length, () => GruCell.Forward(gates, gates, hidden, 64, 256, saved, h));
        Show("GRU cell, back", hidden.Length, () => GruCell.Backward(hidden, saved, gates, hidden, 64, 256, dx, du, h));

        int[] sentence = new int[64], time = new int[64];
        Show("dropout", x.Length, () => Dropout.Apply(x, 64, 512, sentence, time, 0.3f, 1, 1, 1, y));
        Show("dropout, back", x.Length, () => Dropout.AddGradient(x, 64, 512, sentence, time, 0.3f, 1, 1, 1, y));

        float[] p = Values(1 << 20), g = Values(1 << 20), m = new float[1 << 20], v = new float[1 << 20];
        Show("Adam", p.Length, () => Adam.Step(p, g, m, v, 1, 1e-4, 0.9, 0.999, 1e-8, 0, 10));
        Show("sum of squares, 4 MB", p.Length, () => Elementwise.SquareSum(p));

        foreach (int keys in new[] { 7, 20, 60, 128 }) Additive(keys, 256, 4);
        Additive(20, 256, 16);
        Additive(512, 256, 2);
    }

    private static unsafe void Additive(int keys, int hidden, float size)
    {
        // One query of each of 32 sentences: a decoder's step.
        float[] b = Values(keys * hidden), a = Values(hidden), w = Values(hidden);
        for (int i = 0; i < b.Length; i++) b[i] *= size;
        for (int i = 0; i < a.Length; i++) a[i] *= size;
        float[][] panels = Many(AdditiveKeys.Padded(keys) * hidden), strips = Many(AdditiveKeys.Padded(hidden) * keys), dStrips = Many(AdditiveKeys.Padded(hidden) * keys);
        float[] scores = new float[keys], da = new float[hidden], dw = new float[hidden], context = new float[hidden], dv = new float[b.Length], db = new float[b.Length];
        float[] folded = new float[hidden], room = new float[AdditiveVector.Length(hidden)];
        float max = 0;
        string what = $"{keys} keys × {hidden}, |a|, |b| ≤ {size / 2}";
        double count = (double)Rows * keys * hidden;
        Show($"prepare keys,   {what}", count, () =>
        {
            for (int r = 0; r < Rows; r++) max = AdditiveKeys.Prepare(b, hidden, keys, hidden, panels[r]);
        });
        Show($"additive score, {what}", count, () =>
        {
            fixed (float* pa = a, pb = b, pw = w, pf = folded, pr = room, ps = scores)
            {
                var vector = new AdditiveVector(pw, hidden, pr);
                for (int r = 0; r < Rows; r++)
                    fixed (float* p = panels[r])
                    {
                        float range = vector.Prepare(pa, pf) + max;
                        AdditiveScores.Run(vector, new AdditiveScores.Operands { A = pa, Folded = pf, Ranges = &range, Count = 1, B = pb, Ldb = hidden, Panels = p, Keys = keys, S = ps, Lds = keys });
                    }
            }
        });
        for (int r = 0; r < Rows; r++) AdditiveKeys.PrepareStrips(b, hidden, keys, hidden, strips[r]);
        float most = a.Max(MathF.Abs) + max;
        Show($"additive back,  {what}", count, () =>
        {
            int end = keys;
            float range = most;
            fixed (float* pg = scores, pa = a, pb = b, pw = w, pda = da, pdw = dw)
                for (int r = 0; r < Rows; r++)
                    fixed (float* s = strips[r], ds = dStrips[r])
                        AdditiveGradient.Run(new AdditiveGradient.Operands
                        {
                            W = pw,
                            Dw = pdw,
                            A = pa,
                            Da = pda,
                            G = pg,
                            Ranges = &range,
                            Ends = &end,
                            B = pb,
                            Ldb = hidden,
                            Strips = s,
                            Db = ds,
                            Keys = keys,
                            Count = 1,
                            Hidden = hidden,
                        });
        });
        Show($"keys' gradient, {what}", count, () =>
        {
            for (int r = 0; r < Rows; r++) AdditiveKeys.AddStrips(dStrips[r], keys, hidden, db, hidden);
        });
        Show($"context,        {what}", count, () =>
        {
            for (int r = 0; r < Rows; r++) Attend.Context(scores, b, hidden, keys, hidden, context);
        });
        Show($"context, back,  {what}", count, () =>
        {
            for (int r = 0; r < Rows; r++) Attend.AddGradient(context, scores, b, hidden, keys, hidden, scores, dv);
        });
    }

    private static float[][] Many(int count) => [.. Enumerable.Range(0, Rows).Select(_ => new float[count])];

    private static void Show(string what, double elements, Action work)
    {
        int times = (int)Math.Max(1, 300_000 / elements);
        Timing t = Race.Run(30, 1, () =>
        {
            for (int i = 0; i < times; i++) work();
        })[0];
        Console.WriteLine($"{what,-48} {elements,9:F0}   {t.Best / times,7:F4}   {t.GigaPerSecond(elements * times),7:F2}");
    }

    private static float[] Values(int count)
    {
        float[] values = new float[count];
        Philox.FillUniform(-0.5f, 0.5f, 1, (ulong)count, values);
        return values;
    }
}
