using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

namespace Heed.Tests.Positions;

/// <summary>What tests of encodings share.</summary>
internal static class Places
{
    /// <summary>The places 0 … length − 1 of one sentence.</summary>
    public static TokenPlaces Sentence(int length) => TokenPlaces.Of(new ConsecutiveRows([length]));

    public static ForwardContext Context(GradientTape? tape = null) => new(tape?.Workspace ?? new Workspace(), tape);

    public static float[] Row(Tensor x, int row) => x.Rows(row, 1).Values.ToArray();

    /// <summary>An encoding of the catalogue with drawn weights.</summary>
    public static PositionEncoding Create(string name, PositionOptions options)
    {
        PositionEncoding encoding = PositionEncodings.Create(name, options);
        encoding.Initialize(7);
        return encoding;
    }
}
