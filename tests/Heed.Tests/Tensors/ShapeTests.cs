using Heed.Tensors;

namespace Heed.Tests.Tensors;

public sealed class ShapeTests
{
    [Fact]
    public void It_counts_rows_and_numbers()
    {
        var shape = new Shape(2, 3, 4);
        Assert.Equal((3, 24, 4, 6), (shape.Rank, shape.Count, shape.Last, shape.Rows));
        Assert.Equal("[2, 3, 4]", shape.ToString());
        Assert.Equal(new Shape(2, 3, 9), shape.WithLast(9));
        Assert.Equal((0, 1, 1, 1), (new Shape().Rank, new Shape().Count, new Shape().Last, new Shape().Rows));
        Assert.Equal((1, 5, 5), (new Shape(5).Rows, new Shape(5).Count, new Shape(5).Last));
        Assert.Equal(0, new Shape(3, 0).Count);
        Assert.Equal(120, new Shape(2, 3, 4, 5).Count);
        Assert.Equal(24, new Shape(2, 3, 4, 5).Rows);
    }

    [Fact]
    public void Shapes_with_the_same_sizes_are_equal()
    {
        Assert.True(new Shape(2, 3) == new Shape(2, 3));
        Assert.True(new Shape(2, 3) != new Shape(3, 2));
        Assert.True(new Shape(2) != new Shape(2, 1));
        Assert.Equal(new Shape(2, 3).GetHashCode(), new Shape(2, 3).GetHashCode());
    }

    [Fact]
    public void What_no_tensor_can_hold_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Shape(1, 1, 1, 1, 1));
        Assert.Throws<ArgumentException>(() => new Shape(-1));
        Assert.Throws<ArgumentException>(() => new Shape(65536, 65536));
        Assert.Throws<ArgumentException>(() => new Shape(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, 3)[-1]);
        Assert.Throws<ArgumentException>(() => new Tensor(new(2), [1]));
    }
}
