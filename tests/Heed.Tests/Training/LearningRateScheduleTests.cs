using Heed.Training;

namespace Heed.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData("inverse-sqrt", 50, 0.5)]
    [InlineData("inverse-sqrt", 100, 1)]
    [InlineData("inverse-sqrt", 400, 0.5)]
    [InlineData("constant", 25, 0.25)]
    [InlineData("constant", 5000, 1)]
    [InlineData("cosine", 50, 0.5)]
    [InlineData("cosine", 550, 0.5)]                 // half-way from 100 to 1,000
    [InlineData("cosine", 1000, 0)]
    public void The_factor_worked_by_hand(string schedule, long step, double factor)
    {
        var options = new TrainingOptions { Schedule = schedule, Warmup = 100, LearningRate = 2, MaxSteps = 1000 };
        Assert.Equal(2 * factor, LearningRateSchedules.RateOf(options, step), 5);
    }
}
