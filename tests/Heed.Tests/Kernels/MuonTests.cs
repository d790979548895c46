using Heed.Kernels;

namespace Heed.Tests.Kernels;

public sealed class MuonTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(5, 19)]
    [InlineData(33, 6)]
    [InlineData(128, 256)]
    [InlineData(1, 7)]
    public void What_it_makes_orthogonal_has_singular_values_about_one_and_the_same_directions(int rows, int columns)
    {
        float[] x = Numbers.Uniform(rows * columns, 3), q = [.. x];
        Muon.Orthogonalize(q, rows, columns);
        int small = Math.Min(rows, columns);
        double[,] gram = Gram(q, rows, columns);
        double total = 0;
        for (int i = 0; i < small; i++) total += gram[i, i];
        Assert.InRange(total / small, 0.45, 1.45);                                           // the mean of squared singular values
        // About one in every direction, however far apart the singular values of x are: |vᵀ Q| of any unit vector v.
        for (ulong seed = 1; seed <= 20; seed++)
        {
            float[] v = Numbers.Uniform(small, 100 + seed);
            double length = 0, image = 0;
            for (int i = 0; i < small; i++)
            {
                length += (double)v[i] * v[i];
                for (int j = 0; j < small; j++) image += v[i] * gram[i, j] * v[j];
            }
            Assert.InRange(Math.Sqrt(image / length), 0.6, 1.3);
        }
        // Q = p(X Xᵀ) X with p positive: it never turns away from X.
        double along = 0;
        for (int i = 0; i < x.Length; i++) along += (double)x[i] * q[i];
        Assert.True(along > 0);
    }

    [Fact]
    public void A_matrix_that_is_orthogonal_keeps_its_directions()
    {
        // A rotation by 30 degrees: all its singular values are one, and stay alike.
        float c = MathF.Cos(MathF.PI / 6), s = MathF.Sin(MathF.PI / 6);
        float[] q = [c, -s, s, c];
        Muon.Orthogonalize(q, 2, 2);
        double size = Math.Sqrt(q[0] * q[0] + q[2] * q[2]);
        Assert.InRange(size, 0.68, 1.21);
        Numbers.AssertNear([c * size, -s * size, s * size, c * size], q, 1e-5);
    }

    [Fact]
    public void Zeros_move_nothing_and_decay_takes_its_share()
    {
        float[] p = [1, -2, 3, 4], m = new float[4];
        Muon.Step(p, new float[4], m, 2, 2, 1, 0.01f, 0.95f, 0.5f);
        Numbers.AssertNear([0.995, -1.99, 2.985, 3.98], p, 1e-6);
        Numbers.AssertNear([0, 0, 0, 0], m, 0);
    }

    [Theory]
    [InlineData(6, 10)]
    [InlineData(40, 40)]
    [InlineData(75, 41)]
    public void Many_steps_agree_with_double_precision(int rows, int columns)
    {
        float[] p = Numbers.Uniform(rows * columns, 1), m = new float[p.Length];
        double[] pd = Numbers.Doubles(p), md = new double[p.Length];
        for (int step = 1; step <= 4; step++)
        {
            float[] g = Numbers.Uniform(p.Length, (ulong)(10 + step));
            Muon.Step(p, g, m, rows, columns, 0.5f, 0.01f, 0.95f, 0.1f);
            double[] u = new double[p.Length];
            for (int i = 0; i < p.Length; i++)
            {
                md[i] = 0.95 * md[i] + 0.5 * g[i];
                u[i] = 0.5 * g[i] + 0.95 * md[i];
            }
            u = Orthogonal(u, rows, columns);
            for (int i = 0; i < p.Length; i++) pd[i] = (1 - 0.01 * 0.1) * pd[i] - 0.01 * 0.2 * Math.Sqrt(Math.Max(rows, columns)) * u[i];
        }
        Numbers.AssertNear(md, m, 1e-5);
        Numbers.AssertNear(pd, p, 1e-4);
    }

    // X ← a X + b X Xᵀ X + c X Xᵀ X Xᵀ X, five times.
    private static double[] Orthogonal(double[] x, int rows, int columns)
    {
        double norm = Math.Sqrt(x.Sum(v => v * v));
        double[] y = [.. x.Select(v => v / norm)];
        for (int iteration = 0; iteration < 5; iteration++)
        {
            double[] cubed = Times(Times(y, Transposed(y, rows, columns), rows, columns, rows), y, rows, rows, columns);
            double[] fifth = Times(Times(cubed, Transposed(y, rows, columns), rows, columns, rows), y, rows, rows, columns);
            y = [.. y.Select((v, i) => 3.4445 * v - 4.7750 * cubed[i] + 2.0315 * fifth[i])];
        }
        return y;
    }

    private static double[] Times(double[] a, double[] b, int rows, int inner, int columns)
    {
        double[] c = new double[rows * columns];
        for (int i = 0; i < rows; i++)
            for (int p = 0; p < inner; p++)
                for (int j = 0; j < columns; j++) c[i * columns + j] += a[i * inner + p] * b[p * columns + j];
        return c;
    }

    private static double[] Transposed(double[] x, int rows, int columns)
    {
        double[] y = new double[x.Length];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) y[j * rows + i] = x[i * columns + j];
        return y;
    }

    // Q Qᵀ of the side that is smaller.
    private static double[,] Gram(float[] q, int rows, int columns)
    {
        int small = Math.Min(rows, columns);
        double[,] gram = new double[small, small];
        for (int i = 0; i < small; i++)
            for (int j = 0; j < small; j++)
                for (int p = 0; p < Math.Max(rows, columns); p++) gram[i, j] += rows <= columns ? (double)q[i * columns + p] * q[j * columns + p] : (double)q[p * columns + i] * q[p * columns + j];
        return gram;
    }
}
