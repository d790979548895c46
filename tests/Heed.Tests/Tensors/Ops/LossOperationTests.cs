using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors.Ops;

public sealed class LossOperationTests
{
    [Fact]
    public void Cross_entropy_by_hand()
    {
        var logits = new Tensor(new(2, 4));                                       // p = 1/4 everywhere
        Assert.Equal(2 * Math.Log(4), logits.CrossEntropy([1, 3], -1, 0, null), 1e-6);
        Assert.Equal(Math.Log(4), logits.CrossEntropy([1, 3], 3, 0.1f, null), 1e-6);
        Assert.Equal(0, logits.CrossEntropy([3, 3], 3, 0, null));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(-1, 0.1)]
    [InlineData(2, 0.3)]
    public void Cross_entropy_agrees_with_its_formula(int ignored, float smoothing)
    {
        int[] targets = [2, 0, 10, 2, 5];
        GradientCheck.OfLoss((x, tape) => x[0].CrossEntropy(targets, ignored, smoothing, tape), x => Reference.CrossEntropy(x[0], targets, 11, ignored, smoothing),
            [GradientCheck.Random(1, 5, 11)]);
    }

    [Theory]
    [InlineData(1, -1, 0)]
    [InlineData(7, 2, 0.1)]
    public void Linear_cross_entropy_agrees_with_its_formula(int rows, int ignored, float smoothing)
    {
        int[] targets = Numbers.Below(rows, 9, 3);
        GradientCheck.OfLoss((x, tape) => x[0].LinearCrossEntropy(x[1].Backend.Prepare(x[1]), targets, ignored, smoothing, tape),
            x => Reference.CrossEntropy(Reference.Linear(x[0], x[1], null, 6, 9), targets, 9, ignored, smoothing),
            [GradientCheck.Random(2, rows, 6), GradientCheck.Random(3, 9, 6)]);
    }

    [Fact]
    public void Guided_weights_by_hand()
    {
        var weights = new Tensor(new(2, 2), [0.5f, 0.5f, 0.25f, 0.75f]);
        Assert.Equal(3 * (Math.Log(2) + Math.Log(4)), weights.Guide([new(0, 1, 1), new(1, 0, 1)], 3, null), 1e-6);
        Assert.Equal(0, weights.Guide([], 3, null));
        Assert.Equal("wanted", Assert.Throws<ArgumentException>(() => weights.Guide([new(2, 0, 1)], 1, null)).ParamName);
        Assert.Equal("wanted", Assert.Throws<ArgumentException>(() => weights.Guide([new(0, -1, 1)], 1, null)).ParamName);
    }

    [Fact]
    public void Guided_weights_agree_with_their_formula()
    {
        WantedWeight[] wanted = [new(0, 1, 0.5f), new(0, 2, 0.5f), new(3, 0, 1)];
        GradientCheck.OfLoss((x, tape) => x[0].Softmax(null, tape).Guide(wanted, 0.7f, tape),
            x => wanted.Sum(want => -0.7 * want.Weight * (x[0][want.Row * 4 + want.Key] - Math.Log(x[0].Skip(want.Row * 4).Take(4).Sum(Math.Exp)))), [GradientCheck.Random(8, 4, 4)]);
    }

    [Fact]
    public void A_weight_that_vanished_still_has_a_finite_loss_and_derivative()
    {
        var weights = new Tensor(new(1, 2), [0, 1]);
        var tape = new GradientTape(new Workspace());
        Assert.True(double.IsFinite(weights.Guide([new(0, 0, 1)], 1, tape)));
        tape.Backward();
        Assert.True(tape.GradientOf(weights).Values[0] is < -1e6f and > float.NegativeInfinity);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(600)]
    public void Linear_cross_entropy_equals_that_of_the_whole_product(int rows)
    {
        int[] targets = Numbers.Below(rows, 40, 5);
        Tensor hidden = GradientCheck.Random(6, rows, 24), output = GradientCheck.Random(7, 40, 24);
        PreparedWeight prepared = output.Backend.Prepare(output);

        GradientTape blocks = new(new Workspace()), whole = new(new Workspace());
        double lossOfBlocks = hidden.LinearCrossEntropy(prepared, targets, 0, 0.1f, blocks);
        double lossOfWhole = hidden.Linear(prepared, null, whole).CrossEntropy(targets, 0, 0.1f, whole);
        blocks.Backward();
        whole.Backward();

        Assert.Equal(lossOfWhole, lossOfBlocks, 1e-9 * rows);
        Assert.Equal(lossOfBlocks, hidden.LinearCrossEntropy(prepared, targets, 0, 0.1f, null));
        Numbers.AssertSameBits(whole.GradientOf(hidden).Values, blocks.GradientOf(hidden).Values);
        Numbers.AssertNear(Numbers.Doubles(whole.GradientOf(output).Values.ToArray()), blocks.GradientOf(output).Values, 1e-5);     // the blocks' sums are another order
    }

    [Fact]
    public void Large_logits_stay_finite()
    {
        var logits = new Tensor(new(1, 3), [1000, -1000, 0]);
        var tape = new GradientTape(new Workspace());
        Assert.Equal(2000, logits.CrossEntropy([1], -1, 0, tape), 1e-3);
        tape.Backward();
        Assert.Equal([1, -1, 0], tape.GradientOf(logits).Values);
    }

    [Fact]
    public void The_logits_themselves_are_left_as_they_were()
    {
        Tensor logits = GradientCheck.Random(8, 3, 5);
        float[] before = logits.Values.ToArray();
        logits.CrossEntropy([0, 1, 2], -1, 0.1f, new GradientTape(new Workspace()));
        Assert.Equal(before, logits.Values);
    }

    [Fact]
    public void Targets_that_are_no_class_are_refused()
    {
        var logits = new Tensor(new(2, 3));
        Assert.Contains("target 3 is none of the 3 classes", Assert.Throws<ArgumentException>(() => logits.CrossEntropy([0, 3], -1, 0, null)).Message);
        Assert.Throws<ArgumentException>(() => logits.CrossEntropy([0, -2], -1, 0, null));
        Assert.Throws<ArgumentException>(() => logits.CrossEntropy([0], -1, 0, null));
    }
}
