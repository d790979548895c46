using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Positions;

/// <summary>p_i = row i of a trained table. There is nothing beyond its last row. Gehring et al. 2017, section 3.1.</summary>
public sealed class LearnedEncoding : AbsoluteEncoding
{
    private readonly Parameter _weight;

    /// <summary>A table of <paramref name="mostPositions"/> codes, drawn normally with variance 1 / size.</summary>
    /// <exception cref="ArgumentException">The number of positions is not declared.</exception>
    public LearnedEncoding(int size, int? mostPositions)
        : base("learned", size)
    {
        int most = mostPositions ?? throw new ArgumentException("learned: a table has an end, so declare the most positions there will be.", nameof(mostPositions));
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(mostPositions));
        MostPositions = most;
        _weight = Add("weight", new(most, size), Initialization.Normal(1 / MathF.Sqrt(size)), isTable: true);
    }

    /// <inheritdoc/>
    public override int? MostPositions { get; }

    private protected override Tensor Codes(TokenPlaces places, ForwardContext context) => _weight.Value.Gather(places.Positions, context.Workspace, context.Tape);

    private protected override Tensor TableOf(int length) => _weight.Value.Rows(0, length);
}
