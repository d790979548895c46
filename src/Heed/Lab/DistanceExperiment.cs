using Heed.Kernels;

namespace Heed.Lab;

/// <summary>How well one family of layers learned a task at one distance.</summary>
/// <param name="Task">copy or recall.</param>
/// <param name="Family">Its layers.</param>
/// <param name="Parameters">Numbers that were trained.</param>
/// <param name="Distance">Positions from what is asked for to where it is asked.</param>
/// <param name="Accuracies">The fraction of right symbols for each seed, on sequences that were not trained on.</param>
/// <param name="Steps">Steps of training for each seed; fewer than allowed where everything was right before.</param>
public sealed record DistancePoint(string Task, string Family, long Parameters, int Distance, IReadOnlyList<double> Accuracies, IReadOnlyList<int> Steps)
{
    /// <summary>The mean over seeds.</summary>
    public double Mean => Accuracies.Average();
}

/// <summary>
/// Why the length of paths matters: copying and recalling over growing distances, learned by convolution, recurrence and self-attention with equally many parameters. All see only what comes before. What a
/// convolution cannot reach it cannot learn; a recurrence has to carry it through every step; attention looks at it directly.
/// </summary>
public sealed record DistanceExperiment
{
    private const int Heads = 4;

    /// <summary>Rising distances.</summary>
    public IReadOnlyList<int> Distances { get; init; } = [4, 8, 16, 32, 64, 128];

    /// <summary>Seeds.</summary>
    public IReadOnlyList<ulong> Seeds { get; init; } = [1, 2, 3, 4, 5];

    /// <summary>Steps of each training at most.</summary>
    public int Steps { get; init; } = 1000;

    /// <summary>Numbers of a vector of the self-attention; the others get the size with which they have as many parameters.</summary>
    public int Size { get; init; } = 32;

    /// <summary>Layers of convolution. The others have half as many.</summary>
    public int Layers { get; init; } = 4;

    private static SequenceTask[] Tasks { get; } = [SequenceTask.Copy, SequenceTask.Recall];

    /// <summary>The same, done in less than a minute: fewer distances and seeds.</summary>
    public DistanceExperiment Quick() => this with { Distances = [4, 8, 16], Seeds = [1, 2], Steps = 250 };

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public DistanceExperiment Validate()
    {
        if (Distances.Count == 0 || Distances[0] < 2 || Distances[^1] > 512 || Distances.Zip(Distances.Skip(1)).Any(pair => pair.First >= pair.Second)) throw new ArgumentException("distances: give rising numbers from 2 to 512.");
        if (Seeds.Count is < 1 or > 100) throw new ArgumentException($"seeds: there must be from 1 to 100, there are {Seeds.Count}.");
        if (Steps is < 1 or > 100_000) throw new ArgumentException($"steps: must be from 1 to 100,000, it is {Steps:N0}.");
        if (Size < Heads || Size > 512 || Size % (2 * Heads) != 0) throw new ArgumentException($"size: must be a multiple of {2 * Heads} up to 512, it is {Size:N0}.");
        return Layers is < 1 or > 16 ? throw new ArgumentException($"layers: must be from 1 to 16, it is {Layers:N0}.") : this;
    }

    /// <summary>Trains and tests all of them; threads share the trainings, and the result does not depend on their number.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<DistancePoint> Run(Workers? workers = null, IProgress<LabProgress>? progress = null, CancellationToken cancellation = default)
    {
        Validate();
        int half = (Layers + 1) / 2;
        long wanted = Attention(Size).ParameterCount;
        (string Name, Func<SequenceModel> Make)[] families =
        [
            ("convolution", Fitting(size => SequenceModel.OfConvolution(size, Layers, 1))),
            ("convolution, dilated", Fitting(size => SequenceModel.OfConvolution(size, Layers, 3))),
            ("recurrence, GRU", Fitting(size => SequenceModel.OfRecurrence(size, half))),
            ("self-attention", () => Attention(Size)),
        ];
        (SequenceTask Task, int Family, int Distance)[] points = [.. from task in Tasks from family in Enumerable.Range(0, families.Length) from distance in Distances select (task, family, distance)];
        // Long sequences first: no thread is left with one of them at the end.
        int[] order = [.. Enumerable.Range(0, points.Length * Seeds.Count).OrderByDescending(i => points[i / Seeds.Count].Distance)];
        double[] accuracies = new double[order.Length];
        int[] steps = new int[order.Length];
        double all = order.Sum(i => Weight(points[i / Seeds.Count].Distance)), done = 0;
        var gate = new Lock();
        (workers ?? Workers.All).For(order.Length, place =>
        {
            int i = order[place];
            (SequenceTask task, int family, int distance) = points[i / Seeds.Count];
            ulong seed = Seeds[i % Seeds.Count];
            SequenceModel model = families[family].Make();
            var training = new SequenceTraining(task, Steps, 16, (_, _) => distance);
            double reported = 0;
            steps[i] = training.Train(model, seed, fraction => Report(fraction, $"{task.Name} over {distance}, {families[family].Name}, seed {seed}"), cancellation);
            Report(1, "");
            accuracies[i] = training.Accuracy(model, seed, 256, (_, _) => distance);

            void Report(double fraction, string what)
            {
                lock (gate)
                {
                    done += Weight(distance) * (fraction - reported);
                    reported = fraction;
                    if (what.Length > 0) progress?.Report(new LabProgress(Math.Min(1, done / all), what));
                }
            }
        });
        return [.. points.Select((point, p) => new DistancePoint(point.Task.Name, families[point.Family].Name, families[point.Family].Make().ParameterCount, point.Distance,
            accuracies[(p * Seeds.Count)..((p + 1) * Seeds.Count)], steps[(p * Seeds.Count)..((p + 1) * Seeds.Count)]))];

        SequenceModel Attention(int size) => SequenceModel.OfAttention(size, half, Heads, causal: true, "sinusoidal", Distances[^1] + 8);

        Func<SequenceModel> Fitting(Func<int, SequenceModel> make)
        {
            int size = Enumerable.Range(4, 1020).TakeWhile(s => s == 4 || make(s - 1).ParameterCount < wanted).MinBy(s => Math.Abs(make(s).ParameterCount - wanted));
            return () => make(size);
        }

        static double Weight(int distance) => 20 + distance;
    }
}
