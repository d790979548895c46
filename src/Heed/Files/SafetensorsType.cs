namespace Heed.Files;

/// <summary>The element types of a safetensors file that Heed reads. All are stored little-endian.</summary>
public enum SafetensorsType
{
    /// <summary>64-bit floating point.</summary>
    F64,

    /// <summary>32-bit floating point.</summary>
    F32,

    /// <summary>16-bit floating point, IEEE 754: 5 bits of exponent, 10 of fraction.</summary>
    F16,

    /// <summary>16-bit floating point with the exponent of 32 bits: 8 bits of exponent, 7 of fraction.</summary>
    BF16,

    /// <summary>64-bit signed integers.</summary>
    I64,

    /// <summary>32-bit signed integers.</summary>
    I32,

    /// <summary>16-bit signed integers.</summary>
    I16,

    /// <summary>8-bit signed integers.</summary>
    I8,

    /// <summary>8-bit unsigned integers.</summary>
    U8,

    /// <summary>One byte each: 0 or 1.</summary>
    Bool,
}

internal static class SafetensorsTypes
{
    public static string All { get; } = "F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL";

    public static SafetensorsType? Parse(string name) => name switch
    {
        "F64" => SafetensorsType.F64,
        "F32" => SafetensorsType.F32,
        "F16" => SafetensorsType.F16,
        "BF16" => SafetensorsType.BF16,
        "I64" => SafetensorsType.I64,
        "I32" => SafetensorsType.I32,
        "I16" => SafetensorsType.I16,
        "I8" => SafetensorsType.I8,
        "U8" => SafetensorsType.U8,
        "BOOL" => SafetensorsType.Bool,
        _ => null,
    };

    /// <summary>Bytes per element.</summary>
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.F64 or SafetensorsType.I64 => 8,
        SafetensorsType.F32 or SafetensorsType.I32 => 4,
        SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.I16 => 2,
        _ => 1,
    };

    public static bool IsFloat(this SafetensorsType type) => type <= SafetensorsType.BF16;

    public static string NameInFile(this SafetensorsType type) => type == SafetensorsType.Bool ? "BOOL" : type.ToString();
}
