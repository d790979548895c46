using Heed.Lab;
using Heed.Positions;

namespace Heed.Tests.Lab;

public sealed class PositionStudyTests
{
    [Fact]
    public void Whole_numbers_keep_their_distances_and_grow()
    {
        PositionStudy study = PositionStudy.Of("integer", 16, 4);
        Assert.Equal((0, 0.0, 16.0, 64.0), (study.Collisions, Math.Round(study.DistanceSpread, 6), study.Largest, study.LargestBeyond));
        Assert.Equal(16, study.Criteria!.GoesOnTo);
        // Codes (i + 1)(1, 1, 1, 1): p_0 · p_15 = 4 · 1 · 16.
        Assert.Equal(64, study.DotProducts()[15]);
    }

    [Fact]
    public void Fractions_of_the_sentence_change_their_distances_with_its_length()
    {
        PositionStudy study = PositionStudy.Of("normalised", 16, 4);
        Assert.True(study.DistanceSpread > 1);
        Assert.Equal((1.0, 1.0), (study.Largest, study.LargestBeyond));
    }

    [Fact]
    public void Sinusoids_are_moved_by_a_rotation_and_keep_their_distances()
    {
        PositionStudy study = PositionStudy.Of("sinusoidal", 64, 32);
        Assert.InRange(study.ShiftError!.Value, 0, 1e-5);
        Assert.InRange(study.DistanceSpread, 0, 1e-4);
        Assert.Equal(256, study.Criteria!.GoesOnTo);
        // sin² + cos² of 16 wavelengths.
        Assert.Equal(16, study.DotProducts()[0], 1e-4);
    }

    [Theory]
    [InlineData("normalised", true, false, true, true)]
    [InlineData("integer", true, true, false, true)]
    [InlineData("sinusoidal", true, true, true, true)]
    public void The_criteria_are_what_the_lecture_says(string name, bool unique, bool equalDistances, bool bounded, bool deterministic)
    {
        PositionStudy study = PositionStudy.Of(name, 32, 16);
        Assert.Equal((unique, equalDistances, bounded, deterministic), (study.Criteria!.Unique, study.Criteria.EqualDistances, study.Criteria.Bounded, study.Criteria.Deterministic));
        Assert.Equal((unique, equalDistances, bounded), (study.Collisions == 0, study.DistanceSpread < 1e-3, study.LargestBeyond <= study.Largest * 1.001));
    }

    [Fact]
    public void A_wave_is_a_digit_without_corners()
    {
        (float[] digits, float[] waves) = PositionStudy.DigitsAndWaves(8, 3);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0], digits[..12]);
        // The fastest: half a period each, sin(π (i + ½)) = ±1. Of all of them a digit is what its wave rounds to.
        Assert.Equal([0f, 1f, 0f, 1f], Enumerable.Range(0, 4).Select(i => waves[i * 3]));
        Assert.Equal(digits, waves.Select(wave => MathF.Round(wave)));
        Assert.Throws<ArgumentException>(() => PositionStudy.DigitsAndWaves(8, 25));
    }

    [Fact]
    public void One_rotation_moves_every_code_by_its_offset()
    {
        float[] errors = PositionStudy.ShiftErrors(16, 8);
        Assert.Equal(16 * 16, errors.Length);
        Assert.InRange(errors.Max(), 0, 1e-5f);
        Assert.Throws<ArgumentException>(() => PositionStudy.ShiftErrors(16, 7));
    }

    [Fact]
    public void Every_encoding_is_studied_and_those_without_codes_say_so()
    {
        foreach ((string name, _, _) in PositionEncodings.All)
        {
            PositionStudy study = PositionStudy.Of(name, 8, 8);
            Assert.Equal(name is "none" or "shaw" or "t5" or "alibi" or "rotary", study.Codes is null);
        }
    }

    [Theory]
    [InlineData("sinusoidal", 16, 7, "even")]
    [InlineData("nothing", 16, 8, "choose one of")]
    [InlineData("integer", 2, 8, "from 4 to 4,096")]
    [InlineData("integer", 16, 0, "from 1 to 1,024")]
    public void What_cannot_be_studied_is_said(string name, int positions, int size, string part) =>
        Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(() => PositionStudy.Of(name, positions, size)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_page_holds_all_and_loads_nothing()
    {
        PositionStudy[] studies = [PositionStudy.Of("binary", 8, 4), PositionStudy.Of("alibi", 8, 4)];
        foreach ((string language, string direction) in new[] { ("en", "ltr"), ("fa", "rtl") })
        {
            using var page = new StringWriter();
            PositionPage.Write(page, studies, [new OrderPoint("reversal", "binary", 8, [0.5, 1]), new OrderPoint("reversal", "binary", 16, [])], "heed positions <x>", language);
            string html = page.ToString();
            Assert.Contains($"<html lang=\"{language}\" dir=\"{direction}\">", html, StringComparison.Ordinal);
            Assert.Contains("heed positions &lt;x&gt;", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
            Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
            // What was learned; digits, waves and their curves; and of binary digits the matrix, the columns and the dot product.
            Assert.Equal(1 + 3 + 3, html.Split("<svg").Length - 1);
            Assert.Contains("75%", html, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => PositionPage.Write(TextWriter.Null, studies, [], "", "xx"));
    }
}
