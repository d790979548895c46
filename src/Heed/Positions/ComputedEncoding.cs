using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Positions;

/// <summary>An encoding whose code is a function of the position alone: a row does not depend on other rows, nor on the length.</summary>
public abstract class ComputedEncoding : AbsoluteEncoding
{
    private readonly PositionTable _table;

    private protected ComputedEncoding(string name, int size)
        : base(name, size)
    {
        _table = new PositionTable(size, Fill);
    }

    /// <summary>Writes the code of a position.</summary>
    private protected abstract void Fill(int position, Span<float> code);

    private protected sealed override Tensor Codes(TokenPlaces places, ForwardContext context) =>
        _table.For(places.Positions).Gather(places.Positions, context.Workspace, tape: null);

    private protected sealed override Tensor TableOf(int length) => _table.AtLeast(length).Rows(0, length);
}
