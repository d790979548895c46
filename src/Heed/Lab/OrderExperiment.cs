using Heed.Kernels;
using Heed.Positions;

namespace Heed.Lab;

/// <summary>How well a task that needs order was learned with one position encoding, at one length.</summary>
/// <param name="Task">reversal or sorting.</param>
/// <param name="Encoding">A name of <see cref="PositionEncodings.All"/>.</param>
/// <param name="Length">Symbols of the sequences that were tried.</param>
/// <param name="Accuracies">The fraction of right symbols for each seed; empty where the encoding has no codes for this length.</param>
public sealed record OrderPoint(string Task, string Encoding, int Length, IReadOnlyList<double> Accuracies)
{
    /// <summary>The mean over seeds; NaN where there are none.</summary>
    public double Mean => Accuracies.Count == 0 ? double.NaN : Accuracies.Average();
}

/// <summary>
/// What encodings of positions are good for: small models of self-attention learn to reverse sequences and to put marked symbols in the order of their positions, with each encoding, on sequences up to a length;
/// then longer ones are tried. Without an encoding attention cannot tell any order from another.
/// </summary>
public sealed record OrderExperiment
{
    private const int Heads = 4, Layers = 2, Shortest = 4, Batch = 16, TestExamples = 128;

    /// <summary>Names of encodings.</summary>
    public IReadOnlyList<string> Encodings { get; init; } = [.. PositionEncodings.All.Select(encoding => encoding.Name)];

    /// <summary>The longest sequence of training; the shortest are of 4.</summary>
    public int TrainedLength { get; init; } = 16;

    /// <summary>Seeds.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1, 2, 3];

    /// <summary>Steps of each training at most.</summary>
    public int Steps { get; init; } = 3000;

    /// <summary>Numbers of a vector.</summary>
    public int Size { get; init; } = 32;

    private static SequenceTask[] Tasks { get; } = [SequenceTask.Reversal, SequenceTask.Sorting];

    /// <summary>The lengths that are tried: within training, half and all of it, and beyond it up to four times.</summary>
    public IReadOnlyList<int> TestLengths => [TrainedLength / 2, TrainedLength, TrainedLength * 3 / 2, TrainedLength * 2, TrainedLength * 4];

    /// <summary>The same, done in less than a minute: one seed and fewer steps.</summary>
    public OrderExperiment Quick() => this with { Seeds = [1], Steps = 400, TrainedLength = 12 };

    /// <summary>Checks every number and name.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public OrderExperiment Validate()
    {
        if (TrainedLength is < 2 * Shortest or > 256) throw new ArgumentException($"length: must be from {2 * Shortest} to 256, it is {TrainedLength:N0}.");
        if (Seeds.Count is < 1 or > 100) throw new ArgumentException($"seeds: there must be from 1 to 100, there are {Seeds.Count}.");
        if (Steps is < 1 or > 100_000) throw new ArgumentException($"steps: must be from 1 to 100,000, it is {Steps:N0}.");
        if (Size < Heads || Size > 512 || Size % (2 * Heads) != 0) throw new ArgumentException($"size: must be a multiple of {2 * Heads} up to 512, it is {Size:N0}.");
        foreach (string name in Encodings) PositionEncodings.Create(name, new PositionOptions(Size, Heads, Size / Heads, TrainedLength));
        return this;
    }

    /// <summary>Trains and tests all of them; threads share the trainings, and the result does not depend on their number.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or there is no such encoding.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<OrderPoint> Run(Workers? workers = null, IProgress<LabProgress>? progress = null, CancellationToken cancellation = default)
    {
        Validate();
        (SequenceTask Task, string Encoding, ulong Seed)[] runs = [.. from task in Tasks from encoding in Encodings from seed in Seeds select (task, encoding, seed)];
        IReadOnlyList<int> lengths = TestLengths;
        double[][] accuracies = new double[runs.Length][];
        double done = 0;
        var gate = new Lock();
        (workers ?? Workers.All).For(runs.Length, i =>
        {
            (SequenceTask task, string encoding, ulong seed) = runs[i];
            // A learned table has rows for what it is trained on, and for the three places that ask in sorting.
            int most = TrainedLength + Shortest;
            SequenceModel model = SequenceModel.OfAttention(Size, Layers, Heads, causal: false, encoding, most);
            var training = new SequenceTraining(task, Steps, Batch, (_, below) => Shortest + below(TrainedLength - Shortest + 1));
            double reported = 0;
            training.Train(model, seed, fraction => Report(fraction, $"{task.Name} with {encoding}, seed {seed}"), cancellation);
            Report(1, "");
            accuracies[i] = [.. lengths.Select(length => encoding == "learned" && length > TrainedLength ? double.NaN : training.Accuracy(model, seed, TestExamples, (_, _) => length))];

            void Report(double fraction, string what)
            {
                lock (gate)
                {
                    done += fraction - reported;
                    reported = fraction;
                    if (what.Length > 0) progress?.Report(new LabProgress(done / runs.Length, what));
                }
            }
        });
        return [.. from task in Tasks
                   from encoding in Encodings
                   from length in Enumerable.Range(0, lengths.Count)
                   select new OrderPoint(task.Name, encoding, lengths[length],
                       [.. Enumerable.Range(0, runs.Length).Where(i => runs[i].Task == task && runs[i].Encoding == encoding).Select(i => accuracies[i][length]).Where(accuracy => !double.IsNaN(accuracy))])];
    }
}
