using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>A weight in 8-bit integers with a scale for each output, for translating.</summary>
internal sealed class ByteWeight : CpuPreparedWeight
{
    private sbyte[]? _packed;
    private float[]? _scales;
    private bool _ready;

    /// <exception cref="NotSupportedException">There are too many inputs for a sum of 32 bits.</exception>
    public ByteWeight(Tensor value)
        : base(value)
    {
        if (Inputs > ByteProduct.MostInputs) throw new NotSupportedException($"Int8: a weight of {Inputs} inputs is more than the {ByteProduct.MostInputs} that a sum of 32 bits holds; use BFloat16.");
    }

    public override WeightFormat Format => WeightFormat.Int8;

    public override void Refresh() => _ready = false;

    public override void Multiply(Tensor x, ReadOnlySpan<float> bias, Tensor y, Workers workers)
    {
        if (!Volatile.Read(ref _ready)) Once(ref _ready, Pack);
        ByteProduct.Run(x.Values, x.Shape.Rows, Inputs, _packed, _scales, bias, y.Memory, Outputs, workers);
    }

    public override void AddInputGradient(Tensor dy, Tensor dx, Workers workers) => throw CannotTrain();

    private void Pack()
    {
        _packed ??= GC.AllocateUninitializedArray<sbyte>(ByteProduct.PackedLength(Inputs, Outputs), pinned: true);
        _scales ??= new float[ByteProduct.Padded(Outputs)];
        ByteProduct.Pack(Value.Values, Inputs, Outputs, _packed, _scales);
    }
}
