using Heed.Tensors;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors;

/// <summary>
/// Holds an operation to a reference in double precision: its values directly, its gradients to central differences of the reference.
/// Memory handed out is filled with NaN before, and gradients start at a number other than zero: an operation must set what it makes and add to what it is given.
/// </summary>
internal static class GradientCheck
{
    private const float Before = 0.25f;

    /// <summary>Checks an operation with tensors as results. Inputs are random in [−1, 1] unless they are given with values.</summary>
    public static void Of(Func<Tensor[], GradientTape?, Tensor[]> operation, Func<double[][], double[][]> reference, Tensor[] inputs, double tolerance = 1e-5)
    {
        double[][] expected = reference([.. inputs.Select(Doubles)]);
        float[][] upstream = [.. expected.Select((e, i) => Numbers.Uniform(e.Length, 900 + (ulong)i, -1, 1))];

        using (Setting setting = new())
        {
            Tensor[] results = operation([.. inputs.Select(setting.Copy)], null);
            Assert.Equal(expected.Length, results.Length);
            for (int i = 0; i < results.Length; i++) Numbers.AssertNear(expected[i], results[i].Values, tolerance, tolerance);
        }

        OfLoss((x, tape) =>
        {
            Tensor[] results = operation(x, tape);
            double loss = 0;
            for (int i = 0; i < results.Length; i++)
            {
                loss += Dot(results[i].Values, upstream[i]);
                if (tape is not null) results[i].Backend.AddTo(new Tensor(results[i].Shape, upstream[i]), tape.GradientOf(results[i]));
            }
            return loss;
        },
        x =>
        {
            double[][] results = reference(x);
            double loss = 0;
            for (int i = 0; i < results.Length; i++) loss += Numbers.Dot(results[i], upstream[i]);
            return loss;
        },
        inputs, tolerance);
    }

    /// <summary>Checks an operation with one tensor as result.</summary>
    public static void Of(Func<Tensor[], GradientTape?, Tensor> operation, Func<double[][], double[]> reference, Tensor[] inputs, double tolerance = 1e-5) =>
        Of((x, tape) => new[] { operation(x, tape) }, x => new[] { reference(x) }, inputs, tolerance);

    /// <summary>Checks a loss. Given a tape it leaves it ready to run backwards.</summary>
    public static void OfLoss(Func<Tensor[], GradientTape?, double> loss, Func<double[][], double> reference, Tensor[] inputs, double tolerance = 1e-5)
    {
        double[][] doubles = [.. inputs.Select(Doubles)];
        using Setting setting = new();
        Tensor[] copies = [.. inputs.Select(setting.Copy)];
        var tape = new GradientTape(setting.Workspace);
        foreach (Tensor copy in copies) tape.GradientOf(copy).Memory.Fill(Before);
        double withTape = loss(copies, tape);
        double alone = loss([.. inputs.Select(setting.Copy)], null);
        Assert.Equal(withTape, alone);
        double expected = reference(doubles);
        Assert.True(Math.Abs(withTape - expected) <= 10 * tolerance * Math.Max(1, Math.Abs(expected)), $"The value is {withTape:R}, not {expected:R}.");

        tape.Backward();
        for (int i = 0; i < inputs.Length; i++)
        {
            double[] gradient = Numbers.Gradient(x => reference([.. doubles.Select((d, j) => j == i ? x : d)]), doubles[i]);
            for (int j = 0; j < gradient.Length; j++) gradient[j] += Before;
            Numbers.AssertNear(gradient, tape.GradientOf(copies[i]).Values, tolerance, tolerance);
        }
    }

    /// <summary>A tensor of random numbers in [−1, 1], another for another seed.</summary>
    public static Tensor Random(ulong seed, params int[] sizes)
    {
        var shape = new Shape(sizes);
        return new Tensor(shape, Numbers.Uniform(shape.Count, seed, -1, 1));
    }

    private static double[] Doubles(Tensor x) => Numbers.Doubles(x.Values.ToArray());

    private static double Dot(ReadOnlySpan<float> x, float[] y)
    {
        Assert.Equal(y.Length, x.Length);
        double sum = 0;
        for (int i = 0; i < y.Length; i++) sum += (double)x[i] * y[i];
        return sum;
    }

    /// <summary>A workspace whose memory holds NaN where nothing was written yet.</summary>
    private sealed class Setting : IDisposable
    {
        private readonly Workspace.Scope _scope;

        public Setting()
        {
            using (Workspace.Open()) Workspace.New(new(1 << 17)).Memory.Fill(float.NaN);
            _scope = Workspace.Open();
        }

        public Workspace Workspace { get; } = new();

        public Tensor Copy(Tensor x) => Workspace.From(x.Shape, x.Values);

        public void Dispose() => _scope.Dispose();
    }
}
