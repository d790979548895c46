using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tests.Kernels;
using Heed.Tests.Tensors;

namespace Heed.Tests.Positions;

/// <summary>What every encoding of the catalogue keeps to.</summary>
public sealed class PositionEncodingsTests
{
    private static readonly PositionOptions Options = new(Size: 16, Heads: 2, HeadSize: 8, MostPositions: 512);

    private static readonly ScoreTraits[] Scores =
    [
        new("additive", KeptByRotation: false, LinearInKey: false),
        new("dot", KeptByRotation: true, LinearInKey: true),
        new("scaled-dot", KeptByRotation: true, LinearInKey: true),
        new("bilinear", KeptByRotation: false, LinearInKey: true),
        new("cosine", KeptByRotation: true, LinearInKey: false),
        new("gaussian", KeptByRotation: true, LinearInKey: false),
    ];

    public static TheoryData<string> Names => [.. PositionEncodings.All.Select(encoding => encoding.Name)];

    [Fact]
    public void Names_are_what_commands_call_them() =>
        Assert.Equal(["none", "normalised", "integer", "binary", "sinusoidal", "sinusoidal-halves", "learned", "shaw", "t5", "alibi", "rotary"],
            PositionEncodings.All.Select(encoding => encoding.Name));

    [Fact]
    public void An_unknown_name_is_refused_with_those_there_are() =>
        Assert.StartsWith("There is no position encoding 'sine'; choose one of none, normalised, integer,", Assert.Throws<ArgumentException>(() => PositionEncodings.Create("sine", Options)).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_sum_has_the_shape_of_the_embeddings_and_is_x_plus_the_table(string name)
    {
        PositionEncoding encoding = Places.Create(name, Options);
        Tensor x = GradientCheck.Random(1, 9, 16), y = encoding.Add(x, Places.Sentence(9), Places.Context());
        Assert.Equal(x.Shape, y.Shape);
        Tensor? table = encoding.Table(9);
        for (int i = 0; i < x.Shape.Count; i++) Assert.Equal(x.Values[i] + (table?.Values[i] ?? 0), y.Values[i]);
        Assert.Equal(table is null ? null : new Shape(9, 16), table?.Shape);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Step_t_gives_the_bits_of_row_t(string name)
    {
        PositionEncoding encoding = Places.Create(name, Options);
        Tensor x = GradientCheck.Random(1, 200, 16), queries = GradientCheck.Random(2, 200, 16);
        Tensor sum = encoding.Add(x, Places.Sentence(200), Places.Context()), turned = encoding.Rotate(queries, 2, Places.Sentence(200), Places.Context());
        PositionEncoding fresh = Places.Create(name, Options);                       // its tables grow step by step
        for (int t = 0; t < 200; t++)
        {
            Numbers.AssertSameBits(Places.Row(sum, t), fresh.Add(x.Rows(t, 1), TokenPlaces.At(t, 1), Places.Context()).Values);
            Numbers.AssertSameBits(Places.Row(turned, t), fresh.Rotate(queries.Rows(t, 1), 2, TokenPlaces.At(t, 1), Places.Context()).Values);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_the_embeddings_is_that_of_the_sum(string name)
    {
        PositionEncoding encoding = Places.Create(name, Options);
        Tensor x = GradientCheck.Random(1, 5, 16);
        var tape = new GradientTape(new Workspace());
        Tensor y = encoding.Add(x, Places.Sentence(5), Places.Context(tape));
        float[] upstream = Numbers.Uniform(y.Shape.Count, 2);
        upstream.CopyTo(tape.GradientOf(y).Memory);
        tape.Backward();
        Numbers.AssertSameBits(upstream, tape.GradientOf(x).Values);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_that_ask_at_once_get_the_same(string name)
    {
        PositionEncoding encoding = Places.Create(name, Options);
        Tensor x = GradientCheck.Random(1, 1, 16);
        float[][] expected = [.. Enumerable.Range(0, 400).Select(t => All(Places.Create(name, Options), t))];
        float[][] actual = new float[400][];
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, t => actual[t] = All(encoding, t));
        for (int t = 0; t < 400; t++) Numbers.AssertSameBits(expected[t], actual[t]);

        float[] All(PositionEncoding encoding, int t) =>
        [
            .. encoding.Add(x, TokenPlaces.At(t, 1), Places.Context()).Values,
            .. encoding.Rotate(x, 2, TokenPlaces.At(t, 1), Places.Context()).Values,
            .. encoding.Bias(x, 2, Places.Context())?.Table?.Values.ToArray() ?? [],
        ];
    }

    [Fact]
    public void Each_acts_where_it_says()
    {
        string[] Acting(Func<PositionEncoding, bool> where) => [.. PositionEncodings.All.Where(e => where(Places.Create(e.Name, Options))).Select(e => e.Name)];
        Tensor x = GradientCheck.Random(1, 3, 16);
        Assert.Equal(["normalised", "integer", "binary", "sinusoidal", "sinusoidal-halves", "learned"], Acting(e => e.Add(x, Places.Sentence(3), Places.Context()) != x));
        Assert.Equal(["rotary"], Acting(e => e.Rotate(x, 2, Places.Sentence(3), Places.Context()) != x));
        Assert.Equal(["shaw", "t5", "alibi"], Acting(e => e.Bias(x, 2, Places.Context()) is not null));
        Assert.Equal(["learned", "shaw", "t5"], Acting(e => e.ParameterCount > 0));
        Assert.Equal(["normalised", "binary", "learned"], Acting(e => e.MostPositions == 512));
    }

    // Which score × encoding pairs mean something.
    [Theory]
    [MemberData(nameof(Names))]
    public void Pairs_that_mean_nothing_are_refused_with_the_reason(string name)
    {
        PositionEncoding encoding = Places.Create(name, Options);
        foreach (ScoreTraits score in Scores)
        {
            bool refused = name switch
            {
                "rotary" => score.Name is "additive" or "bilinear",
                "shaw" => score.Name is "additive" or "cosine" or "gaussian",
                _ => false,
            };
            Assert.Equal(refused, encoding.RefusalFor(score) is not null);
            if (refused) Assert.StartsWith($"{name}: {score.Name} ", encoding.RefusalFor(score), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_not_given_is_named()
    {
        Tensor x = GradientCheck.Random(1, 1, 16);
        foreach ((string name, _, _) in PositionEncodings.All)
        {
            PositionEncoding encoding = Places.Create(name, Options);
            if (encoding.Table(1) is not null)
            {
                Assert.Throws<ArgumentNullException>("x", () => encoding.Add(null!, TokenPlaces.At(0, 1), Places.Context()));
                Assert.Throws<ArgumentNullException>("context", () => encoding.Add(x, TokenPlaces.At(0, 1), null!));
            }
        }
        PositionEncoding rotary = Places.Create("rotary", Options), shaw = Places.Create("shaw", Options);
        Assert.Throws<ArgumentNullException>("x", () => rotary.Rotate(null!, 2, TokenPlaces.At(0, 1), Places.Context()));
        Assert.Throws<ArgumentNullException>("context", () => rotary.Rotate(x, 2, TokenPlaces.At(0, 1), null!));
        Assert.Throws<ArgumentNullException>("queries", () => shaw.Bias(null!, 2, Places.Context()));
        Assert.Throws<ArgumentNullException>("context", () => shaw.Bias(x, 2, null!));
        Assert.Throws<ArgumentNullException>("context", () => Places.Create("t5", Options).Bias(x, 2, null!));
        Assert.Throws<ArgumentNullException>("options", () => PositionEncodings.Create("none", null!));
        Assert.Throws<ArgumentNullException>("rows", () => TokenPlaces.Of(null!));
        Assert.Throws<ArgumentNullException>("encoding", () => PositionCriteria.Of(null!));
    }

    [Fact]
    public void Options_reach_the_encodings()
    {
        PositionOptions options = Options with { Causal = true, ClipDistance = 3, Buckets = 6, FarDistance = 10, Base = 100 };
        Tensor x = GradientCheck.Random(1, 1, 16);
        Assert.Equal(7, PositionEncodings.Create("shaw", options).Bias(x, 2, Places.Context())!.Distances);
        Assert.Equal((-10, 11), PositionEncodings.Create("t5", options).Bias(x, 2, Places.Context()) is { } bias ? (bias.Least, bias.Distances) : default);
        Assert.Equal(12, PositionEncodings.Create("t5", options).ParameterCount);
        Assert.Equal(new SinusoidalEncoding(16, 100).Table(5)!.Values, PositionEncodings.Create("sinusoidal", options).Table(5)!.Values);
        Assert.Equal(new SinusoidalHalvesEncoding(16, 100).Table(5)!.Values, PositionEncodings.Create("sinusoidal-halves", options).Table(5)!.Values);
        Assert.Equal(new RotaryEncoding(8, 100).Rotate(x, 2, TokenPlaces.At(5, 1), Places.Context()).Values,
            PositionEncodings.Create("rotary", options).Rotate(x, 2, TokenPlaces.At(5, 1), Places.Context()).Values);
        Assert.Equal(9, ((BinaryEncoding)PositionEncodings.Create("binary", options)).Digits);
    }

    [Fact]
    public void Places_of_sentences_in_either_order_of_rows()
    {
        TokenPlaces consecutive = TokenPlaces.Of(new ConsecutiveRows([2, 3], firstSentence: 7)), packed = TokenPlaces.Of(new PackedSequence([2, 3]));
        Assert.Equal([0, 1, 0, 1, 2], consecutive.Positions);
        Assert.Equal([2, 2, 3, 3, 3], consecutive.Lengths!);
        Assert.Equal(packed.Positions.Order(), consecutive.Positions.Order());
        for (int row = 0; row < 5; row++) Assert.True(packed.Positions[row] < packed.Lengths![row]);
        Assert.Equal([4, 4, 4], TokenPlaces.At(4, 3).Positions);
        Assert.Null(TokenPlaces.At(4, 3).Lengths);
    }
}
