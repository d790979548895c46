using Heed.Layers;

namespace Heed.Tests.Layers;

public sealed class PackedSequenceTests
{
    [Fact]
    public void An_example_by_hand()
    {
        var rows = new PackedSequence([1, 3, 2, 3], firstSentence: 10);
        Assert.Equal([1, 3, 2, 0], rows.Order);
        Assert.Equal([4, 3, 2], rows.BatchSizes);
        Assert.Equal(9, rows.Rows);
        Assert.Equal([11, 13, 12, 10, 11, 13, 12, 11, 13], rows.Sentences);
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 2, 2], rows.Times);
        Assert.Equal(3, rows.RowOf(0, 0));
        Assert.Equal(6, rows.RowOf(2, 1));
        Assert.Equal(7, rows.FirstRow(2));
        Assert.Equal([3, 7, 6, 8], rows.EndRows(last: true));
        Assert.Equal([3, 0, 2, 1], rows.EndRows(last: false));
        Assert.Equal([3, -1, -1, 0, 4, 7, 2, 6, -1, 1, 5, 8], rows.PaddedRows());
        Assert.Equal([20, 40, 30, 10, 21, 41, 31, 22, 42], rows.Pack([[10], [20, 21, 22], [30, 31], [40, 41, 42]]));
    }

    [Fact]
    public void Padded_places_and_rows_are_each_others_inverse()
    {
        var lcg = new Lcg(5);
        for (int trial = 0; trial < 50; trial++)
        {
            int[] lengths = [.. Enumerable.Range(0, 1 + lcg.Next(9)).Select(_ => 1 + lcg.Next(12))];
            var rows = new PackedSequence(lengths);
            int[] padded = rows.PaddedRows(), places = rows.RowsInPadded();
            Assert.Equal(lengths.Sum(), padded.Count(row => row >= 0));
            for (int row = 0; row < places.Length; row++) Assert.Equal(row, padded[places[row]]);
            Assert.Equal(rows.BatchSizes.OrderDescending(), rows.BatchSizes);
        }
    }

    [Fact]
    public void Nothing_and_empty_sequences_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PackedSequence([]));
        Assert.Throws<ArgumentException>(() => new PackedSequence([2, 0]));
        Assert.Throws<ArgumentException>(() => new PackedSequence([-1]));
    }
}
