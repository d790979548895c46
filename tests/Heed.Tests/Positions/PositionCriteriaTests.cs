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
        Assert.False(PositionCriteria.Of(new Repeating())!.Unique);
        Assert.Equal(0, PositionCriteria.Of(new Repeating())!.GoesOnTo);
        Assert.False(PositionCriteria.Of(new Drifting())!.Deterministic);
        Assert.False(PositionCriteria.Of(new NotAlone())!.Deterministic);
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

    private sealed class Repeating : PositionEncoding
    {
        public override Tensor? Table(int length) => new(new(length, 1), [.. Enumerable.Range(0, length).Select(i => (float)(i % 2))]);
    }

    private sealed class Drifting : PositionEncoding
    {
        private float _calls;

        public override bool NeedsLength => true;

        public override Tensor? Table(int length)
        {
            _calls++;
            return new(new(length, 1), [.. Enumerable.Range(0, length).Select(i => i + _calls)]);
        }
    }

    // Gives codes in its table that it does not add to embeddings.
    private sealed class NotAlone : PositionEncoding
    {
        public override Tensor? Table(int length) => new(new(length, 1), [.. Enumerable.Range(0, length).Select(i => (float)i)]);
    }
}
