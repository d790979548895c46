using Heed.Attention;
using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>A way to map n vectors of size d to n vectors, and what is known of it without measuring.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Formula">Operations of its core.</param>
/// <param name="Sequential">Operations that have to wait for each other.</param>
/// <param name="PathFormula">Layers between positions far apart.</param>
/// <param name="HasKernel">Whether k changes it.</param>
/// <param name="Make">A layer for vectors of d numbers with a kernel of k.</param>
/// <param name="Connect">The stack of such layers that connects n positions, for a kernel of k.</param>
/// <param name="Seen">Positions that an output in the middle of n sees through a stack of so many layers, for a kernel of k.</param>
internal sealed record LayerKind(
    string Name, string Formula, string Sequential, string PathFormula, bool HasKernel,
    Func<int, int, LayerKind.Made> Make, Func<int, int, LayerKind.Stack?> Connect, Func<int, int, int, int> Seen)
{
    /// <summary>A layer: its weights, what it does to x [n, d], and the multiply-adds of its projections at n positions; none if all that is not attention itself is a projection.</summary>
    public sealed record Made(IReadOnlyList<Module> Modules, Func<Tensor, ForwardContext, Tensor> Forward, Func<long, long>? Projections);

    /// <summary>A stack that connects: layers, steps from end to end, and what it costs in layers of the measured kind.</summary>
    public readonly record struct Stack(int Layers, int Steps, double InLayers);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LayerKind> All(LayerSettings settings)
    {
        int stride = settings.Stride;
        LayerKind[] all =
        [
            new("convolution", "k n d²", "1", "n / k", true, (d, k) => Convolution(d, k, 1), (n, k) => Of(LayerReach.Connect(n, LayerReach.Convolution(k))), (n, k, depth) => LayerReach.Seen(n, depth, LayerReach.Convolution(k))),
            new("convolution, dilated", "k n d²", "1", "log_k n", true, (d, k) => Convolution(d, k, Factor(k)), (n, k) => Of(LayerReach.Connect(n, Dilated(n, k))), (n, k, depth) => LayerReach.Seen(n, depth, Dilated(n, k))),
            new($"convolution, stride {stride}, and back", "2 k n d² / s", "1", "2 log_s n", true, (d, k) => Strided(d, k, stride), (n, k) => OfStrided(n, k, stride), (n, k, depth) => SeenStrided(n, k, stride, depth)),
            Recurrent("recurrence, RNN", 1, d => new Rnn(new RecurrentOptions(d, d))),
            Recurrent("recurrence, GRU", 3, d => new Gru(new RecurrentOptions(d, d))),
            Recurrent("recurrence, LSTM", 4, d => new Lstm(new RecurrentOptions(d, d))),
            new("self-attention", "n² d", "1", "1", false, (d, _) => Attention(d, settings.Heads, AttentionMask.All), (n, _) => Of(LayerReach.Connect(n, LayerReach.Attention())), (n, _, _) => n),
            new("self-attention, window", "k n d", "1", "n / k", true, (d, k) => Attention(d, settings.Heads, AttentionMask.Window(Window(k).Before, Window(k).After)),
                (n, k) => Of(LayerReach.Connect(n, LayerReach.Attention(Window(k)))), (n, k, depth) => LayerReach.Seen(n, depth, LayerReach.Attention(Window(k)))),
            new("self-attention, linear", "n d²", "1", "1", false, (d, _) => Linear(d, settings.Heads), (n, _) => Of(LayerReach.Connect(n, LayerReach.Attention())), (n, _, _) => n),
        ];
        // A kernel of 1 has nothing to leave out, a stride of 1 leaves nothing out.
        return stride > 1 && settings.Kernel > 1 ? all : [.. all.Where(kind => !kind.Name.Contains("stride", StringComparison.Ordinal))];

        int Factor(int k) => settings.Dilation > 0 ? settings.Dilation : Math.Max(2, k);

        // Dilations grow until the next would reach beyond the ends; then they begin again.
        LayerReach[] Dilated(int n, int k)
        {
            List<LayerReach> stack = [];
            for (long dilation = 1; stack.Count == 0 || dilation * Math.Max(1, k / 2) < n; dilation *= Math.Max(2, Factor(k))) stack.Add(LayerReach.Convolution(k, (int)dilation));
            return [.. stack];
        }
    }

    // As a convolution of the same kernel sees them: one more before than after where k is even.
    private static (int Before, int After) Window(int k) => (k - 1 - (k - 1) / 2, (k - 1) / 2);

    private static Made Convolution(int d, int k, int dilation)
    {
        var convolution = new Conv1d(new ConvolutionOptions(d, d, k, Dilation: dilation).Centred());
        return new Made([convolution], (x, c) => convolution.Forward(x, Whole(x.Shape[0]), c).Y, _ => 0);
    }

    private static Made Strided(int d, int k, int stride)
    {
        // A kernel that leaves positions out is given more of them, as a stride above it would have nothing to read there.
        ConvolutionOptions options = new ConvolutionOptions(d, d, Math.Max(k, stride), stride).Centred();
        var down = new Conv1d(options);
        var back = new TransposedConv1d(options);
        return new Made([down, back], (x, c) =>
        {
            ConsecutiveRows all = Whole(x.Shape[0]);
            (Tensor y, ConsecutiveRows rows) = down.Forward(x, all, c);
            return back.Forward(y, rows, all, c);
        }, _ => 0);
    }

    private static LayerKind Recurrent(string name, int gates, Func<int, RecurrentLayers> create) => new(name, "n d²", "n", "n", false, (d, _) =>
    {
        RecurrentLayers layers = create(d);
        return new Made([layers], (x, c) => layers.Forward(x, new PackedSequence([x.Shape[0]]), c).Outputs, n => gates * n * d * d);
    }, (n, _) => Of(LayerReach.Connect(n, LayerReach.Recurrence())), (n, _, _) => n / 2 + 1);

    private static Made Attention(int d, int heads, AttentionMask mask)
    {
        var attention = new MultiHeadAttention(new MultiHeadOptions { QuerySize = d, Heads = heads });
        return new Made([attention], (x, c) => attention.Forward(x.Reshape(1, x.Shape[0], d), mask, c).Output.Reshape(x.Shape[0], d), null);
    }

    private static Made Linear(int d, int heads)
    {
        var linear = new LinearAttention(d, heads);
        return new Made([linear], (x, c) => linear.Forward(x, Whole(x.Shape[0]), false, c), null);
    }

    private static Stack? Of((int Layers, int Steps)? path) => path is { } found ? new Stack(found.Layers, found.Steps, found.Layers) : null;

    // One measured layer is a convolution on n positions and its way back; those further down have fewer positions.
    private static Stack? OfStrided(int n, int k, int stride) => LayerReach.ConnectStrided(n, Math.Max(k, stride), stride) is { } path
        ? new Stack(path.Layers, path.Steps, path.Lengths.Skip(1).Sum(length => (double)length / path.Lengths[1]))
        : null;

    private static int SeenStrided(int n, int k, int stride, int depth) =>
        LayerReach.Seen(n, depth, LayerReach.Composed(LayerReach.Strided(Math.Max(k, stride), stride), LayerReach.Back(Math.Max(k, stride), stride, n)));

    private static ConsecutiveRows Whole(int length) => new([length]);
}
