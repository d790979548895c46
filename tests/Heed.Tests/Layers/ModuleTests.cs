using Heed.Layers;
using Heed.Tensors;
using Heed.Tests.Tensors;

namespace Heed.Tests.Layers;

/// <summary>Embedding, linear layer, normalisation, and what every module has.</summary>
public sealed class ModuleTests
{
    [Fact]
    public void An_embedding_is_its_row_times_the_root_of_the_size()
    {
        var embedding = new Embedding(3, 4);
        float[] table = [.. Enumerable.Range(0, 12).Select(i => (float)i)];
        table.CopyTo(embedding.Parameters.Single().Parameter.Value.Memory);
        Assert.Equal([16, 18, 20, 22, 0, 2, 4, 6], embedding.Forward([2, 0], New()).Values);
        Assert.Equal(new Shape(3, 4), embedding.Output.Value.Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => embedding.Forward([3], New()));
    }

    [Fact]
    public void The_same_seed_draws_the_same_numbers_and_another_draws_others()
    {
        static float[] Draw(ulong seed)
        {
            var gru = new Gru(new(4, 5, 2, true));
            gru.Initialize(seed);
            return [.. gru.Parameters.SelectMany(p => p.Parameter.Value.Values.ToArray())];
        }
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.InRange(Draw(1).Distinct().Count(), Draw(1).Length - 5, Draw(1).Length);      // no parameter repeats another's draws
    }

    [Fact]
    public void Numbers_are_drawn_within_their_bounds()
    {
        var linear = new Linear(50, 70);
        linear.Initialize(1);
        float bound = MathF.Sqrt(6f / 120);
        float[] weight = linear.Parameters.First(p => p.Name == "weight").Parameter.Value.Values.ToArray();
        Assert.All(weight, v => Assert.InRange(v, -bound, bound));
        Assert.Equal(bound / Math.Sqrt(3), Math.Sqrt(weight.Average(v => (double)v * v)), 0.01);
        Assert.All(linear.Parameters.First(p => p.Name == "bias").Parameter.Value.Values.ToArray(), v => Assert.Equal(0, v));

        var embedding = new Embedding(500, 16);
        embedding.Initialize(1);
        float[] table = embedding.Parameters.Single().Parameter.Value.Values.ToArray();
        Assert.Equal(0.25, Math.Sqrt(table.Average(v => (double)v * v)), 0.01);
        Assert.Equal(0, table.Average(), 0.01);
    }

    [Fact]
    public void A_changed_weight_is_used_after_refresh()
    {
        var linear = new Linear(2, 1, bias: false);
        Parameter weight = linear.Parameters.Single().Parameter;
        var x = new Tensor(new(1, 2), [1, 1]);
        weight.Value.Memory.Fill(1);
        weight.Refresh();
        Assert.Equal(2, linear.Forward(x, New()).Values[0]);
        weight.Value.Memory.Fill(3);
        weight.Refresh();
        Assert.Equal(6, linear.Forward(x, New()).Values[0]);
    }

    [Fact]
    public void Storage_moves_all_parameters_into_one_piece_and_keeps_their_numbers()
    {
        var gru = new Gru(new(3, 5, 2));
        gru.Initialize(7);
        Tensor x = GradientCheck.Random(1, 4, 3);
        var rows = new PackedSequence([4]);
        float[] before = gru.Forward(x, rows, New()).Outputs.Values.ToArray();
        float[][] values = [.. gru.Parameters.Select(p => p.Parameter.Value.Values.ToArray())];

        var storage = new ParameterStorage(gru);
        Assert.Equal(values, gru.Parameters.Select(p => p.Parameter.Value.Values.ToArray()));
        Assert.Equal(before, gru.Forward(x, rows, New()).Outputs.Values);
        storage.Values.Memory.Clear();
        storage.Refresh();
        Assert.All(gru.Forward(x, rows, New()).Outputs.Values.ToArray(), v => Assert.Equal(0, v));

        Tensor piece = storage.NewZeros();
        foreach ((_, Parameter parameter) in storage.Parameters)
        {
            Tensor part = storage.PartOf(piece, parameter.Value)!;
            Assert.Equal(parameter.Shape, part.Shape);
            foreach (ref float v in part.Memory) v++;
        }
        Assert.Equal(gru.ParameterCount, piece.Values.ToArray().Count(v => v == 1));        // no two parts meet
        Assert.DoesNotContain(2, piece.Values.ToArray());
        Assert.Null(storage.PartOf(piece, new Tensor(new(3))));
    }

    [Fact]
    public void A_parameter_takes_no_memory_before_it_is_asked_for()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        var linear = new Linear(20_000, 20_000);                                              // 1.6 GB
        Assert.Equal(400_020_000, linear.ParameterCount);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100_000_000);
    }

    private static ForwardContext New() => new(new Workspace());
}
