namespace Heed.Lab;

/// <summary>What layers are compared with. Each of n, d and k is varied while the other two keep their usual values.</summary>
public sealed record LayerSettings
{
    /// <summary>The longest sequence, the largest vectors and the most layers that can be compared.</summary>
    public const int MostLength = 16_384, MostSize = 1024, MostDepth = 64;

    /// <summary>n: rising lengths, two at least. The largest is what tables show.</summary>
    public IReadOnlyList<int> Lengths { get; init; } = [16, 32, 64, 128, 256, 512, 1024];

    /// <summary>d: rising sizes of a vector to vary it over; fewer than two for no variation.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [16, 32, 64, 128, 256];

    /// <summary>k: rising kernels to vary it over; fewer than two for no variation. Only layers that have a kernel or a window vary with it.</summary>
    public IReadOnlyList<int> Kernels { get; init; } = [2, 3, 5, 9, 17];

    /// <summary>The usual d.</summary>
    public int Size { get; init; } = 64;

    /// <summary>The usual k: positions that an output of a convolution or of attention with a window sees.</summary>
    public int Kernel { get; init; } = 3;

    /// <summary>Heads of attention, a divisor of every d.</summary>
    public int Heads { get; init; } = 1;

    /// <summary>The stride of the strided convolution.</summary>
    public int Stride { get; init; } = 2;

    /// <summary>The factor by which dilations grow from layer to layer; 0 for k.</summary>
    public int Dilation { get; init; }

    /// <summary>Layers of the stack whose receptive field is told.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>The length at which d and k are varied.</summary>
    public int LengthOfSweeps => Lengths.Where(length => length <= 256).DefaultIfEmpty(Lengths[0]).Max();

    /// <summary>Settings that are done in seconds.</summary>
    public LayerSettings Quick() => this with { Lengths = [16, 32, 64, 128], Sizes = [16, 32, 64], Kernels = [2, 3, 5] };

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentException">One is out of range; the message says what may be given.</exception>
    public LayerSettings Validate()
    {
        if (!Rises(Lengths, 2, MostLength) || Lengths.Count < 2) throw new ArgumentException($"lengths: give two or more rising numbers from 2 to {MostLength:N0}.");
        if (Size is < 1 or > MostSize) throw new ArgumentException($"size: must be from 1 to {MostSize:N0}, it is {Size:N0}.");
        if (!Rises(Sizes, 1, MostSize)) throw new ArgumentException($"sizes: give rising numbers from 1 to {MostSize:N0}.");
        if (Kernel < 1 || Kernel > Lengths[0]) throw new ArgumentException($"kernel: must be from 1 to the shortest length, {Lengths[0]:N0}; it is {Kernel:N0}.");
        if (!Rises(Kernels, 1, LengthOfSweeps)) throw new ArgumentException($"kernels: give rising numbers from 1 to the length they are tried at, {LengthOfSweeps:N0}.");
        if (Stride < 1) throw new ArgumentException($"stride: must be at least 1, it is {Stride:N0}.");
        if (Stride > Lengths[0]) throw new ArgumentException($"stride: {Stride:N0} is above the shortest length, {Lengths[0]:N0}.");
        if (Stride > Kernel && Kernel > 1) throw new ArgumentException($"stride: {Stride:N0} is above the kernel, {Kernel:N0}, so that positions between would be read by nobody.");
        if (Dilation < 0) throw new ArgumentException($"dilation: must be at least 1, it is {Dilation:N0}.");
        if (Depth is < 1 or > MostDepth) throw new ArgumentException($"depth: must be from 1 to {MostDepth}, it is {Depth:N0}.");
        foreach (int size in Sizes.Append(Size))
            if (Heads < 1 || size % Heads != 0) throw new ArgumentException($"heads: {Heads:N0} heads do not divide vectors of {size:N0} numbers.");
        return this;
    }

    private static bool Rises(IReadOnlyList<int> numbers, int least, int most) =>
        numbers.Count == 0 || (numbers[0] >= least && numbers[^1] <= most && numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second));
}
