using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Heed.Files;

namespace Heed.Tests.Files;

public sealed class SafetensorsTests
{
    [Fact]
    public void A_file_written_by_hand_reads_as_it_was_meant()
    {
        byte[] file = Bytes("""{"__metadata__":{"format":"pt","who":"é"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"I16","shape":[],"data_offsets":[8,10]}}  """,
            [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xFE, 0xFF]);
        using var read = SafetensorsFile.Read(file);
        Assert.Equal(["b", "a"], read.Tensors.Select(t => t.Name));
        Assert.Equal([1f, -2f], read.ReadFloats("b"));
        Assert.Equal([-2], read.ReadInts("a"));
        Assert.Equal([-2L], read.ReadLongs("a"));
        Assert.Empty(read.ShapeOf("a"));
        Assert.Equal([2], read.ShapeOf("b"));
        Assert.Equal(1, read["a"].Count);
        Assert.Equal("é", read.Metadata["who"]);
        Assert.True(read.Contains("a"));
        Assert.False(read.Contains("c"));
    }

    [Fact]
    public void Every_element_type_converts_to_the_values_its_bits_mean()
    {
        Assert.Equal([0.5f, float.PositiveInfinity], Floats("F64", 8, BitConverter.GetBytes(0.5), BitConverter.GetBytes(1e300)));
        Assert.Equal([1.5f, 6.1035156e-5f, -65504f], Floats("F16", 2, [0x00, 0x3E], [0x00, 0x04], [0xFF, 0xFB]));
        Assert.Equal([1f, -3.140625f, float.NaN], Floats("BF16", 2, [0x80, 0x3F], [0x49, 0xC0], [0xC0, 0x7F]));
        Assert.Equal([-1, 7], Ints("I64", 8, BitConverter.GetBytes(-1L), BitConverter.GetBytes(7L)));
        Assert.Equal([int.MinValue], Ints("I32", 4, BitConverter.GetBytes(int.MinValue)));
        Assert.Equal([-128, 127], Ints("I8", 1, [0x80], [0x7F]));
        Assert.Equal([128, 255], Ints("U8", 1, [0x80], [0xFF]));
        Assert.Equal([0, 1], Ints("BOOL", 1, [0], [1]));
    }

    [Fact]
    public void Integers_that_do_not_fit_and_bytes_that_are_no_truth_value_are_refused()
    {
        Assert.Contains("32 bits", Assert.Throws<InvalidDataException>(() => Ints("I64", 8, BitConverter.GetBytes(1L << 31))).Message);
        Assert.Contains("neither true nor false", Assert.Throws<InvalidDataException>(() => Ints("BOOL", 1, [2])).Message);
        Assert.Contains("integers are needed", Assert.Throws<InvalidDataException>(() => Ints("F32", 4, [0, 0, 0, 0])).Message);
        Assert.Contains("floating-point numbers are needed", Assert.Throws<InvalidDataException>(() => Floats("I32", 4, [0, 0, 0, 0])).Message);
    }

    [Fact]
    public void Empty_and_zero_dimensional_tensors_are_legal_and_so_is_a_file_without_any()
    {
        using var read = SafetensorsFile.Read(Bytes("""{"e":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]},"z":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"f":{"dtype":"F32","shape":[0],"data_offsets":[1,1]}}""", [9]));
        Assert.Empty(read.ReadFloats("e"));
        Assert.Empty(read.ReadFloats("f"));
        Assert.Equal([9], read.ReadInts("z"));
        using var none = SafetensorsFile.Read(Bytes("{}", []));
        Assert.Empty(none.Tensors);
        Assert.Empty(none.Metadata);
    }

    [Theory]
    [InlineData("""[]""", 0, "begins with byte 0x5B")]
    [InlineData(""" {}""", 0, "begins with byte 0x20")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("""{} x""", 0, "not valid JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}""", 4, "not valid JSON")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}""", 0, "'a' is not described by an object")]
    [InlineData("""{"a":{"x":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}}""", 0, "not valid JSON")]
    [InlineData("""{"\ud800":{}}""", 0, "surrogate")]
    [InlineData("""{"a":7}""", 0, "'a' is not described by an object")]
    [InlineData("""{"a":{}}""", 0, "'a' has no dtype")]
    [InlineData("""{"a":{"dtype":"F32"}}""", 0, "'a' has no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "'a' has no data_offsets")]
    [InlineData("""{"a":{"dtype":32,"shape":[1],"data_offsets":[0,4]}}""", 4, "'a' has a dtype that is not a string")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "'a' has the type 'F8_E4M3', which Heed does not read")]
    [InlineData("""{"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}}""", 8, "'a' has the type 'U64', which Heed does not read")]
    [InlineData("""{"a":{"dtype":"F32","shape":4,"data_offsets":[0,4]}}""", 4, "'a' has a shape that is not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "'a' has a shape that is not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "'a' has a shape that is not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}""", 4, "'a' has a shape that is not a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "'a' has a shape whose product is more than")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}""", 0, "'a' has a shape whose product is more than")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "'a' has data_offsets that are not a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'a' has data_offsets that are not a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "'a' has a range of 4 bytes, but its shape [2] of F32 takes 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "'a' begins at byte 4, but the data before it ends at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "'b' begins at byte 2, inside the tensor before it")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "'b' begins at byte 8, but the data before it ends at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 3, "'a' ends at byte 4, past the end of the data at 3")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "1 bytes belong to no tensor")]
    [InlineData("""{}""", 5, "5 bytes belong to no tensor")]
    [InlineData("""{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' is listed twice")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' has the key 'dtype' twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ is listed twice")]
    [InlineData("""{"__metadata__":{"a":"x","a":"y"}}""", 0, "__metadata__ has the key 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "other than a string under 'a'")]
    [InlineData("""{"__metadata__":null}""", 0, "not an object of strings")]
    public void A_malformed_header_is_refused_in_one_line_that_says_what(string json, int dataLength, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(Bytes(json, new byte[dataLength]), "m.safetensors"));
        Assert.StartsWith("m.safetensors: ", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Theory]
    [InlineData(100_000_001UL, "more than the 100,000,000 the format allows")]
    [InlineData(ulong.MaxValue, "more than the 100,000,000 the format allows")]
    [InlineData(99_999_999UL, "the file has 10 in all")]
    [InlineData(3UL, "the file has 10 in all")]
    [InlineData(0UL, "the header is empty")]
    public void A_header_length_that_cannot_be_is_refused_before_memory_is_taken(ulong length, string expected)
    {
        byte[] file = [0, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(file));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Too_few_bytes_for_a_length_are_refused() =>
        Assert.Contains("7 bytes are too few", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(new byte[7])).Message);

    [Fact]
    public void Control_characters_of_a_name_never_reach_a_message()
    {
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(Bytes("""{"\u001b[31m\nred\u202e":{}}""", [])));
        Assert.Contains("'�[31m�red�' has no dtype", error.Message);
    }

    [Fact]
    public void Invalid_utf8_in_the_header_is_refused()
    {
        byte[] file = Bytes("""{"?":{}}""", []);
        file[10] = 0xFF;
        Assert.Contains("UTF-8", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Read(file)).Message);
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        using var read = SafetensorsFile.Read(Bytes("{}", []), "m");
        Assert.Equal("m: there is no tensor 'a' among the 0.", Assert.Throws<InvalidDataException>(() => read.ReadFloats("a")).Message);
    }

    [Fact]
    public void A_destination_of_another_length_is_the_callers_mistake()
    {
        using var read = SafetensorsFile.Read(Bytes("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", new byte[4]));
        Assert.Throws<ArgumentException>(() => read.ReadFloats("a", new float[2]));
    }

    [Fact]
    public void A_written_file_has_the_largest_types_first_a_padded_header_and_the_format()
    {
        byte[] bytes = Written(
        [
            TensorToWrite.Floats("half", [2], new float[] { 1, 2 }, SafetensorsType.F16),
            TensorToWrite.Floats("z", [1], new float[] { 3 }),
            TensorToWrite.Longs("long", [], new long[] { 4 }),
            TensorToWrite.Ints("a", [2, 1], new[] { 5, 6 }),
        ], new Dictionary<string, string> { ["who"] = "me" });
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Equal("""{"__metadata__":{"format":"pt","who":"me"},"long":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"a":{"dtype":"I32","shape":[2,1],"data_offsets":[8,16]},"z":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},"half":{"dtype":"F16","shape":[2],"data_offsets":[20,24]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([4, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0x40, 0x40, 0x00, 0x3C, 0x00, 0x40], bytes[(8 + length)..]);
    }

    [Fact]
    public void Halves_are_rounded_to_the_nearest_with_ties_to_even()
    {
        float[] values = [1f + (1f / 256), 1f + (3f / 256), 1f + (1.01f / 256), float.NaN, float.NegativeInfinity, 3.4e38f, 0f];
        using var bf16 = SafetensorsFile.Read(Written([TensorToWrite.Floats("x", [7], values, SafetensorsType.BF16)]));
        Assert.Equal([1f, 1f + (4f / 256), 1f + (2f / 256), float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0f], bf16.ReadFloats("x"));
        using var f16 = SafetensorsFile.Read(Written([TensorToWrite.Floats("x", [7], values, SafetensorsType.F16)]));
        Assert.Equal([1.00390625f, 1.01171875f, (float)(Half)values[2], float.NaN, float.NegativeInfinity, float.PositiveInfinity, 0f], f16.ReadFloats("x"));
    }

    [Fact]
    public void A_payload_in_the_lower_half_does_not_turn_nan_into_infinity()
    {
        float[] nan = [BitConverter.UInt32BitsToSingle(0x7F800001)];
        using var read = SafetensorsFile.Read(Written([TensorToWrite.Floats("x", [1], nan, SafetensorsType.BF16)]));
        Assert.True(float.IsNaN(read.ReadFloats("x")[0]));
    }

    [Fact]
    public void The_order_the_tensors_come_in_does_not_change_the_bytes()
    {
        TensorToWrite[] tensors = [.. Enumerable.Range(0, 9).Select(i => TensorToWrite.Floats($"t{i}", [i], new float[i], (i % 2) == 0 ? SafetensorsType.F32 : SafetensorsType.F16))];
        Assert.Equal(Written(tensors), Written([.. tensors.Reverse()]));
    }

    [Fact]
    public void A_tensor_under_two_names_is_written_once_and_the_metadata_says_so()
    {
        float[] shared = [1, 2, 3, 4];
        byte[] bytes = Written(
        [
            TensorToWrite.Floats("output", [2, 2], shared),
            TensorToWrite.Floats("embed", [2, 2], shared),
            TensorToWrite.Floats("equal_but_elsewhere", [2, 2], shared.ToArray()),
            TensorToWrite.Floats("none", [0], Array.Empty<float>()),
            TensorToWrite.Floats("nothing", [0], Array.Empty<float>()),
        ]);
        using var read = SafetensorsFile.Read(bytes);
        Assert.Equal(["embed", "equal_but_elsewhere", "none", "nothing"], read.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Equal("embed", read.Metadata["output"]);
    }

    [Fact]
    public void What_cannot_be_written_is_refused()
    {
        float[] one = [1];
        Assert.Throws<ArgumentException>(() => TensorToWrite.Floats("x", [2], one));
        Assert.Throws<ArgumentException>(() => TensorToWrite.Floats("x", [1], one, SafetensorsType.I32));
        Assert.Throws<ArgumentException>(() => TensorToWrite.Ints("x", [1], new[] { 1 }, SafetensorsType.U8));
        Assert.Throws<ArgumentException>(() => Written([TensorToWrite.Floats("x", [1], one), TensorToWrite.Floats("x", [1], one)]));
        Assert.Throws<ArgumentException>(() => Written([TensorToWrite.Floats("__metadata__", [1], one)]));
        Assert.Throws<ArgumentException>(() => Written([TensorToWrite.Floats("\ud800", [1], one)]));
        Assert.Throws<ArgumentException>(() => Written([], new Dictionary<string, string> { ["format"] = "tf" }));
    }

    [Fact]
    public void A_file_on_disk_reads_back_bit_for_bit_over_many_blocks_and_may_be_replaced_while_open()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("heed-safetensors-").FullName, "big.safetensors");
        float[] floats = [.. Enumerable.Range(0, 40_001).Select(i => 1f / (i + 1))];
        int[] ints = [.. Enumerable.Range(0, 33_333).Select(i => i * 60_013)];
        SafetensorsWriter.Write(path,
        [
            TensorToWrite.Floats("f32", [40_001], floats),
            TensorToWrite.Floats("f16", [40_001], floats, SafetensorsType.F16),
            TensorToWrite.Floats("bf16", [40_001], floats, SafetensorsType.BF16),
            TensorToWrite.Ints("i32", [33_333], ints),
            TensorToWrite.Ints("i64", [33_333], ints, SafetensorsType.I64),
        ]);
        using (var read = SafetensorsFile.Open(path))
        {
            SafetensorsWriter.Write(path, []);
            Assert.Equal(floats, read.ReadFloats("f32"));
            Assert.Equal(floats.Select(x => (float)(Half)x), read.ReadFloats("f16"));
            Assert.All(read.ReadFloats("bf16").Zip(floats), pair => Assert.InRange(pair.First / pair.Second, 1 - (1f / 256), 1 + (1f / 256)));
            Assert.Equal(ints, read.ReadInts("i32"));
            Assert.Equal(ints, read.ReadInts("i64"));
        }
        using (var stream = File.OpenRead(path))
        {
            Assert.Empty(SafetensorsFile.Read(stream).Tensors);
        }
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void Every_golden_file_opens_and_its_numbers_are_finite()
    {
        Assert.NotEmpty(Fixtures.Names);
        foreach (string name in Fixtures.Names)
        {
            using SafetensorsFile file = Fixtures.Open(name);
            Assert.NotEmpty(file.Tensors);
            foreach (SafetensorsEntry tensor in file.Tensors)
            {
                if (tensor.Type.IsFloat())
                {
                    Assert.All(file.ReadFloats(tensor.Name), x => Assert.True(float.IsFinite(x)));
                }
                else
                {
                    Assert.Equal(tensor.Count, file.ReadInts(tensor.Name).Length);
                }
            }
        }
    }

    [Fact]
    public void A_golden_file_written_anew_is_the_same_file_to_a_reader()
    {
        using SafetensorsFile golden = Fixtures.Open("gru");
        using var again = SafetensorsFile.Read(Written([.. golden.Tensors.Select(t => t.Type.IsFloat()
            ? TensorToWrite.Floats(t.Name, golden.ShapeOf(t.Name), golden.ReadFloats(t.Name))
            : TensorToWrite.Ints(t.Name, golden.ShapeOf(t.Name), golden.ReadInts(t.Name)))], golden.Metadata.Where(p => p.Key != "format").ToDictionary()));
        Assert.Equal(golden.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal), again.Tensors.Select(t => t.Name).Order(StringComparer.Ordinal));
        foreach (SafetensorsEntry tensor in golden.Tensors.Where(t => t.Type.IsFloat()))
        {
            Assert.Equal(tensor.Shape, again[tensor.Name].Shape);
            Assert.Equal(golden.ReadFloats(tensor.Name), again.ReadFloats(tensor.Name));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_files_give_tensors_or_a_clear_refusal_and_nothing_else()
    {
        byte[] sound = Written(
        [
            TensorToWrite.Floats("a", [2, 3], new float[6]),
            TensorToWrite.Floats("b.c", [], new float[1], SafetensorsType.BF16),
            TensorToWrite.Ints("d", [0, 2], Array.Empty<int>()),
            TensorToWrite.Longs("e", [2], new long[2]),
        ], new Dictionary<string, string> { ["k"] = "v" });
        string[] scraps = ["{", "}", "[", "]", "\"", ",", ":", "\\u0000", "\\ud83d", "-1", "9223372036854775807", "1e9", "null", "\"a\"", "\"dtype\":\"F32\"", "__metadata__", "\u00FF", "F64", "BOOL"];
        var random = new Lcg(20240607);
        int refused = 0;
        for (int round = 0; round < 10_000; round++)
        {
            var bytes = new List<byte>(sound);
            for (int change = 1 + random.Next(4); change > 0 && bytes.Count > 0; change--)
            {
                // Half of the time in the length and header, where the damage is interesting.
                int at = random.Next(random.Next(2) == 0 ? bytes.Count : Math.Min(bytes.Count, 120));
                switch (random.Next(6))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(8))); break;
                    case 3: bytes.InsertRange(at, Encoding.Latin1.GetBytes(scraps[random.Next(scraps.Length)])); break;
                    case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                    default: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + random.Next(40)))); break;
                }
            }
            if (bytes.Count >= 8 && random.Next(2) == 0)
            {
                // Mend the length, so that the damage lies in the JSON and the ranges.
                byte[] mended = [.. bytes];
                int end = Array.LastIndexOf(mended, (byte)'}');
                BinaryPrimitives.WriteUInt64LittleEndian(mended, (ulong)Math.Max(0, end + 1 - 8));
                bytes = [.. mended];
            }
            try
            {
                using var read = SafetensorsFile.Read(bytes.ToArray());
                foreach (SafetensorsEntry tensor in read.Tensors)
                {
                    _ = tensor.Type.IsFloat() ? read.ReadFloats(tensor.Name).Length : read.ReadLongs(tensor.Name).Length;
                }
            }
            catch (InvalidDataException e)
            {
                refused++;
                Assert.True(e.Message.Length < 400 && e.Message.All(c => !char.IsControl(c)), e.Message);
            }
        }
        Assert.InRange(refused, 5_000, 9_999);
    }

    private static float[] Floats(string type, int size, params byte[][] elements) => One(type, size, elements).ReadFloats("x");

    private static int[] Ints(string type, int size, params byte[][] elements) => One(type, size, elements).ReadInts("x");

    private static SafetensorsFile One(string type, int size, byte[][] elements) => SafetensorsFile.Read(Bytes(
        JsonSerializer.Serialize(new Dictionary<string, object> { ["x"] = new { dtype = type, shape = new[] { elements.Length }, data_offsets = new[] { 0, size * elements.Length } } }),
        [.. elements.SelectMany(e => e)]));

    private static byte[] Bytes(string json, byte[] data)
    {
        byte[] header = Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];
    }

    private static byte[] Written(IReadOnlyList<TensorToWrite> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, metadata);
        return stream.ToArray();
    }
}
