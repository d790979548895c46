using System.Numerics.Tensors;

namespace Heed.Tests.Tensors;

public sealed class TensorSpanTests
{
    [Fact]
    public void A_tensor_is_a_span_of_the_base_library_and_comes_from_one()
    {
        var tensor = new Heed.Tensors.Tensor(new Heed.Tensors.Shape(2, 3), [1, 2, 3, 4, 5, 6]);
        ReadOnlyTensorSpan<float> span = tensor.AsTensorSpan();
        Assert.Equal((2, 6, 2, 3), (span.Rank, (int)span.FlattenedLength, (int)span.Lengths[0], (int)span.Lengths[1]));
        Assert.Equal(6, span[1, 2]);
        // Nothing was copied.
        tensor.Memory[5] = 7;
        Assert.Equal(7, span[1, 2]);
        Assert.Equal([1, 2, 3, 4, 5, 7], new Heed.Tensors.Tensor(span).Values.ToArray());
        // Columns 1 and 2 of both rows: a span with strides.
        var part = new Heed.Tensors.Tensor(span.Slice([0..2, 1..3]));
        Assert.Equal(new Heed.Tensors.Shape(2, 2), part.Shape);
        Assert.Equal([2, 3, 5, 7], part.Values.ToArray());
        Assert.Equal(3, tensor.Rows(0, 1).AsTensorSpan()[0, 2]);
    }

    [Fact]
    public void More_than_four_sizes_are_refused() =>
        Assert.Contains("one to four sizes", Assert.Throws<ArgumentException>(() => new Heed.Tensors.Tensor(new ReadOnlyTensorSpan<float>(new float[1], [1, 1, 1, 1, 1]))).Message, StringComparison.Ordinal);
}
