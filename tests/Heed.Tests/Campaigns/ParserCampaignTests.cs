using Heed.Campaign.Parsers;

namespace Heed.Tests.Campaigns;

/// <summary>The short form of the campaign against the parsers: <c>tests/Heed.Campaign</c> has the long one.</summary>
public sealed class ParserCampaignTests
{
    public static TheoryData<string> Names => [.. Subjects.All.Select(static s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Ten_thousand_changed_files_are_read_or_refused(string name)
    {
        ParserSubject subject = Subjects.All.Single(s => s.Name == name);
        ParserResult result = ParserCampaign.Of(subject, seed: 1, first: 0, cases: 10_000, TimeSpan.FromMinutes(2));
        Assert.True(result.Failure is null, result.ToString());
        Assert.Equal(10_000, result.Cases);
        Assert.InRange(result.Accepted, 10, 9_990);      // both ways are gone
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_files_that_are_changed_are_read_themselves(string name)
    {
        ParserSubject subject = Subjects.All.Single(s => s.Name == name);
        foreach (byte[][] seed in subject.Seeds)
        {
            try
            {
                subject.Parse(subject.Assemble(seed));
            }
            catch (InvalidDataException e) when (name == "moses")
            {
                Assert.Contains("the same number", e.Message);      // one of its seeds is out of step
            }
        }
    }

    // Fifty kilobytes that unpack to a megabyte of empty lines and then are found damaged.
    [Fact]
    public void What_unpacks_to_a_million_empty_lines_is_read_line_by_line()
    {
        ParserResult result = ParserCampaign.Of(Subjects.All.Single(s => s.Name == "gzip"), seed: 2, first: 403_454, cases: 1, TimeSpan.FromMinutes(1));
        Assert.True(result.Failure is null, result.ToString());
    }

    [Fact]
    public void A_case_is_a_function_of_seed_and_number()
    {
        foreach (ParserSubject subject in Subjects.All)
        {
            byte[][] files = subject.FilesOf(7, 1234);
            Assert.Equal(files, subject.FilesOf(7, 1234));
            Assert.Contains(Enumerable.Range(0, 20), i => subject.FilesOf(8, 1234 + i) is var other && !other.Zip(files).All(static p => p.First.AsSpan().SequenceEqual(p.Second)));
        }
    }

    [Fact]
    public void Any_number_of_threads_and_any_parts_give_the_same()
    {
        var subject = new SafetensorsSubject();
        ParserResult whole = ParserCampaign.Of(subject, seed: 3, first: 0, cases: 2_000, TimeSpan.FromMinutes(1));
        ParserResult begun = ParserCampaign.Of(subject, seed: 3, first: 0, cases: 700, TimeSpan.FromMinutes(1), threads: 3);
        ParserResult ended = ParserCampaign.Of(subject, seed: 3, begun.Next, cases: 1_300, TimeSpan.FromMinutes(1), threads: 2);
        Assert.Equal((2_000, whole.Accepted), (begun.Cases + ended.Cases, begun.Accepted + ended.Accepted));
        Assert.Equal(0, ParserCampaign.Of(subject, seed: 3, first: 0, cases: 2_000, TimeSpan.Zero, threads: 2).Cases);
    }

    [Theory]
    [InlineData("throws", "System.FormatException")]
    [InlineData("control", "control characters")]
    [InlineData("allocates", "allocated")]
    public void What_breaks_is_named(string kind, string what)
    {
        ParserResult result = ParserCampaign.Of(new Breaking(kind), seed: 1, first: 0, cases: 100, TimeSpan.FromMinutes(1));
        Assert.Equal(7, result.Failure?.Number);
        Assert.Contains(what, result.Failure!.What);
        Assert.Equal(7, result.Cases);
    }

    private sealed class Breaking(string kind) : ParserSubject
    {
        private int _cases;

        public override string Name => kind;

        public override IReadOnlyList<byte[][]> Seeds { get; } = [["seed"u8.ToArray()]];

        public override IReadOnlyList<byte[]> Tokens { get; } = ["x"u8.ToArray()];

        public override long MostAllocated => 1 << 20;

        public override void Parse(byte[][] files)
        {
            if (_cases++ != 7) return;
            if (kind == "throws") throw new FormatException("no");
            if (kind == "control") throw new InvalidDataException("a\u001Bb");
            GC.KeepAlive(new byte[2 << 20]);
        }
    }
}
