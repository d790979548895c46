using Heed.Training;

namespace Heed.Tests.Training;

public sealed class SpeedMeterTests
{
    private static readonly TrainingPlan Plan = new([], 100, 10, 0, 1000, BatchesPerEpoch: 10, 300, null, 1, 1, 1, null, ResumedAtStep: 0, []);

    [Fact]
    public void The_loss_is_the_mean_over_the_tokens_of_recent_steps()
    {
        var meter = new SpeedMeter(new TrainingOptions(), Plan);
        meter.Add(30, 10);
        meter.Add(10, 30);
        TrainingProgress progress = meter.Progress(new RunState { Step = 2 }, 0.5, 10);
        Assert.Equal(1, progress.Loss, 12);                                              // 40 nats over 40 tokens, not the mean of 3 and ⅓
        Assert.Equal(Math.E, progress.Perplexity, 12);
        Assert.Equal((2, 1, 0.5), (progress.Step, progress.Epoch, progress.LearningRate));
        for (int i = 0; i < 100; i++) meter.Add(20, 10);
        Assert.Equal(2, meter.Progress(new RunState { Step = 102 }, 0.5, 10).Loss, 12);  // the first are forgotten
    }

    [Fact]
    public void A_run_without_an_end_has_no_time_left()
    {
        var meter = new SpeedMeter(new TrainingOptions(), Plan);
        meter.Add(1, 1);
        TrainingProgress progress = meter.Progress(new RunState { Step = 1 }, 1, 10);
        Assert.Null(progress.Fraction);
        Assert.Null(progress.TimeLeft);
    }

    [Fact]
    public void The_nearest_end_counts()
    {
        TrainingOptions options = new() { MaxSteps = 100, MaxEpochs = 4 };
        var meter = new SpeedMeter(options, Plan);
        meter.Add(1, 1);
        TrainingProgress progress = meter.Progress(new RunState { Step = 20, Epoch = 3, NextBatch = 5 }, 1, 10);
        Assert.Equal(2.5 / 4, progress.Fraction);                                        // 20 of 100 steps, but 2½ of 4 epochs
        Assert.InRange(progress.TimeLeft!.Value, TimeSpan.Zero, meter.Elapsed * 15 / 20 + TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, meter.Progress(new RunState { Step = 100, Epoch = 3 }, 1, 10).TimeLeft);
        Assert.Equal(1, meter.Progress(new RunState { Step = 120, Epoch = 3 }, 1, 10).Fraction);
    }

    [Fact]
    public void Steps_of_an_earlier_start_do_not_make_this_one_look_fast()
    {
        var meter = new SpeedMeter(new TrainingOptions { MaxSteps = 1010 }, Plan with { ResumedAtStep = 1000 });
        Thread.Sleep(20);
        meter.Add(1, 1);
        TimeSpan before = meter.Elapsed;
        Assert.True(meter.Progress(new RunState { Step = 1005 }, 1, 10).TimeLeft >= before);                 // five steps took that long, five are left
    }

    [Fact]
    public void Time_spent_on_validation_does_not_count_as_training()
    {
        var meter = new SpeedMeter(new TrainingOptions(), Plan);
        meter.Add(1, 100);
        meter.Pause();
        Thread.Sleep(100);
        TimeSpan trained = TimeSpan.FromSeconds(100 / meter.Progress(new RunState { Step = 1 }, 1, 10).TokensPerSecond);
        Assert.InRange(trained, TimeSpan.Zero, meter.Elapsed - TimeSpan.FromMilliseconds(95));
        meter.Continue();
    }
}
