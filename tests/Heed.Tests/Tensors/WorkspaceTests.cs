using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Contracts;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors;

public sealed class WorkspaceTests
{
    [Fact]
    public void A_scope_gives_its_memory_back()
    {
        var workspace = new Workspace();
        Tensor kept = workspace.From(new(3), [1, 2, 3]);
        float[] inner;
        using (workspace.Open())
        {
            Tensor first = workspace.New(new(5));
            first.Memory.Fill(7);
            inner = first.Values.ToArray();
        }
        using (workspace.Open())
        {
            Tensor second = workspace.Zeros(new(5));         // the same place
            Assert.Equal(new float[5], second.Values);
        }
        Assert.Equal([7, 7, 7, 7, 7], inner);
        Assert.Equal([1, 2, 3], kept.Values);
    }

    [Fact]
    public void Scopes_nest()
    {
        var workspace = new Workspace();
        using (workspace.Open())
        {
            Tensor outer = workspace.From(new(2), [1, 2]);
            for (int i = 0; i < 3; i++)
            {
                using Workspace.Scope scope = workspace.Open();
                workspace.New(new(100_000)).Memory.Fill(9);
                workspace.New(new(300_000)).Memory.Fill(9);      // another block
            }
            Tensor next = workspace.From(new(2), [3, 4]);
            Assert.Equal([1, 2], outer.Values);
            Assert.Equal([3, 4], next.Values);
        }
    }

    [Fact]
    public void Tensors_do_not_meet_and_begin_at_whole_cache_lines()
    {
        var workspace = new Workspace();
        var lcg = new Lcg(3);
        List<Tensor> tensors = [];
        for (int i = 0; i < 300; i++)
        {
            Tensor tensor = workspace.New(new(lcg.Next(i % 50 == 0 ? 400_000 : 3000)));
            tensor.Memory.Fill(i);
            tensors.Add(tensor);
        }
        for (int i = 0; i < tensors.Count; i++) Assert.Equal(-1, tensors[i].Values.IndexOfAnyExcept((float)i));
    }

    [Fact]
    public void Keep_outlives_the_scope()
    {
        var workspace = new Workspace();
        Tensor kept;
        using (workspace.Open()) kept = workspace.From(new(2, 2), [1, 2, 3, 4]).Rows(1, 1).Keep();
        using (workspace.Open()) workspace.New(new(64)).Memory.Fill(float.NaN);
        Assert.Equal([3, 4], kept.Values);
        Assert.Equal(new Shape(1, 2), kept.Shape);
    }

    [Fact]
    public void From_refuses_another_number_of_values() =>
        Assert.Contains("[3] holds 3 numbers, 2 were given", Assert.Throws<ArgumentException>(() => new Workspace().From(new(3), [1, 2])).Message);

    [Theory]
    [MemberData(nameof(ModelVariants.Names), MemberType = typeof(ModelVariants))]
    public void Training_steps_and_decoding_steps_take_no_memory_in_steady_state(string variant)
    {
        TranslationModel model = ModelVariants.Create(variant);
        int[][] sources = ModelVariants.Sources(1, 9, 4, 6), inputs = ModelVariants.Inputs(1, 7, 5, 3);
        var workspace = new Workspace();
        var tape = new GradientTape(workspace);
        long reserved = 0;
        for (int step = 0; step < 6; step++)
        {
            using Workspace.Scope scope = workspace.Open();
            tape.Clear();
            var context = new ForwardContext(workspace, tape, new DropoutSettings(0.1f, 1, (uint)step));
            TeacherForced forced = model.Forward(sources, inputs, 0, context);
            forced.Hidden.LinearCrossEntropy(model.Output, Numbers.Below(forced.Rows.Rows, 260, 1), -1, 0, tape);
            tape.Backward();
            if (step == 1) reserved = workspace.Reserved;
        }
        Assert.Equal(reserved, workspace.Reserved);

        using Workspace.Scope whole = workspace.Open();
        var decoding = new ForwardContext(workspace);
        DecoderState state = model.Start(sources, decoding);
        for (int step = 0; step < 50; step++)
        {
            using Workspace.Scope scope = workspace.Open();
            model.Project(model.Step([4, 5, 6], state, decoding), decoding);
            if (step == 1) reserved = workspace.Reserved;
        }
        Assert.Equal(reserved, workspace.Reserved);
    }

#if DEBUG
    [Fact]
    public void The_use_of_a_tensor_after_its_scope_is_noticed()
    {
        var workspace = new Workspace();
        Tensor stale, view;
        using (workspace.Open())
        {
            stale = workspace.Zeros(new(4, 2));
            view = stale.Rows(1, 2).Reshape(4);
        }
        Assert.Contains("was returned to its workspace", Assert.Throws<InvalidOperationException>(() => stale.Values.Length).Message);
        Assert.Throws<InvalidOperationException>(() => view.Values.Length);
        Assert.Throws<InvalidOperationException>(() => stale.Tanh(null));
    }

    [Fact]
    public void New_memory_holds_no_numbers()
    {
        var workspace = new Workspace();
        Assert.All(workspace.New(new(40)).Values.ToArray(), v => Assert.True(float.IsNaN(v)));
    }
#endif
}
