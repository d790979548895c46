using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>Computes on the processor: forwards the memory of tensors to the kernels.</summary>
public sealed partial class CpuBackend(Workers workers) : Backend
{
    private readonly Workers _workers = workers ?? throw new ArgumentNullException(nameof(workers));

    /// <summary>Computes on the calling thread alone.</summary>
    public static CpuBackend SingleThreaded { get; } = new(Workers.One);

    /// <inheritdoc/>
    public override PreparedWeight Prepare(Tensor weight, WeightFormat format) => format switch
    {
        WeightFormat.Float32 => new FloatWeight(weight),
        WeightFormat.BFloat16 => new BrainWeight(weight),
        WeightFormat.Int8 => new ByteWeight(weight),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Prepare: there is no such format of weights."),
    };

    /// <inheritdoc/>
    public override void Linear(Tensor x, PreparedWeight weight, Tensor? bias, Tensor y) => ((CpuPreparedWeight)weight).Multiply(x, bias is null ? default : bias.Values, y, _workers);

    /// <inheritdoc/>
    public override void LinearOf(Tensor x, PreparedWeight weight, IReadOnlyList<int[]> outputs, Tensor y)
    {
        int inputs = weight.Inputs, all = weight.Outputs;
        Workers workers = outputs.Sum(of => (long)of.Length) * inputs < (1 << 18) ? Workers.One : _workers;
        workers.For(x.Shape.Rows, row =>
        {
            Span<float> to = y.Memory.Slice(row * all, all);
            to.Fill(float.NegativeInfinity);
            DotScores.Gather(x.Values.Slice(row * inputs, inputs), weight.Value.Values, outputs[row], to);
        });
    }

    /// <inheritdoc/>
    public override void AddInputGradient(Tensor dy, PreparedWeight weight, Tensor dx) => ((CpuPreparedWeight)weight).AddInputGradient(dy, dx, _workers);

    /// <inheritdoc/>
    public override void AddWeightGradient(Tensor dy, Tensor x, Tensor dWeight)
    {
        int rows = x.Shape.Rows, inputs = x.Shape.Last, outputs = dy.Shape.Last;
        MultiplyPacked(dy, outputs, true, x.Values, inputs, false, dWeight.Memory, outputs, inputs, rows, true, dWeight);
    }

    /// <inheritdoc/>
    public override void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, bool accumulate, Tensor c)
    {
        int m = c.Shape[1], n = c.Shape[2], k = transposeA ? a.Shape[1] : a.Shape[2];
        for (int i = 0; i < c.Shape[0]; i++)
            MultiplyPacked(a.Rows(i, 1), a.Shape[2], transposeA, b.Rows(i, 1).Values, b.Shape[2], transposeB, c.Rows(i, 1).Memory, m, n, k, accumulate, c);
    }

    /// <inheritdoc/>
    public override void Copy(Tensor x, Tensor y) => x.Values.CopyTo(y.Memory);

    /// <inheritdoc/>
    public override void AddTo(Tensor x, Tensor y) => Elementwise.AddTo(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void Add(Tensor x, Tensor y, Tensor z) => Elementwise.Add(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void Multiply(Tensor x, Tensor y, Tensor z) => Elementwise.Multiply(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void AddProduct(Tensor x, Tensor y, Tensor z) => Elementwise.AddProduct(x.Values, y.Values, z.Memory);

    /// <inheritdoc/>
    public override void Scale(Tensor x, float factor, Tensor y) => Elementwise.Scale(x.Values, factor, y.Memory);

    /// <inheritdoc/>
    public override void AddScaled(Tensor x, float factor, Tensor y) => Elementwise.AddScaled(x.Values, factor, y.Memory);

    /// <inheritdoc/>
    public override void Log(Tensor x, Tensor y) => Elementwise.Log(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddRowsTo(Tensor x, Tensor sum) => Elementwise.AddRowsTo(x.Values, x.Shape.Rows, x.Shape.Last, sum.Memory);

    /// <inheritdoc/>
    public override void AddPairs(Tensor x, Tensor y, Tensor z)
    {
        int queries = x.Shape[1], keys = y.Shape[1], size = x.Shape[2];
        for (int row = 0; row < x.Shape.Rows; row++)
            for (int k = 0; k < keys; k++)
                Elementwise.Add(x.Values.Slice(row * size, size), y.Values.Slice((row / queries * keys + k) * size, size), z.Memory.Slice((row * keys + k) * size, size));
    }

    /// <inheritdoc/>
    public override void AddPairsGradient(Tensor dz, Tensor dx, Tensor dy)
    {
        int queries = dx.Shape[1], keys = dy.Shape[1], size = dx.Shape[2];
        for (int row = 0; row < dx.Shape.Rows; row++)
            for (int k = 0; k < keys; k++)
            {
                ReadOnlySpan<float> d = dz.Values.Slice((row * keys + k) * size, size);
                Elementwise.AddTo(d, dx.Memory.Slice(row * size, size));
                Elementwise.AddTo(d, dy.Memory.Slice((row / queries * keys + k) * size, size));
            }
    }

    /// <inheritdoc/>
    public override void Gather(Tensor x, ReadOnlySpan<int> indices, Tensor y) => Elementwise.Gather(x.Values, x.Shape.Last, indices, y.Memory);

    /// <inheritdoc/>
    public override void AddScattered(Tensor y, ReadOnlySpan<int> indices, Tensor x) => Elementwise.ScatterAdd(y.Values, x.Shape.Last, indices, x.Memory);

    /// <inheritdoc/>
    public override void Rotate(Tensor x, ReadOnlySpan<int> positions, Tensor turns, Tensor y) => Rotation.Turn(x.Values, turns.Shape.Last, positions, turns.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddRotateGradient(Tensor dy, ReadOnlySpan<int> positions, Tensor turns, Tensor dx) =>
        Rotation.AddTurnedBack(dy.Values, turns.Shape.Last, positions, turns.Values, dx.Memory);

    /// <inheritdoc/>
    public override void CopyIntoColumns(Tensor x, int from, Tensor y)
    {
        if (x.Shape.Count > 0) Elementwise.CopyColumns(x.Values, x.Shape.Last, y.Memory[from..], y.Shape.Last, x.Shape.Rows, x.Shape.Last);
    }

    /// <inheritdoc/>
    public override void AddFromColumns(Tensor y, int from, Tensor x)
    {
        if (x.Shape.Count > 0) Elementwise.AddColumns(y.Values[from..], y.Shape.Last, x.Memory, x.Shape.Last, x.Shape.Rows, x.Shape.Last);
    }

    /// <inheritdoc/>
    public override void Tanh(Tensor x, Tensor y) => Activations.Tanh(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddTanhGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddTanhGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Sigmoid(Tensor x, Tensor y) => Activations.Sigmoid(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddSigmoidGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddSigmoidGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Relu(Tensor x, Tensor y) => Activations.Relu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddReluGradient(Tensor dy, Tensor y, Tensor dx) => Activations.AddReluGradient(dy.Values, y.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Glu(Tensor x, Tensor y)
    {
        int n = y.Shape.Last;
        for (int row = 0; row < y.Shape.Rows; row++) Activations.Gate(x.Values.Slice(2 * row * n, n), x.Values.Slice((2 * row + 1) * n, n), y.Memory.Slice(row * n, n));
    }

    /// <inheritdoc/>
    public override void AddGluGradient(Tensor dy, Tensor x, Tensor dx)
    {
        int n = dy.Shape.Last;
        for (int row = 0; row < dy.Shape.Rows; row++)
            Activations.AddGateGradient(dy.Values.Slice(row * n, n), x.Values.Slice(2 * row * n, n), x.Values.Slice((2 * row + 1) * n, n), dx.Memory.Slice(2 * row * n, n), dx.Memory.Slice((2 * row + 1) * n, n));
    }

    /// <inheritdoc/>
    public override void Gelu(Tensor x, Tensor y) => Activations.Gelu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddGeluGradient(Tensor dy, Tensor x, Tensor dx) => Activations.AddGeluGradient(dy.Values, x.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Silu(Tensor x, Tensor y) => Activations.Silu(x.Values, y.Memory);

    /// <inheritdoc/>
    public override void AddSiluGradient(Tensor dy, Tensor x, Tensor dx) => Activations.AddSiluGradient(dy.Values, x.Values, dx.Memory);

    /// <inheritdoc/>
    public override void Softmax(Tensor x, ReadOnlySpan<int> lengths, Tensor y)
    {
        int width = x.Shape.Last;
        for (int row = 0; row < x.Shape.Rows; row++)
        {
            int length = lengths.IsEmpty ? width : lengths[row];
            Kernels.Softmax.Row(x.Values.Slice(row * width, length), y.Memory.Slice(row * width, length));
            y.Memory.Slice(row * width + length, width - length).Clear();
        }
    }

    /// <inheritdoc/>
    public override void AddSoftmaxGradient(Tensor dy, Tensor y, ReadOnlySpan<int> lengths, Tensor dx)
    {
        int width = y.Shape.Last;
        for (int row = 0; row < y.Shape.Rows; row++)
        {
            int length = lengths.IsEmpty ? width : lengths[row];
            Kernels.Softmax.AddGradient(dy.Values.Slice(row * width, length), y.Values.Slice(row * width, length), dx.Memory.Slice(row * width, length));
        }
    }

    /// <inheritdoc/>
    public override void LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor inverseDeviation) =>
        Kernels.LayerNorm.Forward(x.Values, x.Shape.Rows, x.Shape.Last, weight.Values, bias.Values, epsilon, y.Memory, mean.Memory, inverseDeviation.Memory);

    /// <inheritdoc/>
    public override void AddLayerNormGradient(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor inverseDeviation, Tensor dx, Tensor dWeight, Tensor dBias) =>
        Kernels.LayerNorm.Backward(dy.Values, x.Values, x.Shape.Rows, x.Shape.Last, weight.Values, mean.Values, inverseDeviation.Values, dx.Memory, dWeight.Memory, dBias.Memory);

    /// <inheritdoc/>
    public override void Dropout(Tensor x, in DropoutDraw draw, Tensor y) =>
        Kernels.Dropout.Apply(x.Values, x.Shape.Rows, x.Shape.Last, draw.Sentences.Span, draw.Times.Span, draw.Rate, draw.Seed, draw.Step, draw.Place, y.Memory);

    /// <inheritdoc/>
    public override void AddDropoutGradient(Tensor dy, in DropoutDraw draw, Tensor dx) =>
        Kernels.Dropout.AddGradient(dy.Values, dy.Shape.Rows, dy.Shape.Last, draw.Sentences.Span, draw.Times.Span, draw.Rate, draw.Seed, draw.Step, draw.Place, dx.Memory);

    /// <inheritdoc/>
    public override void GruCell(Tensor xGates, Tensor hGates, Tensor previous, Tensor gates, Tensor h) =>
        Kernels.GruCell.Forward(xGates.Values, hGates.Values, previous.Values, h.Shape.Rows, h.Shape.Last, gates.Memory, h.Memory);

    /// <inheritdoc/>
    public override void GruCellGradient(Tensor dh, Tensor gates, Tensor hGates, Tensor previous, Tensor dxGates, Tensor dhGates, Tensor dPrevious) =>
        Kernels.GruCell.Backward(dh.Values, gates.Values, hGates.Values, previous.Values, dh.Shape.Rows, dh.Shape.Last, dxGates.Memory, dhGates.Memory, dPrevious.Memory);

    /// <inheritdoc/>
    public override void LstmCell(Tensor xGates, Tensor hGates, Tensor previousCell, Tensor gates, Tensor cell, Tensor h) =>
        Kernels.LstmCell.Forward(xGates.Values, hGates.Values, previousCell.Values, h.Shape.Rows, h.Shape.Last, gates.Memory, cell.Memory, h.Memory);

    /// <inheritdoc/>
    public override void LstmCellGradient(Tensor dh, Tensor dCell, Tensor gates, Tensor cell, Tensor previousCell, Tensor dGates, Tensor dPreviousCell) =>
        Kernels.LstmCell.Backward(dh.Values, dCell.Values, gates.Values, cell.Values, previousCell.Values, dh.Shape.Rows, dh.Shape.Last, dGates.Memory, dPreviousCell.Memory);

    /// <inheritdoc/>
    public override double CrossEntropy(Tensor logits, ReadOnlySpan<int> targets, int ignored, float smoothing, bool gradient)
    {
        int classes = logits.Shape.Last;
        double loss = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            Span<float> of = logits.Memory.Slice(row * classes, classes);
            if (targets[row] == ignored) of.Clear();
            else if (gradient) loss += Kernels.CrossEntropy.Row(of, targets[row], smoothing, 1);
            else loss += Kernels.CrossEntropy.Loss(of, targets[row], smoothing);
        }
        return loss;
    }

    /// <inheritdoc/>
    public override void HeadLinear(Tensor x, Tensor weight, int heads, Tensor y)
    {
        int rows = x.Shape.Rows, inputs = weight.Shape[1], outputs = weight.Shape[0] / heads;
        for (int h = 0; h < heads; h++)
            MultiplyPacked(x.Values[(h * inputs)..], heads * inputs, false, weight.Values.Slice(h * outputs * inputs, outputs * inputs), inputs, true,
                y.Memory[(h * outputs)..], heads * outputs, rows, outputs, inputs, false, y.Workspace);
    }

    /// <inheritdoc/>
    public override void AddHeadLinearGradient(Tensor dy, Tensor x, Tensor weight, int heads, Tensor dx, Tensor dWeight)
    {
        int rows = x.Shape.Rows, inputs = weight.Shape[1], outputs = weight.Shape[0] / heads;
        for (int h = 0; h < heads; h++)
        {
            ReadOnlySpan<float> d = dy.Values[(h * outputs)..];
            MultiplyPacked(d, heads * outputs, false, weight.Values.Slice(h * outputs * inputs, outputs * inputs), inputs, false,
                dx.Memory[(h * inputs)..], heads * inputs, rows, inputs, outputs, true, x.Workspace);
            MultiplyPacked(d, heads * outputs, true, x.Values[(h * inputs)..], heads * inputs, false,
                dWeight.Memory.Slice(h * outputs * inputs, outputs * inputs), inputs, outputs, inputs, rows, true, x.Workspace);
        }
    }

    /// <inheritdoc/>
    public override void Normalize(Tensor x, Tensor y, Tensor inverse) => Norms.Normalize(x.Values, x.Shape.Rows, x.Shape.Last, y.Memory, inverse.Memory);

    /// <inheritdoc/>
    public override void AddNormalizeGradient(Tensor dy, Tensor y, Tensor inverse, Tensor dx) =>
        Norms.AddNormalizeGradient(dy.Values, y.Values, y.Shape.Rows, y.Shape.Last, inverse.Values, dx.Memory);

    /// <inheritdoc/>
    public override void SquaredNorm(Tensor x, Tensor y) => Norms.Squared(x.Values, x.Shape.Rows, x.Shape.Last, y.Memory);

    /// <inheritdoc/>
    public override void AddSquaredNormGradient(Tensor dy, Tensor x, Tensor dx)
    {
        int width = x.Shape.Last;
        for (int row = 0; row < x.Shape.Rows; row++) Elementwise.AddScaled(x.Values.Slice(row * width, width), 2 * dy.Values[row], dx.Memory.Slice(row * width, width));
    }

    /// <inheritdoc/>
    public override void Adam(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, in AdamStep step) =>
        Kernels.Adam.Step(parameters.Memory, gradient.Values, mean.Memory, variance.Memory, step.GradientScale, step.LearningRate, step.Beta1, step.Beta2, step.Epsilon, step.WeightDecay, step.Number);

    /// <inheritdoc/>
    public override void Muon(Tensor parameters, Tensor gradient, Tensor momentum, in MuonStep step) =>
        Kernels.Muon.Step(parameters.Memory, gradient.Values, momentum.Memory, parameters.Shape[0], parameters.Shape[1], step.GradientScale, step.LearningRate, step.Momentum, step.WeightDecay);

    /// <inheritdoc/>
    public override void AddPairwise(Tensor into, Tensor other) => Elementwise.AddTo(other.Values, into.Memory);

    /// <inheritdoc/>
    public override double SquareSum(Tensor x) => Elementwise.SquareSum(x.Values);

    private static void Put(ReadOnlySpan<float> from, Span<float> to, bool accumulate)
    {
        if (accumulate) Elementwise.AddTo(from, to);
        else from.CopyTo(to);
    }

    private void MultiplyPacked(Tensor a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB, Span<float> c, int m, int n, int k, bool accumulate, Tensor owner) =>
        MultiplyPacked(a.Values, lda, transposeA, b, ldb, transposeB, c, n, m, n, k, accumulate, a.Workspace ?? owner.Workspace);

    // The right operand is packed into scratch memory of the workspace first.
    private void MultiplyPacked(ReadOnlySpan<float> a, int lda, bool transposeA, ReadOnlySpan<float> b, int ldb, bool transposeB, Span<float> c, int ldc, int m, int n, int k, bool accumulate,
        Workspace? workspace)
    {
        workspace ??= new Workspace(this);
        using Workspace.Scope scope = workspace.Open();
        Span<float> packed = workspace.New(new(MatMul.PackedLength(k, n))).Memory;
        MatMul.Pack(b, ldb, transposeB, k, n, packed, _workers);
        MatMul.Run(a, lda, transposeA, packed, default, c, ldc, m, n, k, accumulate, _workers);
    }
}
