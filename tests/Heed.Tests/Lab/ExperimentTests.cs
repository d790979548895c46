using Heed.Kernels;
using Heed.Lab;

namespace Heed.Tests.Lab;

public sealed class ExperimentTests
{
    [Fact]
    public void Tasks_ask_for_what_they_say()
    {
        int drawn = 0;
        int Below(int bound) => drawn++ % bound;
        SequenceExample copy = SequenceTask.Copy.Draw(6, Below);
        Assert.Equal([0, 1, 2, 3, 16, 16, 17, 17, 17, 17], copy.Tokens);
        Assert.Equal([-1, -1, -1, -1, -1, -1, 0, 1, 2, 3], copy.Targets);
        drawn = 5;
        SequenceExample recall = SequenceTask.Recall.Draw(4, Below);
        Assert.Equal([8 + 5, 6, 7, 0, 17], recall.Tokens);
        Assert.Equal([-1, -1, -1, -1, 5], recall.Targets);
        drawn = 0;
        SequenceExample reversal = SequenceTask.Reversal.Draw(4, Below);
        Assert.Equal([0, 1, 2, 3], reversal.Tokens);
        Assert.Equal([3, 2, 1, 0], reversal.Targets);
        // Symbols 0, 1, 2 at places 3, 4, 0, which in order are 0, 3, 4; then the others from 6 on.
        drawn = 0;
        SequenceExample sorting = SequenceTask.Sorting.Draw(5, Below);
        Assert.Equal([8, 7, 0, 9, 10, 18, 19, 20], sorting.Tokens);
        Assert.Equal([-1, -1, -1, -1, -1, 0, 1, 2], sorting.Targets);
    }

    [Fact]
    public void What_a_convolution_cannot_reach_it_cannot_learn()
    {
        var experiment = new DistanceExperiment { Distances = [4, 16], Seeds = [1], Steps = 300, Size = 16 };
        IReadOnlyList<DistancePoint> points = experiment.Run(new Workers(2));
        Assert.Equal(2 * 4 * 2, points.Count);
        Assert.All(points, point => Assert.InRange((double)point.Parameters / points[^1].Parameters, 0.9, 1.1));
        // Four layers of kernel 3 reach eight positions back.
        Assert.InRange(Mean("recall", "convolution", 4), 0.9, 1);
        Assert.InRange(Mean("recall", "convolution", 16), 0, 0.3);
        Assert.InRange(Mean("recall", "convolution, dilated", 16), 0.9, 1);
        Assert.InRange(Mean("recall", "self-attention", 16), 0.9, 1);
        // The same bits with one thread.
        Assert.Equal(points.Select(point => point.Mean), experiment.Run(Workers.One).Select(point => point.Mean));

        double Mean(string task, string family, int distance) => points.Single(point => point.Task == task && point.Family == family && point.Distance == distance).Mean;
    }

    [Fact]
    public void Without_an_encoding_there_is_no_order_to_learn()
    {
        IReadOnlyList<OrderPoint> points = new OrderExperiment { Encodings = ["none", "sinusoidal", "learned"], TrainedLength = 8, Seeds = [1], Steps = 400 }.Run(new Workers(2));
        Assert.Equal([4, 8, 12, 16, 32], points.Select(point => point.Length).Distinct());
        Assert.InRange(Mean("none", 8), 0.2, 0.5);
        Assert.InRange(Mean("sinusoidal", 8), 0.8, 1);
        // A learned table ends where training did.
        Assert.True(double.IsNaN(Mean("learned", 12)) && !double.IsNaN(Mean("learned", 8)));

        double Mean(string encoding, int length) => points.Single(point => point.Task == "sorting" && point.Encoding == encoding && point.Length == length).Mean;
    }

    [Fact]
    public void What_cannot_be_tried_is_said()
    {
        Assert.Contains("distances", Assert.Throws<ArgumentException>(() => new DistanceExperiment { Distances = [8, 4] }.Run()).Message, StringComparison.Ordinal);
        Assert.Contains("seeds", Assert.Throws<ArgumentException>(() => new DistanceExperiment { Seeds = [] }.Run()).Message, StringComparison.Ordinal);
        Assert.Contains("multiple of 8", Assert.Throws<ArgumentException>(() => new DistanceExperiment { Size = 30 }.Run()).Message, StringComparison.Ordinal);
        Assert.Contains("length", Assert.Throws<ArgumentException>(() => new OrderExperiment { TrainedLength = 4 }.Run()).Message, StringComparison.Ordinal);
        Assert.Contains("choose one of", Assert.Throws<ArgumentException>(() => new OrderExperiment { Encodings = ["nothing"] }.Run()).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(() => new DistanceExperiment().Run(Workers.One, cancellation: new CancellationToken(true)));
        Assert.Throws<OperationCanceledException>(() => new OrderExperiment().Run(Workers.One, cancellation: new CancellationToken(true)));
    }
}
