using System.Diagnostics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Heed.Kernels;

/// <summary>
/// y = x Wᵀ + b with weights of 8 bits: w_jk ≈ s_j q_jk, s_j = max_k |w_jk| / 127 for each output, and each row of x likewise, when it comes. The products of q are added as integers, exactly, so
/// neither threads nor neighbours nor the vectors' width change a bit.
/// </summary>
/// <remarks>
/// Both factors have the whole range from −127 to 127: they are widened to 16 bits, whose products are added in twos to 32 bits without saturation for up to <see cref="MostInputs"/> inputs.
/// Weights lie in panels of two vectors of columns, [panel][pair of inputs][column][2], padded with zeros.
/// </remarks>
internal static unsafe class ByteProduct
{
    /// <summary>Inputs whose sum of products surely fits 32 bits.</summary>
    public const int MostInputs = int.MaxValue / (127 * 127);

    // Rows that meet a panel together; weights from which on a second thread is worth its start.
    private const int TileRows = 8, WorthSharing = 1 << 18;

    /// <summary>Columns of a panel.</summary>
    public static int PanelWidth => 2 * (Pairs512.IsSupported ? Pairs512.Lanes : Pairs256.IsSupported ? Pairs256.Lanes : Pairs128.IsSupported ? Pairs128.Lanes : Pairs1.Lanes);

    /// <summary>Outputs rounded up to whole panels: the number of scales.</summary>
    public static int Padded(int outputs) => (outputs + PanelWidth - 1) / PanelWidth * PanelWidth;

    /// <summary>Bytes of packed weights.</summary>
    public static int PackedLength(int inputs, int outputs) => checked(Padded(outputs) * Pairs(inputs) * 2);

    /// <summary>Packs w [outputs, inputs], with the scale of each output. An output that holds what is no number has the scale NaN.</summary>
    public static void Pack(ReadOnlySpan<float> w, int inputs, int outputs, Span<sbyte> packed, Span<float> scales)
    {
        Debug.Assert(inputs <= MostInputs && w.Length == inputs * outputs && packed.Length >= PackedLength(inputs, outputs) && scales.Length >= Padded(outputs));
        int panel = PanelWidth, pairs = Pairs(inputs);
        packed.Clear();
        scales.Clear();
        short[] row = new short[2 * pairs];
        for (int j = 0; j < outputs; j++)
        {
            scales[j] = Quantise(w.Slice(j * inputs, inputs), row);
            Span<sbyte> to = packed[(j / panel * pairs * panel * 2)..];
            for (int p = 0, at = 2 * (j % panel); p < pairs; p++, at += 2 * panel)
            {
                to[at] = (sbyte)row[2 * p];
                to[at + 1] = (sbyte)row[2 * p + 1];
            }
        }
    }

    /// <summary>y [rows, outputs] of x [rows, inputs]; an empty bias is zero.</summary>
    public static void Run(ReadOnlySpan<float> x, int rows, int inputs, ReadOnlySpan<sbyte> packed, ReadOnlySpan<float> scales, ReadOnlySpan<float> bias, Span<float> y, int outputs, Workers workers)
    {
        Debug.Assert(x.Length >= rows * inputs && y.Length >= rows * outputs && packed.Length >= PackedLength(inputs, outputs) && (bias.IsEmpty || bias.Length >= outputs));
        int pairs = Pairs(inputs), panels = Padded(outputs) / PanelWidth, length = Scratch.Lines(pairs);
        using var scratch = Scratch.Rent(rows * (length + 1));
        int* quantised = (int*)scratch.Start;
        float* rowScales = scratch.Start + rows * length;
        for (int i = 0; i < rows; i++) rowScales[i] = Quantise(x.Slice(i * inputs, inputs), new Span<short>(quantised + i * length, 2 * pairs));
        fixed (sbyte* pw = packed)
        fixed (float* ps = scales, pb = bias, py = y)
        {
            var product = new Product { X = quantised, Ldx = length, RowScales = rowScales, W = pw, Scales = ps, Bias = pb, Y = py, Rows = rows, Pairs = pairs, Outputs = outputs };
            int shares = workers.Available == 1 || (long)outputs * inputs * Math.Max(1, rows / 8) < WorthSharing ? 1 : Math.Min(panels, 2 * workers.Available);
            if (shares == 1) product.Run(0, panels);
            else workers.For(shares, share => product.Run((int)((long)panels * share / shares), (int)((long)panels * (share + 1) / shares)));
        }
    }

    /// <summary>q = x / scale to the nearest, scale = max |x| / 127; what is beyond the row is zero. A row that holds what is no number has the scale NaN and no q.</summary>
    public static float Quantise(ReadOnlySpan<float> x, Span<short> q)
    {
        float largest = x.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(x));
        if (!(largest > 0) || !float.IsFinite(largest))
        {
            q.Clear();
            return largest == 0 ? 0 : float.NaN;
        }
        // x / max is at most 1, so 127 times it rounds to 127 at most; lane by lane the same with vectors or without.
        float inverse = 127 / largest;
        int i = 0;
        if (Vector256.IsHardwareAccelerated && float.IsFinite(inverse))
        {
            ref float from = ref MemoryMarshal.GetReference(x);
            ref short to = ref MemoryMarshal.GetReference(q);
            Vector256<float> factor = Vector256.Create(inverse);
            for (; i <= x.Length - 16; i += 16)
            {
                Vector256<int> low = Vector256.ConvertToInt32(Vector256.Round(Vector256.LoadUnsafe(ref from, (nuint)i) * factor));
                Vector256<int> high = Vector256.ConvertToInt32(Vector256.Round(Vector256.LoadUnsafe(ref from, (nuint)i + 8) * factor));
                Vector256.Narrow(low, high).StoreUnsafe(ref to, (nuint)i);
            }
        }
        // A largest number so small that its inverse is no float is divided by instead.
        for (; i < x.Length; i++) q[i] = (short)MathF.Round(float.IsFinite(inverse) ? x[i] * inverse : x[i] / largest * 127);
        q[x.Length..].Clear();
        return largest / 127;
    }

    private static int Pairs(int inputs) => (inputs + 1) / 2;

    private sealed class Product
    {
        public int* X;
        public float* RowScales, Scales, Bias, Y;
        public sbyte* W;
        public int Ldx, Rows, Pairs, Outputs;

        public void Run(int firstPanel, int endPanel)
        {
            if (Pairs512.IsSupported) Run<Pairs512>(firstPanel, endPanel);
            else if (Pairs256.IsSupported) Run<Pairs256>(firstPanel, endPanel);
            else if (Pairs128.IsSupported) Run<Pairs128>(firstPanel, endPanel);
            else Run<Pairs1>(firstPanel, endPanel);
        }

        private void Run<T>(int firstPanel, int endPanel) where T : struct, IPairs<T>
        {
            for (int panel = firstPanel; panel < endPanel; panel++)
                for (int row = 0; row < Rows; row += TileRows)
                    switch (Math.Min(TileRows, Rows - row))
                    {
                        case 1: Tile<T, Rows1>(panel, row); break;
                        case 2: Tile<T, Rows2>(panel, row); break;
                        case 3: Tile<T, Rows3>(panel, row); break;
                        case 4: Tile<T, Rows4>(panel, row); break;
                        case 5: Tile<T, Rows5>(panel, row); break;
                        case 6: Tile<T, Rows6>(panel, row); break;
                        case 7: Tile<T, Rows7>(panel, row); break;
                        default: Tile<T, Rows8>(panel, row); break;
                    }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        private void Tile<T, R>(int panel, int row)
            where T : struct, IPairs<T>
            where R : struct, IRows
        {
            int lanes = T.Lanes, column = 2 * lanes * panel, step = 4 * lanes;
            // The last panel may be wider than the product: it goes by way of the stack, prepared first, so that no call comes while sums are in registers.
            int some = Math.Min(2 * lanes, Outputs - column);
            float* edge = stackalloc float[TileRows * 32], begin = stackalloc float[32], start = Bias == null ? null : Bias + column, scales = Scales + column, rowScale = RowScales + row, y = Y + (long)row * Outputs + column, to = y;
            nint ldTo = Outputs;
            if (some < 2 * lanes)
            {
                to = edge;
                ldTo = 32;
                if (start != null)
                {
                    new Span<float>(begin, 32).Clear();
                    new ReadOnlySpan<float>(start, some).CopyTo(new Span<float>(begin, some));
                    start = begin;
                }
            }
            sbyte* w = W + (long)column * 2 * Pairs;
            nint ld = Ldx;
            int* x = X + row * ld, x3 = x + 3 * ld, x6 = x + 6 * ld;
            T s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
            T s40 = default, s41 = default, s50 = default, s51 = default, s60 = default, s61 = default, s70 = default, s71 = default;
            for (int p = 0; p < Pairs; p++, w += step, x++, x3++, x6++)
            {
                T w0 = T.Widen(w), w1 = T.Widen(w + 2 * lanes), q = T.All(*x);
                s00 = T.MultiplyAdd(q, w0, s00); s01 = T.MultiplyAdd(q, w1, s01);
                if (R.Count > 1) { q = T.All(x[ld]); s10 = T.MultiplyAdd(q, w0, s10); s11 = T.MultiplyAdd(q, w1, s11); }
                if (R.Count > 2) { q = T.All(x[2 * ld]); s20 = T.MultiplyAdd(q, w0, s20); s21 = T.MultiplyAdd(q, w1, s21); }
                if (R.Count > 3) { q = T.All(*x3); s30 = T.MultiplyAdd(q, w0, s30); s31 = T.MultiplyAdd(q, w1, s31); }
                if (R.Count > 4) { q = T.All(x3[ld]); s40 = T.MultiplyAdd(q, w0, s40); s41 = T.MultiplyAdd(q, w1, s41); }
                if (R.Count > 5) { q = T.All(x3[2 * ld]); s50 = T.MultiplyAdd(q, w0, s50); s51 = T.MultiplyAdd(q, w1, s51); }
                if (R.Count > 6) { q = T.All(*x6); s60 = T.MultiplyAdd(q, w0, s60); s61 = T.MultiplyAdd(q, w1, s61); }
                if (R.Count > 7) { q = T.All(x6[ld]); s70 = T.MultiplyAdd(q, w0, s70); s71 = T.MultiplyAdd(q, w1, s71); }
            }
            float* start1 = start == null ? null : start + lanes, scales1 = scales + lanes;
            T.Store(s00, rowScale[0], scales, start, to); T.Store(s01, rowScale[0], scales1, start1, to + lanes);
            if (R.Count > 1) { to += ldTo; T.Store(s10, rowScale[1], scales, start, to); T.Store(s11, rowScale[1], scales1, start1, to + lanes); }
            if (R.Count > 2) { to += ldTo; T.Store(s20, rowScale[2], scales, start, to); T.Store(s21, rowScale[2], scales1, start1, to + lanes); }
            if (R.Count > 3) { to += ldTo; T.Store(s30, rowScale[3], scales, start, to); T.Store(s31, rowScale[3], scales1, start1, to + lanes); }
            if (R.Count > 4) { to += ldTo; T.Store(s40, rowScale[4], scales, start, to); T.Store(s41, rowScale[4], scales1, start1, to + lanes); }
            if (R.Count > 5) { to += ldTo; T.Store(s50, rowScale[5], scales, start, to); T.Store(s51, rowScale[5], scales1, start1, to + lanes); }
            if (R.Count > 6) { to += ldTo; T.Store(s60, rowScale[6], scales, start, to); T.Store(s61, rowScale[6], scales1, start1, to + lanes); }
            if (R.Count > 7) { to += ldTo; T.Store(s70, rowScale[7], scales, start, to); T.Store(s71, rowScale[7], scales1, start1, to + lanes); }
            if (some == 2 * lanes) return;
            for (int i = 0; i < R.Count; i++) new ReadOnlySpan<float>(edge + 32 * i, some).CopyTo(new Span<float>(y + (long)i * Outputs, some));
        }
    }
}
