namespace Heed.Files;

/// <summary>What the header of a safetensors file says about one tensor. The data is in C order.</summary>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="Type">How an element is stored.</param>
/// <param name="Shape">The sizes, outermost first; empty for a single number, and a size may be 0.</param>
/// <param name="Start">The first byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, long Start, long End)
{
    /// <summary>The number of elements: the product of the shape, 1 when the shape is empty.</summary>
    public long Count => (End - Start) / Type.Size();
}
