namespace Heed.Lab;

/// <summary>Which inputs each output of a layer reads, as a graph: what connects two positions, and by how many steps.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Reads">For a sequence of n positions the inputs that each output reads directly.</param>
/// <param name="Carries">Whether each output also reads the output before it.</param>
public sealed record LayerReach(string Name, Func<int, int[][]> Reads, bool Carries = false)
{
    /// <summary>A convolution of kernel k: centred, or of the positions up to the output's own.</summary>
    public static LayerReach Convolution(int kernel, int dilation = 1, bool causal = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
        int reach = dilation * (kernel - 1), before = causal ? reach : reach - reach / 2;
        return new LayerReach($"convolution, kernel {kernel}{(dilation > 1 ? $", dilation {dilation}" : "")}{(causal ? ", causal" : "")}",
            n => [.. Enumerable.Range(0, n).Select(i => (int[])[.. Enumerable.Range(0, kernel).Select(j => i - before + j * dilation).Where(t => t >= 0 && t < n)])]);
    }

    /// <summary>A recurrence: an output reads its own input and the output before it.</summary>
    public static LayerReach Recurrence() => new("recurrence", n => [.. Enumerable.Range(0, n).Select(i => (int[])[i])], Carries: true);

    /// <summary>Self-attention over all positions, or over a window of neighbours on both sides.</summary>
    public static LayerReach Attention(int? window = null) => new(window is { } w ? $"self-attention, window {w}" : "self-attention",
        n => [.. Enumerable.Range(0, n).Select(i => (int[])[.. Enumerable.Range(0, n).Where(j => window is not { } most || Math.Abs(i - j) <= most)])]);

    /// <summary>
    /// The steps from the first input to the last output through layers of this kind, one of each of <paramref name="stack"/> after the other, then from the first again: how many layers, and how long the shortest
    /// chain of reads is. Breadth-first search.
    /// </summary>
    /// <param name="n">Positions, at least 2.</param>
    /// <param name="stack">The layers from the bottom.</param>
    /// <returns>None where no number of layers connects them. Positions before the first and after the last do not exist, in no layer: nothing goes around by way of them.</returns>
    /// <exception cref="ArgumentException">There are too few positions, or no layer.</exception>
    public static (int Layers, int Steps)? Connect(int n, params IReadOnlyList<LayerReach> stack)
    {
        ArgumentNullException.ThrowIfNull(stack);
        if (n < 2 || stack.Count == 0) throw new ArgumentException($"Connect: a path needs two positions and a layer; there are {n} and {stack.Count}.", nameof(n));
        // Steps from input 0 to each position of the layer below; −1 where nothing leads.
        int[] steps = new int[n];
        Array.Fill(steps, -1);
        steps[0] = 0;
        for (int layer = 0; layer < n * stack.Count; layer++)
        {
            LayerReach kind = stack[layer % stack.Count];
            int[][] reads = kind.Reads(n);
            int[] next = new int[n];
            for (int i = 0; i < n; i++)
            {
                int least = int.MaxValue;
                foreach (int j in reads[i])
                    if (steps[j] >= 0) least = Math.Min(least, steps[j] + 1);
                if (kind.Carries && i > 0 && next[i - 1] >= 0) least = Math.Min(least, next[i - 1] + 1);
                next[i] = least == int.MaxValue ? -1 : least;
            }
            if (next[n - 1] >= 0) return (layer + 1, next[n - 1]);
            steps = next;
        }
        return null;
    }
}
