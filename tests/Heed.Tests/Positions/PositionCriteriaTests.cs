using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

namespace Heed.Tests.Positions;

/// <summary>Which encoding meets which criterion, found by measuring.</summary>
public sealed class PositionCriteriaTests
{
    [Theory]
    [InlineData("normalised", null, true, false, true, true, true)]
    [InlineData("integer", null, true, true, false, false, true)]
    [InlineData("sinusoidal", null, true, true, true, true, true)]
    [InlineData("sinusoidal-halves", null, true, true, true, true, true)]
    [InlineData("learned", 32, true, true, false, true, true)]
    [InlineData("normalised", 32, true, true, false, true, true)]                     // a declared maximum trades going on for equal distances
    public void Encodings_meet_the_criteria_that_are_said_of_them(string name, int? most, bool unique, bool equalDistances, bool goesOn, bool bounded, bool deterministic)
    {
        PositionCriteria measured = PositionCriteria.Of(Places.Create(name, new(16, 2, 8, most)))!;
        Assert.Equal((unique, equalDistances, goesOn, bounded, deterministic),
            (measured.Unique, measured.EqualDistances, measured.GoesOn, measured.Bounded, measured.Deterministic));
        Assert.Equal(goesOn ? 256 : 32, measured.GoesOnTo);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    public void Binary_codes_meet_them_all_up_to_two_to_the_number_of_digits(int digits)
    {
        PositionCriteria measured = PositionCriteria.Of(new BinaryEncoding(16, 1 << digits), trained: 8, longest: 200)!;
        Assert.Equal(new PositionCriteria(8, 200, Unique: true, EqualDistances: true, GoesOnTo: 1 << digits, Bounded: true, Deterministic: true), measured);
        Assert.False(measured.GoesOn);
        Assert.True(PositionCriteria.Of(new BinaryEncoding(16), trained: 8, longest: 200)!.GoesOn);
    }

    [Fact]
    public void A_learned_table_longer_than_training_still_ends()
    {
        PositionCriteria measured = PositionCriteria.Of(Places.Create("learned", new(16, 2, 8, 20)), trained: 32)!;
        Assert.Equal((20, 20), (measured.Trained, measured.GoesOnTo));                // it has no more than 20 positions to train
    }

    [Fact]
    public void Codes_that_repeat_or_change_are_found()
    {
        PositionCriteria repeating = Measure((i, _) => i % 2);
        Assert.False(repeating.Unique);
        Assert.Equal(0, repeating.GoesOnTo);
        Assert.True(repeating.Bounded && repeating.EqualDistances && repeating.Deterministic);

        float calls = 0;
        Assert.False(PositionCriteria.Of(new Codes((i, _) => i + calls++))!.Deterministic);
        Assert.False(PositionCriteria.Of(new Codes((i, _) => i, needsLength: false))!.Deterministic);      // what is added is not what the table says
    }

    // With 8 tokens in training, sentences of 4, 8, 9, 16, 32, 64 … tokens are tried.
    [Theory]
    [InlineData(50, 32)]
    [InlineData(64, 64)]
    [InlineData(9, 9)]
    [InlineData(8, 8)]
    [InlineData(5, 4)]
    public void Going_on_ends_where_codes_begin_to_repeat(int period, int goesOnTo)
    {
        PositionCriteria measured = Measure((i, _) => 1f / (1 + i % period), trained: 8, longest: 70);
        Assert.Equal(goesOnTo, measured.GoesOnTo);
        Assert.False(measured.Unique);
    }

    [Fact]
    public void Going_on_ends_at_the_first_longer_sentence_that_fails_though_still_longer_ones_do_not() =>
        Assert.Equal(8, Measure((i, length) => length == 9 ? 0 : 1f / (1 + i), trained: 8, longest: 70).GoesOnTo);

    [Theory]
    [InlineData(4, 5, true, 8)]
    [InlineData(4, 7.9, true, 8)]
    [InlineData(4, 8, false, 8)]
    [InlineData(4, 4, true, 70)]
    [InlineData(4, -4.1, true, 8)]
    [InlineData(4, -9, false, 8)]
    public void Bounded_codes_do_not_double_their_largest_number(double within, double beyond, bool bounded, int goesOnTo)
    {
        // The first code of a sentence is its largest number, the others differ.
        PositionCriteria measured = Measure((i, length) => i == 0 ? (float)(length > 8 ? beyond : within) : 1f / i, trained: 8, longest: 70);
        Assert.Equal((bounded, goesOnTo), (measured.Bounded, measured.GoesOnTo));
    }

    [Fact]
    public void Distances_are_compared_over_all_columns_and_within_rounding()
    {
        Assert.True(Measure((i, length) => length, (i, _) => i).EqualDistances);                          // all codes of a sentence move together
        Assert.False(Measure((i, _) => i, (i, length) => i == 3 && length > 32 ? 1 : 0).EqualDistances);
        Assert.True(Measure((i, length) => 1000 * (i % 2) * (length > 32 ? 1 + 3e-7f : 1)).EqualDistances);
        Assert.False(Measure((i, length) => 1000 * (i % 2) * (length > 32 ? 1 + 1e-5f : 1)).EqualDistances);
        Assert.True(Measure((i, length) => 1e-3f * (i % 2) * (length > 32 ? 1.00001f : 1)).EqualDistances);
        Assert.False(PositionCriteria.Of(new Codes((i, length) => (float)i / length, most: 32))!.EqualDistances);      // seen within training, where nothing goes beyond
    }

    [Theory]
    [InlineData("none")]
    [InlineData("shaw")]
    [InlineData("t5")]
    [InlineData("alibi")]
    [InlineData("rotary")]
    public void What_adds_no_codes_has_none_to_measure(string name) => Assert.Null(PositionCriteria.Of(Places.Create(name, new(16, 2, 8))));

    [Fact]
    public void Sentences_too_short_to_tell_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PositionCriteria.Of(new IntegerEncoding(4), trained: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => PositionCriteria.Of(new IntegerEncoding(4), trained: 32, longest: 127));
    }

    private static PositionCriteria Measure(Func<int, int, float> code, int trained = 32, int longest = 256) => PositionCriteria.Of(new Codes(code), trained, longest)!;

    private static PositionCriteria Measure(Func<int, int, float> first, Func<int, int, float> second) => PositionCriteria.Of(new Codes(first, second: second))!;

    // Codes of one or two numbers as functions of position and length.
    private sealed class Codes(Func<int, int, float> first, bool needsLength = true, int? most = null, Func<int, int, float>? second = null) : PositionEncoding
    {
        public override bool NeedsLength => needsLength;

        public override int? MostPositions => most;

        public override Tensor? Table(int length) =>
            new(new(length, second is null ? 1 : 2), [.. Enumerable.Range(0, length).SelectMany(i => second is null ? [first(i, length)] : new[] { first(i, length), second(i, length) })]);
    }
}
