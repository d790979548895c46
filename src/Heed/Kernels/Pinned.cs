using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Heed.Kernels;

/// <summary>Addresses of memory that stays where it is: all of a tensor's is allocated pinned. Pieces of work on several threads cannot hold spans. Who asks for an address keeps the
/// owner of the memory alive as long as it is used.</summary>
internal static unsafe class Pinned
{
    /// <summary>Where the memory begins; null where there is none.</summary>
    public static float* Of(ReadOnlySpan<float> memory) => memory.IsEmpty ? null : (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
}
