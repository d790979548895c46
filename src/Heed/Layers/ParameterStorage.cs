using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Layers;

/// <summary>
/// All parameters of a module side by side in one piece of memory, and pieces of the same layout for gradients and an optimizer's state,
/// so that sums, norms and steps are single passes.
/// </summary>
public sealed class ParameterStorage
{
    private const int Alignment = 16;

    // What one thread works on at a time.
    private const int Piece = 1 << 16;

    private readonly float[] _memory;
    private readonly Dictionary<Tensor, int> _places = new(ReferenceEqualityComparer.Instance);

    /// <summary>Moves the parameters of a module together.</summary>
    public ParameterStorage(Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        (string Name, Parameter Parameter)[] parameters = [.. module.Parameters];
        long size = 0;
        foreach ((_, Parameter parameter) in parameters) size += RoundUp(parameter.Shape.Count);
        if (size > int.MaxValue) throw new ArgumentException($"ParameterStorage: a model of {size:N0} parameters is larger than the 2,147,483,647 that are supported.", nameof(module));
        Size = (int)size;
        _memory = GC.AllocateArray<float>(Size, pinned: true);
        int offset = 0;
        var entries = new List<(string, Parameter)>();
        foreach ((string name, Parameter parameter) in parameters)
        {
            parameter.MoveTo(new Tensor(_memory, offset, parameter.Shape, null));
            _places.Add(parameter.Value, offset);
            entries.Add((name, parameter));
            offset += RoundUp(parameter.Shape.Count);
        }
        Parameters = entries;
        Values = new Tensor(_memory, 0, new(Size), null);
    }

    /// <summary>How many floats a piece of this layout holds: the parameters, each rounded up to 64 bytes.</summary>
    public int Size { get; }

    /// <summary>The parameters with their names.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>All parameters [size].</summary>
    public Tensor Values { get; }

    /// <summary>Zeros in the same layout, for gradients or an optimizer's state.</summary>
    public Tensor NewZeros() => new(new Shape(Size));

    /// <summary>The part of a piece of this layout that belongs to a parameter, or none if it is no parameter of this module.</summary>
    public Tensor? PartOf(Tensor piece, Tensor parameter)
    {
        ArgumentNullException.ThrowIfNull(piece);
        ArgumentNullException.ThrowIfNull(parameter);
        return _places.TryGetValue(parameter, out int offset) ? piece.Part(offset, parameter.Shape) : null;
    }

    /// <summary>How many pieces of fixed size <see cref="ForPieces"/> cuts this layout into.</summary>
    internal int Pieces => (Size + Piece - 1) / Piece;

    /// <summary>Runs an action, with an offset and a count of floats, for each piece of this layout.</summary>
    internal void ForPieces(Workers workers, Action<int, int> action) => workers.For(Pieces, piece => action(piece * Piece, Math.Min(Piece, Size - piece * Piece)));

    /// <summary>The number of the piece that begins at an offset.</summary>
    internal static int PieceAt(int offset) => offset / Piece;

    /// <summary>Drops what was derived from the parameters, because they have changed.</summary>
    public void Refresh()
    {
        foreach ((_, Parameter parameter) in Parameters) parameter.Refresh();
    }

    /// <summary>The same, and derives it anew on all threads.</summary>
    internal void Refresh(Workers workers)
    {
        Refresh();
        workers.For(Parameters.Count, i => Parameters[i].Parameter.Renew());
    }

    private static int RoundUp(int count) => checked((count + Alignment - 1) / Alignment * Alignment);
}
