using Heed.Kernels;

namespace Heed.Layers;

/// <summary>How a parameter's numbers are drawn before training: uniformly in [−bound, bound], normally with a deviation, or all one number.</summary>
public readonly record struct Initialization
{
    private enum Kind
    {
        Constant,
        Uniform,
        Normal,
    }

    private Kind Of { get; init; }

    private float Size { get; init; }

    /// <summary>Every number is <paramref name="value"/>.</summary>
    public static Initialization Constant(float value) => new() { Of = Kind.Constant, Size = value };

    /// <summary>Uniform in [−<paramref name="bound"/>, <paramref name="bound"/>].</summary>
    public static Initialization Uniform(float bound) => new() { Of = Kind.Uniform, Size = bound };

    /// <summary>Normal with mean 0 and the given standard deviation.</summary>
    public static Initialization Normal(float deviation) => new() { Of = Kind.Normal, Size = deviation };

    /// <summary>Draws the numbers: a function of the seed, the parameter's number and the place within it.</summary>
    internal void Fill(Span<float> values, ulong seed, uint parameter)
    {
        switch (Of)
        {
            case Kind.Uniform:
                Philox.FillUniform(-Size, Size, seed, parameter, values);
                break;
            case Kind.Normal:
                Philox.FillNormal(0, Size, seed, parameter, values);
                break;
            default:
                values.Fill(Size);
                break;
        }
    }
}
