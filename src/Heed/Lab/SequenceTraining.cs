using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Training;

namespace Heed.Lab;

/// <summary>Trains a small model on a task: one thread, a function of the seed alone.</summary>
/// <param name="Task">The task.</param>
/// <param name="Steps">Steps at most; training ends before where everything asked is right.</param>
/// <param name="Batch">Sequences of a step.</param>
/// <param name="SizeOf">The size of each sequence of training, from random numbers below a bound.</param>
internal sealed record SequenceTraining(SequenceTask Task, int Steps, int Batch, Func<int, Func<int, int>, int> SizeOf)
{
    private const float LearningRate = 3e-3f;
    private const int WarmUp = 20, CheckEvery = 50, CheckedExamples = 64;
    private const ulong TestBatches = 1UL << 40;

    /// <summary>Trains the model from weights drawn with the seed, and tells how many steps it took.</summary>
    public int Train(SequenceModel model, ulong seed, Action<double>? progress, CancellationToken cancellation)
    {
        model.Initialize(seed);
        var storage = new ParameterStorage(model);
        var adam = new AdamOptimizer(storage);
        Tensor gradient = storage.NewZeros();
        var workspace = new Workspace();
        for (int step = 1; step <= Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using (workspace.Open())
            {
                var tape = new GradientTape(workspace, weight => storage.PartOf(gradient, weight));
                (Tensor logits, int[] targets) = model.Forward(Task.Batch(seed, (ulong)step, Batch, SizeOf), new ForwardContext(workspace, tape));
                logits.CrossEntropy(targets, -1, 0, tape);
                tape.Backward();
                // Up over the first steps, then down to nothing: what jumps about at the end would count as not learned.
                float rate = LearningRate * Math.Min((float)step / WarmUp, 1.05f - (float)step / Steps);
                adam.Step(gradient, targets.Length, step, rate, clipNorm: 1);
            }
            progress?.Invoke((double)step / Steps);
            if (step % CheckEvery == 0 && Accuracy(model, seed, CheckedExamples, SizeOf) == 1) return step;
        }
        return Steps;
    }

    /// <summary>The fraction of what is asked that is right, on examples that training has not drawn.</summary>
    public double Accuracy(SequenceModel model, ulong seed, int examples, Func<int, Func<int, int>, int> sizeOf)
    {
        const int Piece = 32;
        var workspace = new Workspace();
        long right = 0, asked = 0;
        for (int i = 0; i < examples; i += Piece)
        {
            using Workspace.Scope scope = workspace.Open();
            (Tensor logits, int[] targets) = model.Forward(Task.Batch(seed, TestBatches + (ulong)i, Math.Min(Piece, examples - i), sizeOf), new ForwardContext(workspace));
            for (int row = 0; row < targets.Length; row++)
            {
                ReadOnlySpan<float> values = logits.Values.Slice(row * SequenceTask.Symbols, SequenceTask.Symbols);
                int best = 0;
                for (int k = 1; k < values.Length; k++)
                    if (values[k] > values[best]) best = k;
                if (best == targets[row]) right++;
            }
            asked += targets.Length;
        }
        return (double)right / asked;
    }
}
