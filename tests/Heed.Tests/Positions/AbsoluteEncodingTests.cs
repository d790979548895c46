using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

namespace Heed.Tests.Positions;

/// <summary>Normalised, integer, binary and learned codes.</summary>
public sealed class AbsoluteEncodingTests
{
    [Fact]
    public void Normalised_codes_are_fractions_of_the_sentence_in_all_columns()
    {
        var encoding = new NormalisedEncoding(2);
        Assert.Equal([0, 0, 0.25f, 0.25f, 0.5f, 0.5f, 0.75f, 0.75f, 1, 1], encoding.Table(5)!.Values);
        Assert.Equal([0, 0], encoding.Table(1)!.Values);
        Assert.Equal(0, encoding.Table(0)!.Shape.Count);
        Assert.Null(encoding.MostPositions);
        Assert.True(encoding.NeedsLength);
    }

    [Fact]
    public void Normalised_codes_of_sentences_of_several_lengths_stand_beside_each_other()
    {
        var rows = new ConsecutiveRows([3, 1, 2], firstSentence: 4);
        Tensor y = new NormalisedEncoding(1).Add(new Tensor(new(6, 1), [10, 20, 30, 40, 50, 60]), TokenPlaces.Of(rows), Places.Context());
        Assert.Equal([10, 20.5f, 31, 40, 50, 61], y.Values);
    }

    [Fact]
    public void Normalised_codes_are_refused_step_by_step_unless_a_maximum_is_declared()
    {
        var x = new Tensor(new(1, 2));
        string message = Assert.Throws<ArgumentException>(() => new NormalisedEncoding(2).Add(x, TokenPlaces.At(3, 1), Places.Context())).Message;
        Assert.StartsWith("normalised: the code needs the length of the sentence", message, StringComparison.Ordinal);

        var declared = new NormalisedEncoding(2, 9);
        Assert.False(declared.NeedsLength);
        Assert.Equal(9, declared.MostPositions);
        Assert.Equal([0.375f, 0.375f], declared.Add(x, TokenPlaces.At(3, 1), Places.Context()).Values);
        Assert.Equal([0, 0, 0.125f, 0.125f], declared.Table(2)!.Values);              // the declared maximum counts, not the sentence
        Assert.Equal([0], new NormalisedEncoding(1, 1).Table(1)!.Values);
        Assert.Contains("position 9 is beyond its 9 positions", Assert.Throws<ArgumentException>(() => declared.Table(10)).Message);
    }

    [Fact]
    public void A_place_outside_its_sentence_is_refused() =>
        Assert.Contains("position 3, counted from 0, is not within a sentence of 3",
            Assert.Throws<ArgumentException>(() => new NormalisedEncoding(2).Add(new Tensor(new(1, 2)), new TokenPlaces([3], [3]), Places.Context())).Message);

    [Fact]
    public void Integer_codes_count_from_one_in_all_columns()
    {
        var encoding = new IntegerEncoding(3);
        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], encoding.Table(4)!.Values);
        Assert.Equal([101, 101, 101], encoding.Add(new Tensor(new(1, 3)), TokenPlaces.At(100, 1), Places.Context()).Values);
    }

    // The lecture's table of 16 positions and 4 digits; column 0 is the least significant.
    [Fact]
    public void Binary_codes_are_the_table_of_the_lecture()
    {
        string[] table =
        [
            "0000", "1000", "0100", "1100", "0010", "1010", "0110", "1110",
            "0001", "1001", "0101", "1101", "0011", "1011", "0111", "1111",
        ];
        var encoding = new BinaryEncoding(4, 16);
        Assert.Equal(4, encoding.Digits);
        Assert.Equal(table.SelectMany(row => row.Select(digit => (float)(digit - '0'))), encoding.Table(16)!.Values.ToArray());
        Assert.Contains("position 16 is beyond its 16 positions", Assert.Throws<ArgumentException>(() => encoding.Table(17)).Message);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(16, 4)]
    [InlineData(17, 5)]
    [InlineData(1 << 20, 20)]
    public void Binary_codes_have_as_many_digits_as_the_maximum_takes(int most, int digits)
    {
        var encoding = new BinaryEncoding(40, most);
        Assert.Equal(digits, encoding.Digits);
        Assert.Equal(1 << digits, encoding.MostPositions);
    }

    [Fact]
    public void Binary_codes_fill_what_no_digit_is_left_for_with_zeros()
    {
        var encoding = new BinaryEncoding(6, 4);
        Assert.Equal([1, 1, 0, 0, 0, 0], Places.Row(encoding.Table(4)!, 3));
        Assert.Equal([1, 1, .. new float[38]], Places.Row(new BinaryEncoding(40, 4).Table(4)!, 3));      // also in columns beyond the bits of a number
        Assert.Equal(64, new BinaryEncoding(6).MostPositions);                          // no maximum: a digit for each column
        Assert.Equal(1 << 30, new BinaryEncoding(100).MostPositions);
        Assert.Contains("16 positions take 4 digits, a code has 3 numbers; declare at most 8", Assert.Throws<ArgumentException>(() => new BinaryEncoding(3, 16)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryEncoding(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryEncoding(40, (1 << 30) + 1));
    }

    [Fact]
    public void Learned_codes_are_the_rows_of_the_table_and_get_its_gradient()
    {
        var encoding = new LearnedEncoding(2, 3);
        Parameter weight = encoding.Parameters.Single().Parameter;
        ((float[])[10, 20, 30, 40, 50, 60]).CopyTo(weight.Value.Memory);
        var x = new Tensor(new(3, 2), [1, 2, 3, 4, 5, 6]);
        var tape = new GradientTape(new Workspace());
        Tensor y = encoding.Add(x, new TokenPlaces([2, 0, 2], null), Places.Context(tape));
        Assert.Equal([51, 62, 13, 24, 55, 66], y.Values);
        ((float[])[1, 2, 3, 4, 5, 6]).CopyTo(tape.GradientOf(y).Memory);
        tape.Backward();
        Assert.Equal([3, 4, 0, 0, 6, 8], tape.GradientOf(weight.Value).Values);
        Assert.Equal([1, 2, 3, 4, 5, 6], tape.GradientOf(x).Values);
    }

    [Fact]
    public void Learned_codes_end_with_their_table()
    {
        var encoding = new LearnedEncoding(4, 3);
        encoding.Initialize(1);
        Assert.Equal("weight", encoding.Parameters.Single().Name);
        Assert.Equal(new Shape(3, 4), encoding.Parameters.Single().Parameter.Shape);
        Assert.Equal(encoding.Parameters.Single().Parameter.Value.Values[..8], encoding.Table(2)!.Values);
        var large = new LearnedEncoding(100, 100);
        large.Initialize(1);
        Assert.Equal(1, large.Table(100)!.Values.ToArray().Average(v => 100.0 * v * v), 0.1);       // variance 1 / size
        string message = Assert.Throws<ArgumentException>(() => encoding.Add(new Tensor(new(1, 4)), TokenPlaces.At(3, 1), Places.Context())).Message;
        Assert.Equal("learned: position 3 is beyond its 3 positions, counted from 0; declare more, or give shorter sentences.", message);
        Assert.Contains("declare the most positions", Assert.Throws<ArgumentException>(() => new LearnedEncoding(4, null)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedEncoding(4, 0));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var encoding = new IntegerEncoding(4);
        Assert.Contains("[2, 3] at 2 places do not fit codes of 4", Assert.Throws<ArgumentException>(() => encoding.Add(new Tensor(new(2, 3)), TokenPlaces.At(0, 2), Places.Context())).Message);
        Assert.Throws<ArgumentException>(() => encoding.Add(new Tensor(new(2, 4)), TokenPlaces.At(0, 3), Places.Context()));
        Assert.Throws<ArgumentException>(() => encoding.Add(new Tensor(new(2, 4)), new TokenPlaces([0, 1], [2]), Places.Context()));
        Assert.Contains("a position is negative: -1", Assert.Throws<ArgumentException>(() => encoding.Add(new Tensor(new(1, 4)), TokenPlaces.At(-1, 1), Places.Context())).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => encoding.Table(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new IntegerEncoding(0));
    }
}
