using Heed.Attention;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Attention;

public sealed class KeyValueCacheTests
{
    private const int Size = 12, Length = 150;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string score in AttentionScores.Names)
                foreach (string positions in (string[])["none", "rotary", "shaw", "t5", "alibi"])
                    if (Positions(positions).RefusalFor(AttentionScores.Create(score, new ScoreSizes(4, 4, 4)).Traits) is null) cases.Add(score, positions);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_with_a_window_give_the_bits_of_the_whole_sequence(string score, string positions)
    {
        MultiHeadAttention layer = Layer(score, positions);
        AttentionMask mask = AttentionMask.Causal & AttentionMask.Window(69, 0);
        Tensor x = GradientCheck.Random(1, 1, Length, Size), whole = layer.Forward(x, mask, New()).Output, rows = x.Reshape(Length, Size);
        var cache = new KeyValueCache(1);
        for (int t = 0; t < Length; t++)
        {
            TokenPlaces place = TokenPlaces.At(t, 1);
            ForwardContext call = New();
            cache.Append(layer.Remember(rows.Rows(t, 1), rows.Rows(t, 1), place, call));
            Tensor step = layer.Attend(rows.Rows(t, 1), place, cache.Memory, cache.LastTokens(), mask, call).Output;
            Numbers.AssertSameBits(whole.Reshape(Length, Size).Rows(t, 1).Values, step.Values);
        }
        Assert.Equal((1, Length), (cache.Rows, cache.Length));
    }

    [Fact]
    public void Hypotheses_are_kept_copied_dropped_and_put_in_another_order()
    {
        MultiHeadAttention layer = Layer("gaussian", "none");
        var cache = new KeyValueCache(3);
        cache.Select([0, 1, 2]);                                             // of an empty cache there is nothing to copy
        for (int t = 0; t < 20; t++) cache.Append(Memory(3, t));
        cache.Select([2, 0, 0, 1]);
        cache.Append(Memory(4, 20));
        Tensor keys = cache.Memory.Keys;
        int[] came = [2, 0, 0, 1];
        for (int row = 0; row < 4; row++)
        {
            for (int t = 0; t < 20; t++) Numbers.AssertSameBits(Memory(3, t).Keys.Rows(came[row], 1).Values, keys.Rows(row * cache.Capacity + t, 1).Values);
            Numbers.AssertSameBits(Memory(4, 20).Keys.Rows(row, 1).Values, keys.Rows(row * cache.Capacity + 20, 1).Values);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Select([4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Select([-1]));
        Assert.Throws<ArgumentException>(() => cache.Append(Memory(3, 0)));
        Assert.Throws<InvalidOperationException>(() => new KeyValueCache(1).Memory);
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyValueCache(-1));

        HeadMemory Memory(int rows, int t)
        {
            Tensor x = GradientCheck.Random((ulong)t + 10, rows, Size);
            return layer.Remember(x, x, TokenPlaces.At(t, rows), New());
        }
    }

    [Fact]
    public void Memory_grows_with_the_length_and_not_with_its_square()
    {
        MultiHeadAttention layer = Layer("scaled-dot", "none");
        long Reserved(int length)
        {
            var own = new Workspace();
            var tape = new GradientTape(own);
            MultiHeadResult result = layer.Forward(GradientCheck.Random(1, 1, length, Size), AttentionMask.Causal, new ForwardContext(own, tape));
            result.Output.Backend.AddTo(result.Output, tape.GradientOf(result.Output));
            tape.Backward();
            return own.Reserved;
        }
        Assert.True(Reserved(8192) < 8192L * 8192 / 8, $"{Reserved(8192)} floats");       // the weights of one head would be 8,192²
    }

    private static ForwardContext New() => new(new Workspace());

    private static PositionEncoding Positions(string name) => PositionEncodings.Create(name, new PositionOptions(Size, 3, 4, 200) { Causal = true, ClipDistance = 5, Buckets = 8, FarDistance = 20 });

    private static MultiHeadAttention Layer(string score, string positions)
    {
        var layer = new MultiHeadAttention(new MultiHeadOptions { QuerySize = Size, Heads = 3, Score = score, Positions = Positions(positions) });
        layer.Initialize(3);
        return layer;
    }
}
