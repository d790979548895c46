using Heed.Attention;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tests.Tensors;

namespace Heed.Tests.Positions;

/// <summary>What scores say of themselves, on which encodings rely, is measured.</summary>
public sealed class ScoreTraitsTests
{
    private const int Size = 6;

    public static TheoryData<string> Names => [.. AttentionScores.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_is_kept_by_rotation_if_it_says_so(string name)
    {
        AttentionScore score = Create(name);
        Tensor q = GradientCheck.Random(1, 1, 3, Size), k = GradientCheck.Random(2, 1, 4, Size);
        double change = Largest(Of(score, q, k), Of(score, Turned(q), Turned(k)));
        if (score.Traits.KeptByRotation) Assert.InRange(change, 0, 1e-5);
        else Assert.InRange(change, 1e-3, double.MaxValue);
    }

    // score(q, k + a) = score(q, k) + q̃ · a
    [Theory]
    [MemberData(nameof(Names))]
    public void A_score_is_linear_in_the_key_if_it_says_so(string name)
    {
        AttentionScore score = Create(name);
        Tensor q = GradientCheck.Random(1, 1, 3, Size), k = GradientCheck.Random(2, 1, 4, Size), a = GradientCheck.Random(3, Size);
        Tensor beside = new(k.Shape, [.. k.Values.ToArray().Select((v, i) => v + a.Values[i % Size])]);
        Tensor prepared = score.PrepareQueries(q.Reshape(3, Size), Places.Context());
        float[] expected = Of(score, q, k);
        for (int i = 0; i < expected.Length; i++)
            for (int n = 0; n < Size; n++) expected[i] += prepared.Values[i / 4 * Size + n] * a.Values[n];
        double difference = Largest(expected, Of(score, q, beside));
        if (score.Traits.LinearInKey) Assert.InRange(difference, 0, 1e-5);
        else Assert.InRange(difference, 1e-3, double.MaxValue);
    }

    // Sentences may begin anywhere: only how far query and key are apart counts.
    [Theory]
    [MemberData(nameof(Names))]
    public void Rotary_positions_make_a_score_depend_on_the_distance_alone_where_they_are_not_refused(string name)
    {
        AttentionScore score = Create(name);
        var rotary = new RotaryEncoding(Size);
        double change = Largest(At(0), At(1000));
        if (rotary.RefusalFor(score.Traits) is null) Assert.InRange(change, 0, 1e-4);
        else Assert.InRange(change, 1e-3, double.MaxValue);

        float[] At(int start)
        {
            var places = new TokenPlaces([start, start + 1, start + 2], null);
            Tensor q = rotary.Rotate(GradientCheck.Random(1, 3, Size), 1, places, Places.Context()), k = rotary.Rotate(GradientCheck.Random(2, 3, Size), 1, places, Places.Context());
            return Of(score, q.Reshape(1, 3, Size), k.Reshape(1, 3, Size));
        }
    }

    private static AttentionScore Create(string name)
    {
        AttentionScore score = AttentionScores.Create(name, new ScoreSizes(Size, Size, Size));
        score.Initialize(5);
        return score;
    }

    private static float[] Of(AttentionScore score, Tensor q, Tensor k) => score.Of(q, k, Places.Context()).Values.ToArray();

    private static double Largest(float[] x, float[] y) => x.Zip(y, (a, b) => Math.Abs((double)a - b)).Max();

    // Every pair of neighbouring features turned by an angle of its own, one pair after the other.
    private static Tensor Turned(Tensor x)
    {
        float[] values = x.Values.ToArray();
        for (int start = 0; start < values.Length; start += Size)
            for (int i = 0; i + 1 < Size; i++)
            {
                (double sin, double cos) = Math.SinCos(0.7 + i);
                (float a, float b) = (values[start + i], values[start + i + 1]);
                values[start + i] = (float)(a * cos - b * sin);
                values[start + i + 1] = (float)(a * sin + b * cos);
            }
        return new Tensor(x.Shape, values);
    }
}
