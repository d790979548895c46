using FsCheck;
using FsCheck.Fluent;
using Heed.Text;

namespace Heed.Tests.Text;

public sealed class SymmetrisationTests
{
    // Forward and backward agree on (0, 0). (1, 1) stands beside it, (3, 3) beside nothing, (3, 0) has no word that is free once (3, 3) is there.
    private static readonly (int, int)[] Forward = [(0, 0), (1, 1), (3, 3)], Backward = [(0, 0), (3, 0), (1, 0)];

    [Theory]
    [InlineData("intersection", "0-0")]
    [InlineData("union", "0-0 1-0 1-1 3-0 3-3")]
    [InlineData("grow-diagonal", "0-0 1-0 1-1")]
    [InlineData("grow-diagonal-final", "0-0 1-0 1-1 3-3")]
    public void By_hand(string way, string expected) => Assert.Equal(expected, string.Join(' ', Symmetrisations.Named(way).Join(Forward, Backward).Select(link => $"{link.Source}-{link.Target}")));

    [Fact]
    public void Each_way_has_at_least_what_both_have_and_at_most_what_one_has()
    {
        Gen<(int, int)[]> links = Gen.Choose(0, 5).SelectMany(s => Gen.Choose(0, 5).Select(t => (s, t))).ArrayOf();
        Prop.ForAll(links.ToArbitrary(), links.ToArbitrary(), (forward, backward) => Symmetrisations.All.All(way =>
        {
            IReadOnlyList<(int Source, int Target)> joined = way.Join(forward, backward);
            return forward.Intersect(backward).All(joined.Contains) && joined.All(forward.Union(backward).Contains) && joined.SequenceEqual(joined.Distinct().Order());
        })).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_name_nobody_knows_is_refused_with_those_there_are() =>
        Assert.Contains("intersection, union, grow-diagonal, grow-diagonal-final", Assert.Throws<ArgumentException>(() => Symmetrisations.Named("grow")).Message);
}
