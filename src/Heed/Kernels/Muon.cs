using System.Diagnostics;

namespace Heed.Kernels;

/// <summary>
/// One step of Muon for a matrix P [rows, columns]: M ← μ M + G, U = G + μ M, P ← (1 − lr·decay) P − lr · 0.2 √max(rows, columns) · orthogonal(U). Jordan et al. 2024, "Muon: An optimizer for hidden layers
/// in neural networks"; the factor, with which a step is about as long as one of Adam, and the decay: Liu et al. 2025, "Muon is scalable for LLM training".
/// </summary>
internal static unsafe class Muon
{
    // Five steps bring singular values from 0.003 to 1 times the norm near one.
    private const int Iterations = 5;

    // x ← a x + b x³ + c x⁵ of every singular value: it need not end at one exactly, and these rise the small ones fastest (Jordan et al. 2024).
    private const float First = 3.4445f, Third = -4.7750f, Fifth = 2.0315f;

    private const float SizeOfStep = 0.2f;

    [ThreadStatic] private static Scratch? t_scratch;

    /// <summary>All spans have rows · columns numbers. G = gradientScale · gradient; the momentum M starts at zero.</summary>
    public static void Step(Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> momentum, int rows, int columns, float gradientScale, float lr, float keptMomentum, float weightDecay)
    {
        int n = rows * columns;
        Debug.Assert(parameters.Length == n && gradient.Length == n && momentum.Length == n);
        if (n == 0) return;
        Span<float> direction = Prepared(rows, columns).Direction.AsSpan(0, n);
        Elementwise.Scale(momentum, keptMomentum, momentum);
        Elementwise.AddScaled(gradient, gradientScale, momentum);
        Elementwise.Scale(gradient, gradientScale, direction);
        Elementwise.AddScaled(momentum, keptMomentum, direction);
        Orthogonalize(direction, rows, columns);
        Elementwise.Scale(parameters, 1 - lr * weightDecay, parameters);
        Elementwise.AddScaled(direction, -lr * SizeOfStep * MathF.Sqrt(Math.Max(rows, columns)), parameters);
    }

    /// <summary>x = U S Vᵀ becomes about U Vᵀ: its singular values go to between 0.7 and 1.2. Zeros stay.</summary>
    public static void Orthogonalize(Span<float> x, int rows, int columns)
    {
        // X ← X / |X|, then X ← a X + (b A + c A²) X with A = X Xᵀ, on the side that has fewer rows.
        Scratch scratch = Prepared(rows, columns);
        bool tall = rows > columns;
        int m = Math.Min(rows, columns), n = Math.Max(rows, columns);
        Span<float> wide = scratch.Wide.AsSpan(0, m * n), product = scratch.Product.AsSpan(0, m * n), a = scratch.Square.AsSpan(0, m * m), polynomial = scratch.Polynomial.AsSpan(0, m * m), packed = scratch.Packed;
        double norm = Math.Sqrt(Elementwise.SquareSum(x));
        if (!(norm > 0)) return;
        if (tall) Transpose(x, rows, columns, wide);
        else x.CopyTo(wide);
        Elementwise.Scale(wide, (float)(1 / norm), wide);
        for (int i = 0; i < Iterations; i++)
        {
            MatMul.Pack(wide, n, true, n, m, packed);
            Symmetric(wide, n, packed, a, m);
            MatMul.Pack(a, m, false, m, m, packed);
            Symmetric(a, m, packed, polynomial, m);
            Elementwise.Scale(polynomial, Fifth, polynomial);
            Elementwise.AddScaled(a, Third, polynomial);
            for (int row = 0; row < m; row++) polynomial[row * m + row] += First;
            MatMul.Pack(wide, n, false, m, n, packed);
            MatMul.Run(polynomial, m, false, packed, [], product, n, m, n, m, false, Workers.One);
            Span<float> swapped = wide;
            wide = product;
            product = swapped;
        }
        if (tall) Transpose(wide, columns, rows, x);
        else wide.CopyTo(x);
    }

    // c [m, m] = x · B where that is symmetric, as X Xᵀ and A A are: panel by panel, from its diagonal down, the rest is its mirror image. Products commute, so no bit differs from the whole product.
    private static void Symmetric(ReadOnlySpan<float> x, int inner, ReadOnlySpan<float> packed, Span<float> c, int m)
    {
        int panel = MatMul.PanelWidth;
        for (int j = 0; j < m; j += panel)
        {
            int width = Math.Min(panel, m - j), below = m - j - width;
            MatMul.Run(x[(j * inner)..], inner, false, packed[(j * inner)..], [], c[(j * m + j)..], m, m - j, width, inner, false, Workers.One);
            if (below == 0) continue;
            fixed (float* from = &c[(j + width) * m + j], to = &c[j * m + j + width]) MatMulTransposition.Run(from, m, below, width, to, m);
        }
    }

    private static Scratch Prepared(int rows, int columns)
    {
        Scratch scratch = t_scratch ??= new Scratch();
        scratch.Resize(rows, columns);
        return scratch;
    }

    private static void Transpose(ReadOnlySpan<float> from, int rows, int columns, Span<float> to)
    {
        fixed (float* f = from, t = to) MatMulTransposition.Run(f, columns, rows, columns, t, rows);
    }

    /// <summary>What one thread computes with.</summary>
    private sealed class Scratch
    {
        public float[] Direction { get; private set; } = [];

        public float[] Wide { get; private set; } = [];

        public float[] Product { get; private set; } = [];

        public float[] Square { get; private set; } = [];

        public float[] Polynomial { get; private set; } = [];

        public float[] Packed { get; private set; } = [];

        public void Resize(int rows, int columns)
        {
            int m = Math.Min(rows, columns), n = Math.Max(rows, columns);
            Direction = Grown(Direction, m * n);
            Wide = Grown(Wide, m * n);
            Product = Grown(Product, m * n);
            Square = Grown(Square, m * m);
            Polynomial = Grown(Polynomial, m * m);
            Packed = Grown(Packed, Math.Max(MatMul.PackedLength(n, m), MatMul.PackedLength(m, n)));
        }

        private static float[] Grown(float[] array, int length) => array.Length >= length ? array : GC.AllocateUninitializedArray<float>(length);
    }
}
