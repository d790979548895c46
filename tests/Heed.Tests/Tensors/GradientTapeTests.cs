using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Tests.Kernels;

namespace Heed.Tests.Tensors;

public sealed class GradientTapeTests
{
    [Fact]
    public void Gradients_of_weights_are_added_to_the_buffers_the_tape_was_given()
    {
        var weight = new Tensor(new(2, 2), [1, 0, 0, 1]);
        var buffer = new Tensor(new(2, 2), [10, 10, 10, 10]);
        var workspace = new Workspace();
        var tape = new GradientTape(workspace, tensor => ReferenceEquals(tensor, weight) ? buffer : null);
        Tensor y = workspace.From(new(1, 2), [3, 4]).Linear(weight.Backend.Prepare(weight), null, tape);
        tape.GradientOf(y).Memory.Fill(1);
        tape.Backward();
        Assert.Equal([13, 14, 13, 14], buffer.Values);
        Assert.Same(buffer, tape.GradientOf(weight));
    }

    [Fact]
    public void Two_tapes_share_a_model_and_keep_their_gradients_apart()
    {
        var weight = new Tensor(new(1, 1), [2]);
        PreparedWeight prepared = weight.Backend.Prepare(weight);
        GradientTape one = new(new Workspace()), two = new(new Workspace());
        foreach ((GradientTape tape, float x) in ((GradientTape, float)[])[(one, 3), (two, 5)])
        {
            Tensor y = tape.Workspace.From(new(1, 1), [x]).Linear(prepared, null, tape);
            tape.GradientOf(y).Memory.Fill(1);
            tape.Backward();
        }
        Assert.Equal(3, one.GradientOf(weight).Values[0]);
        Assert.Equal(5, two.GradientOf(weight).Values[0]);
    }

    [Fact]
    public void Backward_forgets_the_steps_and_clear_forgets_the_gradients()
    {
        var workspace = new Workspace();
        var tape = new GradientTape(workspace);
        Tensor x = workspace.From(new(1), [2]);
        Tensor y = x.Scale(3, tape);
        Assert.Equal(1, tape.Count);
        tape.GradientOf(y).Memory.Fill(1);
        tape.Backward();
        Assert.Equal(0, tape.Count);
        tape.Backward();                                   // nothing is left to run
        Assert.Equal(3, tape.GradientOf(x).Values[0]);
        tape.Clear();
        Assert.Equal(0, tape.GradientOf(x).Values[0]);
    }

    [Fact]
    public void A_cleared_tape_serves_the_next_batch_with_the_same_bits()
    {
        Tensor weight = GradientCheck.Random(1, 6, 6);
        PreparedWeight prepared = weight.Backend.Prepare(weight);
        var buffer = new Tensor(weight.Shape);
        var workspace = new Workspace();
        var tape = new GradientTape(workspace, tensor => ReferenceEquals(tensor, weight) ? buffer : null);
        float[]? first = null;
        for (int batch = 0; batch < 3; batch++)
        {
            using Workspace.Scope scope = workspace.Open();
            tape.Clear();
            buffer.Memory.Clear();
            Tensor x = workspace.From(new(4, 6), Numbers.Uniform(24, 2));
            Tensor y = x.Linear(prepared, null, tape).Tanh(tape).Linear(prepared, null, tape);
            tape.GradientOf(y).Memory.Fill(1);
            tape.Backward();
            first ??= buffer.Values.ToArray();
            Numbers.AssertSameBits(first, buffer.Values);
        }
    }

    [Fact]
    public void With_no_tape_nothing_is_recorded_and_no_managed_memory_taken_for_it()
    {
        var workspace = new Workspace();
        Tensor x = workspace.Zeros(new(4, 4));
        x.Tanh(null);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            using Workspace.Scope scope = workspace.Open();
            x.Tanh(null);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 160);      // the tensor's own object, no closure
    }
}
