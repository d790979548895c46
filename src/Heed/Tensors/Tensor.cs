namespace Heed.Tensors;

/// <summary>
/// A contiguous row-major array of float32 with a shape. <see cref="Rows"/> and <see cref="Reshape"/> share its memory.
/// A tensor made by a <see cref="Workspace"/> lives until that workspace's scope ends; one made here lives as long as it is referenced.
/// </summary>
public sealed class Tensor
{
    private readonly float[] _buffer;
    private readonly int _offset;
#if DEBUG
    private bool _stale;
#endif

    internal Tensor(float[] buffer, int offset, Shape shape, Workspace? workspace, Tensor? whole = null)
    {
        _buffer = buffer;
        _offset = offset;
        Shape = shape;
        Workspace = workspace;
        Whole = whole;
    }

    /// <summary>A tensor of zeros of its own memory, outside any workspace.</summary>
    public Tensor(Shape shape)
        : this(GC.AllocateArray<float>(shape.Count, pinned: true), 0, shape, null)
    {
    }

    /// <summary>A tensor of its own memory with the given values, in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values is not the shape's.</exception>
    public Tensor(Shape shape, ReadOnlySpan<float> values)
        : this(shape)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"Tensor: {shape} holds {shape.Count} numbers, {values.Length} were given.", nameof(values));
        values.CopyTo(_buffer);
    }

    /// <summary>A tensor of its own memory with the numbers of a span of the base library, whatever its strides.</summary>
    /// <exception cref="ArgumentException">The span has more than four sizes, or more numbers than a tensor holds.</exception>
    public Tensor(in System.Numerics.Tensors.ReadOnlyTensorSpan<float> values)
        : this(ShapeOf(values))
    {
        values.FlattenTo(Memory);
    }

    /// <summary>The sizes, outermost first.</summary>
    public Shape Shape { get; }

    /// <summary>The numbers, in row-major order.</summary>
    public ReadOnlySpan<float> Values => Memory;

    /// <summary>The workspace that owns the memory; none for weights and for tensors that were kept.</summary>
    internal Workspace? Workspace { get; }

    /// <summary>The tensor that this one is a view of, if it is one.</summary>
    internal Tensor? Whole { get; }

    /// <summary>The view's first number, counted from the whole's first.</summary>
    internal int OffsetInWhole => Whole is null ? 0 : _offset - Whole._offset;

    /// <summary>The numbers as a span of the base library with this tensor's shape; nothing is copied.</summary>
    public System.Numerics.Tensors.ReadOnlyTensorSpan<float> AsTensorSpan()
    {
        Span<nint> lengths = stackalloc nint[Math.Max(1, Shape.Rank)];
        lengths[0] = 1;
        for (int i = 0; i < Shape.Rank; i++) lengths[i] = Shape[i];
        return new System.Numerics.Tensors.ReadOnlyTensorSpan<float>(Values, lengths);
    }

    /// <summary>The memory itself. Only backends write to it.</summary>
    internal Span<float> Memory
    {
        get
        {
#if DEBUG
            if (_stale || Whole is { _stale: true }) throw new InvalidOperationException($"Tensor: {Shape} was returned to its workspace; keep what outlives a scope.");
#endif
            return new Span<float>(_buffer, _offset, Shape.Count);
        }
    }

    /// <summary>The numbers as memory, for files.</summary>
    internal ReadOnlyMemory<float> AsMemory => new(_buffer, _offset, Shape.Count);

    /// <summary>What computes with this tensor.</summary>
    internal Backend Backend => Workspace?.Backend ?? CpuBackend.SingleThreaded;

    /// <summary>Rows <paramref name="start"/> to <paramref name="start"/> + <paramref name="count"/> − 1 of the outermost size, sharing memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rows are not all there.</exception>
    public Tensor Rows(int start, int count)
    {
        if (Shape.Rank == 0 || start < 0 || count < 0 || start > Shape[0] - count)
            throw new ArgumentOutOfRangeException(nameof(start), $"Rows: {start} to {start + count} are not within {Shape}.");
        if (start == 0 && count == Shape[0]) return this;
        int row = Shape[0] == 0 ? 0 : Shape.Count / Shape[0];
        Shape shape = Shape.Rank switch { 1 => new(count), 2 => new(count, Shape[1]), 3 => new(count, Shape[1], Shape[2]), _ => new(count, Shape[1], Shape[2], Shape[3]) };
        return new Tensor(_buffer, _offset + start * row, shape, Workspace, Whole ?? this);
    }

    /// <summary>The same numbers under another shape, sharing memory.</summary>
    /// <exception cref="ArgumentException">The shapes hold different numbers of elements.</exception>
    public Tensor Reshape(params ReadOnlySpan<int> sizes)
    {
        var shape = new Shape(sizes);
        if (shape.Count != Shape.Count) throw new ArgumentException($"Reshape: {Shape} holds {Shape.Count} numbers, {shape} holds {shape.Count}.", nameof(sizes));
        return new Tensor(_buffer, _offset, shape, Workspace, Whole ?? this);
    }

    /// <summary>A copy in memory of its own, which outlives the workspace.</summary>
    public Tensor Keep() => new(Shape, Values);

    /// <summary>An uninitialised tensor of this shape in the same workspace.</summary>
    internal Tensor Like() => New(Shape);

    /// <summary>An uninitialised tensor in the same workspace.</summary>
    internal Tensor New(Shape shape) => Workspace is null ? new Tensor(shape) : Workspace.New(shape);

    /// <summary>A tensor of zeros in the same workspace.</summary>
    internal Tensor NewZeros(Shape shape) => Workspace is null ? new Tensor(shape) : Workspace.Zeros(shape);

    /// <summary>A view at an offset of this tensor, for gradients of views.</summary>
    internal Tensor View(int offset, Shape shape) => new(_buffer, _offset + offset, shape, Workspace, Whole ?? this);

    /// <summary>A part of this memory as a tensor of its own, not a view: its gradient is its own.</summary>
    internal Tensor Part(int offset, Shape shape) => new(_buffer, _offset + offset, shape, Workspace);

#if DEBUG
    internal void Retire()
    {
        Memory.Fill(float.NaN);
        _stale = true;
    }
#endif

    private static Shape ShapeOf(in System.Numerics.Tensors.ReadOnlyTensorSpan<float> values)
    {
        if (values.Rank is < 1 or > 4 || values.FlattenedLength > int.MaxValue) throw new ArgumentException($"Tensor: a span of {values.Rank} sizes and {values.FlattenedLength:N0} numbers is not held; one to four sizes are.", nameof(values));
        Span<int> sizes = stackalloc int[values.Rank];
        for (int i = 0; i < sizes.Length; i++) sizes[i] = checked((int)values.Lengths[i]);
        return new Shape(sizes);
    }

    /// <summary>The shape, for messages.</summary>
    public override string ToString() => $"Tensor {Shape}";
}
