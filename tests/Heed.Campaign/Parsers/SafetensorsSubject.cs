using System.Buffers.Binary;
using System.Text;
using Heed.Files;

namespace Heed.Campaign.Parsers;

/// <summary>Weights: a length, a header in JSON, the numbers.</summary>
internal sealed class SafetensorsSubject : ParserSubject
{
    public override string Name => "safetensors";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        ["""{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[4],"data_offsets":[24,32]}}"""u8.ToArray(), Data(32)],
        ["""{"__metadata__":{"format":"pt","x":"é"},"ids":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"flag":{"dtype":"BOOL","shape":[],"data_offsets":[16,17]}}   """u8.ToArray(), new byte[17]],
        ["""{"empty":{"dtype":"F32","shape":[0,7],"data_offsets":[0,0]},"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"e":{"dtype":"BF16","shape":[1,1],"data_offsets":[8,10]},"f":{"dtype":"I8","shape":[1],"data_offsets":[10,11]},"g":{"dtype":"U8","shape":[3],"data_offsets":[11,14]}}"""u8.ToArray(), Data(14)],
        ["{}"u8.ToArray(), []],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. ((string[])["\"dtype\":", "\"shape\":", "\"data_offsets\":", "\"__metadata__\":", "\"F32\"", "\"F8_E4M3\"", "\"I32\"", "[]", "[0,0]", "{}", "{", "}", "[", "]", ",", ":", "null", "true", "\"a\"", "\"\\ud800\"", "\"\\u0000\"",
            ",\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}", "[4294967296,4294967296,4294967296]", "[[[[[[[[[[[[[[[[[[[["]).Select(Encoding.UTF8.GetBytes),
    ];

    public override byte[][] Assemble(byte[][] parts)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, parts[0].Length);
        return [[.. length, .. parts[0], .. parts[1]]];
    }

    public override void Parse(byte[][] files)
    {
        using SafetensorsFile file = SafetensorsFile.Read(files[0]);
        foreach (SafetensorsEntry tensor in file.Tensors)
        {
            _ = file.ShapeOf(tensor.Name);
            if (tensor.Type is SafetensorsType.F64 or SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16) _ = file.ReadFloats(tensor.Name);
            else _ = file.ReadLongs(tensor.Name);
        }
    }

    private static byte[] Data(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 37))];
}
