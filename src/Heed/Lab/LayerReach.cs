namespace Heed.Lab;

/// <summary>Which inputs each output of a layer reads, as a graph: what connects two positions, and by how many steps.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Reads">For a sequence of n positions the inputs that each output reads directly, in rising order; with a stride there are fewer outputs than inputs.</param>
/// <param name="Carries">Whether each output also reads the output before it.</param>
/// <param name="OnlyBack">Whether outputs read nothing that comes after them, so that a later input never reaches an earlier output.</param>
public sealed record LayerReach(string Name, Func<int, int[][]> Reads, bool Carries = false, bool OnlyBack = false)
{
    /// <summary>A convolution of kernel k: centred, or of the positions up to the output's own.</summary>
    public static LayerReach Convolution(int kernel, int dilation = 1, bool causal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        int reach = dilation * (kernel - 1), before = causal ? reach : reach - reach / 2;
        return new LayerReach($"convolution, kernel {kernel}{(dilation > 1 ? $", dilation {dilation}" : "")}{(causal ? ", causal" : "")}",
            n => [.. Enumerable.Range(0, n).Select(i => (int[])[.. Enumerable.Range(0, kernel).Select(j => i - before + j * dilation).Where(t => t >= 0 && t < n)])], OnlyBack: causal);
    }

    /// <summary>A centred convolution that keeps every <paramref name="stride"/>-th output, rounded up.</summary>
    public static LayerReach Strided(int kernel, int stride)
    {
        CheckStride(kernel, stride);
        return new LayerReach($"convolution, kernel {kernel}, stride {stride}",
            n => [.. Enumerable.Range(0, (n + stride - 1) / stride).Select(i => (int[])[.. Enumerable.Range(0, kernel).Select(j => i * stride - Before(kernel, stride) + j).Where(t => t >= 0 && t < n)])]);
    }

    /// <summary>The transposed convolution that brings what <see cref="Strided"/> left back to <paramref name="length"/> positions.</summary>
    public static LayerReach Back(int kernel, int stride, int length)
    {
        CheckStride(kernel, stride);
        return new LayerReach($"transposed convolution, kernel {kernel}, stride {stride}",
            n => [.. Enumerable.Range(0, length).Select(t => (int[])[.. Enumerable.Range(0, n).Where(s => t + Before(kernel, stride) - s * stride is >= 0 and var j && j < kernel)])]);
    }

    /// <summary>A recurrence: an output reads its own input and the output before it.</summary>
    public static LayerReach Recurrence() => new("recurrence", n => [.. Enumerable.Range(0, n).Select(i => (int[])[i])], Carries: true, OnlyBack: true);

    /// <summary>Self-attention over all positions, or over a window of so many before and after.</summary>
    public static LayerReach Attention((int Before, int After)? window = null) => window is not { } seen
        ? new("self-attention", n =>
        {
            int[] all = [.. Enumerable.Range(0, n)];
            return [.. Enumerable.Repeat(all, n)];
        })
        : new($"self-attention, window {seen.Before + seen.After + 1}", n => [.. Enumerable.Range(0, n).Select(i =>
        {
            int first = Math.Max(0, i - seen.Before);
            return (int[])[.. Enumerable.Range(first, Math.Min(n - 1, i + seen.After) - first + 1)];
        })]);

    /// <summary>One layer after the other as one.</summary>
    public static LayerReach Composed(LayerReach below, LayerReach above)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(above);
        return new LayerReach($"{below.Name}, then {above.Name}", n =>
        {
            int[][] first = below.Reads(n);
            return [.. above.Reads(first.Length).Select(reads => (int[])[.. reads.SelectMany(i => first[i]).Distinct().Order()])];
        });
    }

    /// <summary>
    /// Breadth-first search through layers of this kind, one of each of <paramref name="stack"/> after the other, then from the first again: how many layers it takes until every input reaches every output that
    /// it can reach at all, and the steps of the shortest chain of reads from the first input to the last output.
    /// </summary>
    /// <param name="n">Positions, at least 2.</param>
    /// <param name="stack">The layers from the bottom; each keeps the length.</param>
    /// <returns>None where no number of layers does. Positions before the first and after the last do not exist, in no layer: nothing goes around by way of them.</returns>
    /// <exception cref="ArgumentException">There are too few positions, or no layer.</exception>
    public static (int Layers, int Steps)? Connect(int n, params IReadOnlyList<LayerReach> stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        if (n < 2 || stack.Count == 0) throw new ArgumentException($"Connect: a path needs two positions and a layer; there are {n} and {stack.Count}.", nameof(n));
        int[][][] reads = [.. stack.Select(kind => kind.Reads(n))];
        bool onlyBack = stack.All(kind => kind.OnlyBack);
        var connected = new ReachSets(n);
        int[] steps = [0, .. Enumerable.Repeat(-1, n - 1)];
        for (int layer = 0; layer < n * stack.Count; layer++)
        {
            LayerReach kind = stack[layer % stack.Count];
            connected = connected.Above(reads[layer % stack.Count], kind.Carries);
            steps = kind.StepsAbove(steps, reads[layer % stack.Count]);
            if (connected.AreAllConnected(onlyBack)) return (layer + 1, steps[^1]);
        }
        return null;
    }

    /// <summary>
    /// The same for strided convolutions: down by as many as it takes, then back up by transposed ones as many. The least number of them that connects every input with every output.
    /// </summary>
    /// <returns>Layers of both kinds together, the steps from the first input to the last output, and the lengths on the way down, n first.</returns>
    /// <exception cref="ArgumentException">There are too few positions, or a kernel of 1 or a stride of 1 or above the kernel.</exception>
    public static (int Layers, int Steps, int[] Lengths)? ConnectStrided(int n, int kernel, int stride)
    {
        CheckStride(kernel, stride);
        if (n < 2 || kernel < 2 || stride < 2) throw new ArgumentException($"ConnectStrided: {n} positions, kernel {kernel} and stride {stride} must each be at least 2.", nameof(n));
        List<int> lengths = [n];
        while (lengths[^1] > 1)
        {
            lengths.Add((lengths[^1] + stride - 1) / stride);
            var connected = new ReachSets(n);
            int[] steps = [0, .. Enumerable.Repeat(-1, n - 1)];
            IEnumerable<(LayerReach Kind, int Length)> down = lengths.SkipLast(1).Select(length => (Strided(kernel, stride), length));
            foreach ((LayerReach kind, int length) in down.Concat(Enumerable.Range(1, lengths.Count - 1).Select(i => (Back(kernel, stride, lengths[^(i + 1)]), lengths[^i]))))
            {
                int[][] reads = kind.Reads(length);
                connected = connected.Above(reads, carries: false);
                steps = kind.StepsAbove(steps, reads);
            }
            if (connected.AreAllConnected(onlyBack: false)) return (2 * (lengths.Count - 1), steps[^1], [.. lengths]);
        }
        return null;
    }

    /// <summary>The positions that the output in the middle of n reads of the input after so many layers, of <paramref name="stack"/> in turn: its receptive field.</summary>
    public static int Seen(int n, int layers, params IReadOnlyList<LayerReach> stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        var connected = new ReachSets(n);
        for (int layer = 0; layer < layers; layer++) connected = connected.Above(stack[layer % stack.Count].Reads(n), stack[layer % stack.Count].Carries);
        return connected.CountOf(n / 2);
    }

    // As Conv1d's centred options have it.
    private static int Before(int kernel, int stride) => (kernel + 1 - stride) / 2;

    private static void CheckStride(int kernel, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        if (stride > kernel) throw new ArgumentException($"stride: {stride} is above the kernel, {kernel}, so that positions between would be read by nobody.", nameof(stride));
    }

    // The fewest steps from the first input to each output, from those to each input of this layer; −1 where nothing leads.
    private int[] StepsAbove(int[] below, int[][] reads)
    {
        int[] above = new int[reads.Length];
        for (int i = 0; i < reads.Length; i++)
        {
            int least = int.MaxValue;
            foreach (int j in reads[i])
                if (below[j] >= 0) least = Math.Min(least, below[j] + 1);
            if (Carries && i > 0 && above[i - 1] >= 0) least = Math.Min(least, above[i - 1] + 1);
            above[i] = least == int.MaxValue ? -1 : least;
        }
        return above;
    }
}
