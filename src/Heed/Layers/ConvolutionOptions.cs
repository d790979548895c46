namespace Heed.Layers;

/// <summary>The sizes of a convolution over time.</summary>
/// <param name="Inputs">Numbers of a step that goes in.</param>
/// <param name="Outputs">Numbers of a step that comes out.</param>
/// <param name="Kernel">k: steps that one output sees.</param>
/// <param name="Stride">Steps from one output to the next.</param>
/// <param name="Dilation">Steps from one tap of the kernel to the next.</param>
/// <param name="Before">Zeros before the first step.</param>
/// <param name="After">Zeros after the last.</param>
public sealed record ConvolutionOptions(int Inputs, int Outputs, int Kernel, int Stride = 1, int Dilation = 1, int Before = 0, int After = 0)
{
    /// <summary>Steps from the first tap to the last.</summary>
    public int Reach => Dilation * (Kernel - 1);

    /// <summary>
    /// With a stride of 1 as many outputs as inputs, each in the middle of what it sees (one more before than after where the kernel is even); with a stride of s one for each s inputs, rounded up, and every input
    /// is seen if the kernel reaches over s of them.
    /// </summary>
    public ConvolutionOptions Centred()
    {
        int before = Math.Max(0, Reach + 2 - Stride) / 2;
        return this with { Before = before, After = Reach - before };
    }

    /// <summary>As many outputs as inputs, each the last of what it sees.</summary>
    public ConvolutionOptions Causal() => this with { Stride = 1, Before = Reach, After = 0 };

    /// <summary>Outputs of a sequence of <paramref name="length"/> steps; 0 where it is shorter than the kernel.</summary>
    public int OutputsOf(int length) => Math.Max(0, (length + Before + After - Reach - 1) / Stride + (length + Before + After > Reach ? 1 : 0));

    /// <summary>Checks every number.</summary>
    /// <exception cref="ArgumentException">One is out of range.</exception>
    public ConvolutionOptions Validate() => Inputs < 1 || Outputs < 1 || Kernel < 1 || Stride < 1 || Dilation < 1 || Before < 0 || After < 0
        ? throw new ArgumentException($"Conv1d: sizes must be at least 1 and padding not negative: {this}.")
        : this;
}
