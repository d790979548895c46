using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Training;

namespace Heed.Tests.Training;

public sealed class MuonOptimizerTests
{
    private static ParameterStorage NewStorage()
    {
        TranslationModel model = TranslationModels.Create(new ModelConfig
        {
            Architecture = "transformer",
            Score = "scaled-dot",
            From = "aa",
            To = "bb",
            Vocabulary = 260,
            EmbeddingSize = 16,
            Heads = 2,
            Layers = 1,
            DecoderLayers = 1,
            FeedForwardSize = 32,
            Positions = "learned",
            MostPositions = 8,
        });
        var storage = new ParameterStorage(model);
        model.Initialize(1);
        return storage;
    }

    [Fact]
    public void Matrices_move_by_orthogonal_steps_and_all_else_as_with_Adam()
    {
        ParameterStorage muon = NewStorage(), adam = NewStorage();
        Tensor before = muon.NewZeros(), gradient = muon.NewZeros();
        muon.Values.Values.CopyTo(before.Memory);
        Numbers.Uniform(muon.Size, 5).CopyTo(gradient.Memory);
        new MuonOptimizer(muon).Step(gradient, 100, 10, 1, 0.01f, 0, Workers.One);
        new AdamOptimizer(adam).Step(gradient, 100, 10, 1, 0.01f, 0, Workers.One);
        int matrices = 0;
        for (int i = 0; i < muon.Parameters.Count; i++)
        {
            (string name, Parameter parameter) = muon.Parameters[i];
            ReadOnlySpan<float> moved = parameter.Value.Values, by = muon.PartOf(before, parameter.Value)!.Values;
            if (name.EndsWith(".weight", StringComparison.Ordinal) && parameter.Shape.Rank == 2 && !name.StartsWith("embedding", StringComparison.Ordinal) && !name.Contains("position", StringComparison.Ordinal))
            {
                matrices++;
                double squares = 0;
                for (int j = 0; j < moved.Length; j++) squares += Math.Pow(moved[j] - by[j], 2);
                // Orthogonal rows of about unit length: |step|² = min(m, n) · (0.2 √max(m, n) lr)², so that each number moves by about 0.2 lr.
                Assert.InRange(Math.Sqrt(squares / moved.Length) / 0.01, 0.2 * 0.7, 0.2 * 1.2);
            }
            else
            {
                Assert.Equal(adam.Parameters[i].Parameter.Value.Values.ToArray(), moved.ToArray());
            }
        }
        Assert.Equal(6 + 10, matrices);                                                     // an encoder layer has six, a decoder layer ten
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        ParameterStorage one = NewStorage(), many = NewStorage();
        Tensor gradient = one.NewZeros();
        MuonOptimizer first = new(one, 0.01f), second = new(many, 0.01f);
        for (int step = 1; step <= 3; step++)
        {
            Numbers.Uniform(one.Size, (ulong)step).CopyTo(gradient.Memory);
            first.Step(gradient, 100, 10, step, 0.01f, 1, Workers.One);
            second.Step(gradient, 100, 10, step, 0.01f, 1, new Workers(4));
        }
        Assert.Equal(one.Values.Values.ToArray(), many.Values.Values.ToArray());
    }
}
