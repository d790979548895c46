using System.Diagnostics;
using System.Numerics.Tensors;

namespace Heed.Kernels;

/// <summary>Conversion between 32-bit floats and the two 16-bit formats, to the nearest, ties to even.</summary>
internal static class Halves
{
    /// <summary>IEEE binary16 from float32: infinity beyond 65,504.</summary>
    public static void ToHalf(ReadOnlySpan<float> x, Span<Half> y) => TensorPrimitives.ConvertToHalf(x, y);

    /// <summary>float32 from IEEE binary16, exact.</summary>
    public static void FromHalf(ReadOnlySpan<Half> x, Span<float> y) => TensorPrimitives.ConvertToSingle(x, y);

    /// <summary>bfloat16 (the upper half of a float32, as bits) from float32; NaN stays NaN.</summary>
    public static void ToBrain(ReadOnlySpan<float> x, Span<ushort> y)
    {
        Debug.Assert(y.Length >= x.Length);
        for (int i = 0; i < x.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(x[i]);
            uint rounded = bits + 0x7FFF + ((bits >> 16) & 1);
            y[i] = (ushort)((float.IsNaN(x[i]) ? bits | 0x400000 : rounded) >> 16);
        }
    }

    /// <summary>float32 from bfloat16 bits, exact.</summary>
    public static void FromBrain(ReadOnlySpan<ushort> x, Span<float> y)
    {
        Debug.Assert(y.Length >= x.Length);
        for (int i = 0; i < x.Length; i++) y[i] = BitConverter.UInt32BitsToSingle((uint)x[i] << 16);
    }
}
