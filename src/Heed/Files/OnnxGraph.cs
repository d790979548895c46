using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Heed.Files;

/// <summary>
/// A graph of operations in the Open Neural Network Exchange format (onnx.ai, operators of version 17), built node by node and written as the protocol buffer that it is. Names of results are given out here.
/// </summary>
internal sealed class OnnxGraph(string name)
{
    private const int IrVersion = 8, Opset = 17, FloatType = 1, LongType = 7;

    private readonly List<byte[]> _nodes = [], _inputs = [], _outputs = [];
    private readonly List<(string Name, long[] Shape, ReadOnlyMemory<float> Floats, long[]? Longs)> _constants = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>An input of 32-bit floats; sizes are numbers, or names of what may be any.</summary>
    public string Floats(string input, params object[] shape) => Value(_inputs, input, FloatType, shape);

    /// <summary>An input of 64-bit integers.</summary>
    public string Longs(string input, params object[] shape) => Value(_inputs, input, LongType, shape);

    /// <summary>Makes a result an output of this name.</summary>
    public void Output(string result, string output, params object[] shape)
    {
        AddNode("Identity", [result], [output], []);
        Value(_outputs, output, FloatType, shape);
    }

    /// <summary>Numbers that are part of the graph; the same name is the same numbers.</summary>
    public string Constant(string constant, ReadOnlyMemory<float> values, params long[] shape)
    {
        if (_known.TryAdd(constant, constant)) _constants.Add((constant, shape, values, null));
        return constant;
    }

    /// <summary>One number.</summary>
    public string Scalar(float value) => Constant(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"scalar_{value:R}"), new[] { value });

    /// <summary>Whole numbers in a row, such as a shape.</summary>
    public string Numbers(params long[] values)
    {
        string constant = "numbers_" + string.Join('_', values);
        if (_known.TryAdd(constant, constant)) _constants.Add((constant, [values.Length], default, values));
        return constant;
    }

    /// <summary>A node with one result.</summary>
    public string Node(string operation, string[] inputs, params (string Name, object Value)[] attributes) => Node(operation, inputs, 1, attributes)[0];

    /// <summary>The axes in another order.</summary>
    public string Transpose(string x, params int[] order) => Node("Transpose", [x], ("perm", order));

    /// <summary>A node with several results.</summary>
    public string[] Node(string operation, string[] inputs, int results, params (string Name, object Value)[] attributes)
    {
        string[] outputs = [.. Enumerable.Range(0, results).Select(_ => $"r{_next++}")];
        AddNode(operation, inputs, outputs, attributes);
        return outputs;
    }

    /// <summary>Writes the whole model.</summary>
    public void Write(Stream stream)
    {
        var graph = new MemoryStream();
        foreach (byte[] node in _nodes) Message(graph, 1, node);
        Text(graph, 2, name);
        byte[][] heads = [.. _constants.Select(Head)];
        long bytes = graph.Length + _inputs.Concat(_outputs).Sum(value => Framed(value.Length));
        for (int i = 0; i < heads.Length; i++) bytes += Framed(heads[i].Length + Data(_constants[i]));
        // Messages begin with their length; large constants are written straight from where they are.
        var model = new MemoryStream();
        Number(model, 1, IrVersion);
        Text(model, 2, "Heed");
        var opset = new MemoryStream();
        Text(opset, 1, "");
        Number(opset, 2, Opset);
        Message(model, 8, opset.ToArray());
        Varint(model, 7 << 3 | 2);
        Varint(model, (ulong)bytes);
        model.WriteTo(stream);
        graph.WriteTo(stream);
        for (int i = 0; i < heads.Length; i++)
        {
            var frame = new MemoryStream();
            Varint(frame, 5 << 3 | 2);
            Varint(frame, (ulong)(heads[i].Length + Data(_constants[i])));
            frame.Write(heads[i]);
            frame.WriteTo(stream);
            WriteData(stream, _constants[i]);
        }
        foreach (byte[] input in _inputs) Message(stream, 11, input);
        foreach (byte[] output in _outputs) Message(stream, 12, output);
    }

    private void AddNode(string operation, string[] inputs, string[] outputs, (string Name, object Value)[] attributes)
    {
        var node = new MemoryStream();
        foreach (string input in inputs) Text(node, 1, input);
        foreach (string output in outputs) Text(node, 2, output);
        Text(node, 3, $"n{_nodes.Count}");
        Text(node, 4, operation);
        foreach ((string attribute, object value) in attributes)
        {
            var of = new MemoryStream();
            Text(of, 1, attribute);
            switch (value)
            {
                case float number: Single(of, 2, number); Number(of, 20, 1); break;
                case int number: Number(of, 3, number); Number(of, 20, 2); break;
                case string text: Text(of, 4, text); Number(of, 20, 3); break;
                case int[] numbers:
                    foreach (int number in numbers) Number(of, 8, number);
                    Number(of, 20, 7);
                    break;
                default: throw new ArgumentException($"OnnxGraph: {attribute} of {operation} is of a kind that is not written.", nameof(attributes));
            }
            Message(node, 5, of.ToArray());
        }
        _nodes.Add(node.ToArray());
    }

    private static string Value(List<byte[]> to, string value, int type, object[] shape)
    {
        var sizes = new MemoryStream();
        foreach (object size in shape)
        {
            var dimension = new MemoryStream();
            if (size is string any) Text(dimension, 2, any);
            else Number(dimension, 1, Convert.ToInt64(size, System.Globalization.CultureInfo.InvariantCulture));
            Message(sizes, 1, dimension.ToArray());
        }
        var tensor = new MemoryStream();
        Number(tensor, 1, type);
        Message(tensor, 2, sizes.ToArray());
        var kind = new MemoryStream();
        Message(kind, 1, tensor.ToArray());
        var all = new MemoryStream();
        Text(all, 1, value);
        Message(all, 2, kind.ToArray());
        to.Add(all.ToArray());
        return value;
    }

    // A constant up to its data, the header of which is the last of it.
    private static byte[] Head((string Name, long[] Shape, ReadOnlyMemory<float> Floats, long[]? Longs) constant)
    {
        var head = new MemoryStream();
        foreach (long size in constant.Shape) Number(head, 1, size);
        Number(head, 2, constant.Longs is null ? FloatType : LongType);
        Text(head, 8, constant.Name);
        Varint(head, 9 << 3 | 2);
        Varint(head, (ulong)Data(constant));
        return head.ToArray();
    }

    private static long Data((string, long[], ReadOnlyMemory<float> Floats, long[]? Longs) constant) => constant.Longs is { } longs ? 8L * longs.Length : 4L * constant.Floats.Length;

    private static void WriteData(Stream stream, (string, long[], ReadOnlyMemory<float> Floats, long[]? Longs) constant)
    {
        byte[] number = new byte[8];
        if (constant.Longs is { } longs)
        {
            foreach (long value in longs)
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, value);
                stream.Write(number);
            }
            return;
        }
        if (BitConverter.IsLittleEndian)
        {
            for (int i = 0; i < constant.Floats.Length; i += 1 << 20) stream.Write(MemoryMarshal.AsBytes(constant.Floats.Span.Slice(i, Math.Min(1 << 20, constant.Floats.Length - i))));
            return;
        }
        foreach (float value in constant.Floats.Span)
        {
            BinaryPrimitives.WriteSingleLittleEndian(number, value);
            stream.Write(number, 0, 4);
        }
    }

    // The bytes of a message, and those that stand before it: a tag, which takes one byte here, and the length.
    private static long Framed(long length)
    {
        long all = length + 2;
        for (ulong rest = (ulong)length >> 7; rest > 0; rest >>= 7) all++;
        return all;
    }

    private static void Varint(Stream stream, ulong value)
    {
        while (value >= 0x80)
        {
            stream.WriteByte((byte)(value | 0x80));
            value >>= 7;
        }
        stream.WriteByte((byte)value);
    }

    private static void Number(Stream stream, int field, long value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, (ulong)value);
    }

    private static void Single(Stream stream, int field, float value)
    {
        Varint(stream, (ulong)field << 3 | 5);
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void Text(Stream stream, int field, string text) => Message(stream, field, Encoding.UTF8.GetBytes(text));

    private static void Message(Stream stream, int field, byte[] bytes)
    {
        Varint(stream, (ulong)field << 3 | 2);
        Varint(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }
}
