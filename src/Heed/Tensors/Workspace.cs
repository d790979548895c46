using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>
/// Owns the temporaries of a computation. Tensors come from large blocks that are kept and used again, so that in steady state a
/// step allocates no float buffer. <see cref="Open"/> begins a scope; disposing it returns all that was made since. What must
/// outlive the scope is kept by <see cref="Tensor.Keep"/> or copied. One workspace serves one thread at a time.
/// </summary>
public sealed class Workspace(Backend backend)
{
    private const int SmallestBlock = 1 << 18;

    private readonly List<float[]> _blocks = [];
    private int _block;
    private int _used;
    private long _inUse;
#if DEBUG
    private readonly List<Tensor> _made = [];
#endif

    /// <summary>A workspace that computes on the calling thread.</summary>
    public Workspace()
        : this(CpuBackend.SingleThreaded)
    {
    }

    /// <summary>What computes with the tensors of this workspace.</summary>
    public Backend Backend { get; } = backend ?? throw new ArgumentNullException(nameof(backend));

    /// <summary>Floats reserved so far, used or not.</summary>
    public long Reserved => _blocks.Sum(block => (long)block.Length);

    /// <summary>The most floats that tensors held at one time, since the workspace was made.</summary>
    public long Peak { get; private set; }

    /// <summary>A tensor whose numbers are not set yet.</summary>
    public Tensor New(Shape shape)
    {
        int need = (int)Math.Min(int.MaxValue, ((long)shape.Count + Scratch.Line - 1) / Scratch.Line * Scratch.Line);
        while (_block < _blocks.Count && _used + (long)need > _blocks[_block].Length - Scratch.Line)
        {
            _block++;
            _used = 0;
        }
        if (_block == _blocks.Count)
        {
            int size = checked(Math.Max(need, SmallestBlock << Math.Min(_blocks.Count, 6)) + Scratch.Line);
            _blocks.Add(GC.AllocateUninitializedArray<float>(size, pinned: true));
        }
        var tensor = new Tensor(_blocks[_block], Scratch.FirstLine(_blocks[_block]) + _used, shape, this);
        _used += need;
        _inUse += need;
        Peak = Math.Max(Peak, _inUse);
#if DEBUG
        tensor.Memory.Fill(float.NaN);
        _made.Add(tensor);
#endif
        return tensor;
    }

    /// <summary>A tensor of zeros.</summary>
    public Tensor Zeros(Shape shape)
    {
        Tensor tensor = New(shape);
        tensor.Memory.Clear();
        return tensor;
    }

    /// <summary>A tensor with the given values.</summary>
    public Tensor From(Shape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
            throw new ArgumentException($"Workspace: {shape} holds {shape.Count} numbers, {values.Length} were given.", nameof(values));
        Tensor tensor = New(shape);
        values.CopyTo(tensor.Memory);
        return tensor;
    }

    /// <summary>Begins a scope: disposing it returns every tensor made since.</summary>
    public Scope Open() => new(this);

    /// <summary>The time between <see cref="Open"/> and <see cref="Dispose"/>, after which the tensors made in it are gone.</summary>
    public readonly struct Scope : IDisposable, IEquatable<Scope>
    {
        private readonly Workspace _workspace;
        private readonly int _block;
        private readonly int _used;
        private readonly long _inUse;
#if DEBUG
        private readonly int _made;
#endif

        internal Scope(Workspace workspace)
        {
            _workspace = workspace;
            _block = workspace._block;
            _used = workspace._used;
            _inUse = workspace._inUse;
#if DEBUG
            _made = workspace._made.Count;
#endif
        }

        /// <summary>Returns the tensors made in this scope.</summary>
        public void Dispose()
        {
#if DEBUG
            for (int i = _made; i < _workspace._made.Count; i++) _workspace._made[i].Retire();
            _workspace._made.RemoveRange(_made, _workspace._made.Count - _made);
#endif
            _workspace._block = _block;
            _workspace._used = _used;
            _workspace._inUse = _inUse;
        }

        /// <inheritdoc/>
        public bool Equals(Scope other) => ReferenceEquals(_workspace, other._workspace) && _block == other._block && _used == other._used;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is Scope other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(_block, _used);

        /// <summary>Whether two scopes began at the same place.</summary>
        public static bool operator ==(Scope a, Scope b) => a.Equals(b);

        /// <summary>Whether two scopes began at different places.</summary>
        public static bool operator !=(Scope a, Scope b) => !a.Equals(b);
    }
}
