using System.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class FileCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Moses_files_are_read_line_by_line()
    {
        var corpus = new MosesCorpus(_folder.Write("a.fr", "Bonjour.\nÇa va ?\n"), _folder.Write("a.en", "Hello.\nHow are you?"));
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(corpus);
        Assert.Equal([new("Bonjour.", "Hello."), new("Ça va ?", "How are you?")], pairs);
        Assert.Equal([1L, 2L], pairs.Select(p => p.Line));
        Assert.Equal("2 pairs read, 2 kept", report.ToString());
    }

    [Fact]
    public void Gzip_files_are_read_as_if_they_were_plain_whatever_their_name()
    {
        var corpus = new MosesCorpus(_folder.Write("a.fr.gz", Folder.Gzip("Un.\nDeux.\n")), _folder.Write("a.en", Folder.Gzip("One.\nTwo.\n")));
        Assert.Equal([new("Un.", "One."), new("Deux.", "Two.")], Folder.Read(corpus).Pairs);
        // Several members one after the other are one file.
        var tsv = new TsvCorpus(_folder.Write("b.tsv.gz", [.. Folder.Gzip("Un\tOne\nDe"), .. Folder.Gzip("ux\tTwo\n")]), 1, 2);
        Assert.Equal([new("Un", "One"), new("Deux", "Two")], Folder.Read(tsv).Pairs);
    }

    [Fact]
    public void Unequal_lengths_are_an_error_that_names_both()
    {
        var corpus = new MosesCorpus(_folder.Write("a", "1\n2\n3\n"), _folder.Write("b", "1\n2\n3\n4\n5"));
        var error = Assert.Throws<InvalidDataException>(() => Folder.Read(corpus));
        Assert.Contains("a has 3 lines", error.Message);
        Assert.Contains("b has 5", error.Message);
        Assert.Throws<InvalidDataException>(() => Folder.Read(new MosesCorpus(corpus.TargetFile, corpus.SourceFile)));
    }

    [Fact]
    public void Lines_with_faults_are_left_out_with_their_numbers()
    {
        byte[] source =
        [
            0xEF, 0xBB, 0xBF, .. "mark\r\n"u8, .. "   \r\n"u8, .. "nul\0\n"u8, .. "bad "u8, 0xC3, 0x28, .. "\n"u8, .. Encoding.ASCII.GetBytes(new string('x', 40)), .. "\n"u8,
            .. Encoding.ASCII.GetBytes(new string('y', 200)), .. "\n"u8, .. "last"u8,
        ];
        var corpus = new MosesCorpus(_folder.Write("a", source), _folder.Write("b", "1\n2\n3\n4\n5\n6\n7\n"))
        {
            Limits = new CorpusLimits { MostCharacters = 30, MostLineBytes = 100 },
        };
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(corpus);
        Assert.Equal([new("mark", "1"), new("last", "7")], pairs);
        Assert.Equal(1, report.ByteOrderMarks);
        Assert.Equal(2, report.CarriageReturns);
        Assert.Equal([2], report.FirstLines(LeftOut.EmptySide));
        Assert.Equal([3], report.FirstLines(LeftOut.Nul));
        Assert.Equal([4], report.FirstLines(LeftOut.InvalidUtf8));
        Assert.Equal([5], report.FirstLines(LeftOut.TooLong));
        Assert.Equal([6], report.FirstLines(LeftOut.TooManyBytes));
        Assert.Equal(
            "7 pairs read, 2 kept; left out: 1 with an empty side (line 2), 1 too long (line 5), 1 with an over-long line (line 6), 1 not UTF-8 (line 4), 1 with a NUL (line 3)",
            report.ToString());
    }

    [Fact]
    public void Many_faults_show_their_first_lines_only()
    {
        CorpusReport report = Folder.Read(new TsvCorpus(_folder.Write("a", "a\tb\n" + string.Concat(Enumerable.Repeat("none\n", 9))), 1, 2)).Report;
        Assert.Equal("10 pairs read, 1 kept; left out: 9 with too few columns (lines 2, 3, 4, 5, 6, …)", report.ToString());
    }

    [Fact]
    public void Columns_are_chosen_by_number_and_others_passed_over()
    {
        string file = _folder.Write("fra.txt", "Go.\tVa !\tCC-BY 2.0\t#1\nRun!\tCours !\nonly one\n\n");
        Assert.Equal([new("Va !", "Go."), new("Cours !", "Run!")], Folder.Read(TsvCorpus.Parse(file, "2,1")).Pairs);
        Assert.Equal([new("Go.", "CC-BY 2.0")], Folder.Read(TsvCorpus.Parse(file, "1,3")).Pairs);
        CorpusReport report = Folder.Read(TsvCorpus.Parse(file, "2,1")).Report;
        Assert.Equal([3], report.FirstLines(LeftOut.TooFewColumns));
        Assert.Equal([4], report.FirstLines(LeftOut.EmptySide));
    }

    [Fact]
    public void A_file_without_the_column_anywhere_is_an_error()
    {
        string file = _folder.Write("a.csv", "a,b\nc,d\n");
        var error = Assert.Throws<InvalidDataException>(() => Folder.Read(new TsvCorpus(file, 2, 1)));
        Assert.Contains("line 1", error.Message);
        Assert.Contains("column 2", error.Message);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("1,1")]
    [InlineData("0,1")]
    [InlineData("1,2,3,4")]
    [InlineData("1,2,2")]
    [InlineData("1,2,0")]
    [InlineData("a,b")]
    [InlineData("1,2000000000")]
    public void Columns_that_are_none_are_refused(string columns) => Assert.Throws<ArgumentException>(() => TsvCorpus.Parse("file", columns));

    [Fact]
    public void Every_place_where_a_gzip_file_can_be_cut_is_noticed()
    {
        byte[] whole = Folder.Gzip("Un\tOne\nDeux\tTwo\nTrois\tThree\n");
        for (int length = 2; length < whole.Length; length++)
        {
            string file = _folder.Write("cut.gz", whole[..length]);
            var error = Assert.Throws<InvalidDataException>(() => Folder.Read(new TsvCorpus(file, 1, 2)));
            Assert.Contains("cut.gz", error.Message);
        }
    }

    [Fact]
    public void A_gzip_file_that_is_damaged_or_none_is_refused()
    {
        byte[] whole = Folder.Gzip(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 10_007}\t{i}\n")));
        Refused([]);
        Refused("plain\ttext\n"u8.ToArray());
        Refused(whole[..(whole.Length / 2)]);
        Refused([.. whole, .. "something else that stands behind the end"u8]);
        for (int i = 100; i < whole.Length; i += whole.Length / 7)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x55;
            Refused(damaged);
        }

        void Refused(byte[] bytes) =>
            Assert.Contains("bad.gz", Assert.Throws<InvalidDataException>(() => Folder.Read(new TsvCorpus(_folder.Write("bad.gz", bytes), 1, 2))).Message);
    }

    [Fact]
    public void A_small_file_that_decompresses_to_a_huge_one_takes_no_memory_and_is_refused()
    {
        string bomb = _folder.Write("bomb.gz", Folder.Gzip(new byte[64 << 20]));      // one line of 64 MiB in 64 KiB
        var corpus = new TsvCorpus(bomb, 1, 2) { Limits = new CorpusLimits { MostBytes = 32 << 20 } };
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => Folder.Read(corpus));
        Assert.Contains("more than 33,554,432 bytes once decompressed", error.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_huge_line_is_passed_over_without_being_held()
    {
        string file = _folder.Write("huge.tsv", "a\tb\n" + new string('x', 20 << 20) + "\nc\td\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new TsvCorpus(file, 1, 2));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal([new("a", "b"), new("c", "d")], pairs);
        Assert.Equal([2], report.FirstLines(LeftOut.TooManyBytes));
    }

    [Fact]
    public void A_line_may_be_as_long_as_the_limit_wherever_the_buffer_ends()
    {
        foreach (int length in (int[])[65_534, 65_535, 65_536, 65_537, 131_072, 1 << 20])
        {
            var limits = new CorpusLimits { MostCharacters = 1 << 21 };
            string file = _folder.Write("long.tsv", new string('x', length - 2) + "\ty\nc\td");
            (List<SentencePair> pairs, _) = Folder.Read(new TsvCorpus(file, 1, 2) { Limits = limits });
            Assert.Equal([new(new string('x', length - 2), "y"), new("c", "d")], pairs);
            Assert.Single(Folder.Read(new TsvCorpus(file, 1, 2) { Limits = limits with { MostLineBytes = length - 1 } }).Pairs);
        }
    }

    [Fact]
    public void UTF_16_and_missing_files_are_refused_by_name()
    {
        string file = _folder.Write("wide.tsv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("a\tb\n")).ToArray());
        Assert.Contains("wide.tsv: this is UTF-16", Assert.Throws<InvalidDataException>(() => Folder.Read(new TsvCorpus(file, 1, 2))).Message);
        Assert.Contains("none.tsv", Assert.Throws<FileNotFoundException>(() => Folder.Read(new TsvCorpus(_folder.Path("none.tsv"), 1, 2))).Message);
    }

    [Fact]
    public void An_empty_file_is_an_empty_corpus()
    {
        Assert.Empty(Folder.Read(new TsvCorpus(_folder.Write("empty", ""), 1, 2)).Pairs);
        Assert.Empty(Folder.Read(new TsvCorpus(_folder.Write("empty.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]), 1, 2)).Pairs);
    }

    [Fact]
    public void Names_are_read_back_as_they_are_written()
    {
        foreach (string name in (string[])["sdk:fr-en", "sdk:en-pt-BR", "sdk:zh-Hans-pt-BR", "tsv:2,1:C:\\fra.txt", "tsv:2,1,4:a.tsv", "moses:a.fr,a.en",
            "opus:fr-en:a.zip", "tmx:pt-BR-en:C:\\a.tmx", "tmx:en-zh-Hans:a", "xliff:sr@latin-en:a.xlf", "po:en-pt_br:a.po", "resx:a.resx,a.fr.resx"])
            Assert.Equal(name, CorpusSpec.Parse(name).ToString());
        Assert.Equal(new TsvCorpus("fra.txt", 2, 1), CorpusSpec.Parse("tsv:2,1:fra.txt"));
        Assert.Equal(new SdkCorpus("fr", "en"), CorpusSpec.Parse("sdk:FR-EN"));
        Assert.All(CorpusFormats.All, format => Assert.StartsWith(format.Name, CorpusSpec.Parse(format.Example).Name));
        foreach (string name in (string[])["fr-en", "zip:fr", "sdk:fr", "sdk:fr-fr", "sdk:fr-xx", "tsv:fra.txt", "tsv:2,1:", "moses:a", "moses:a,b,c", "moses:,b",
            "tmx:fr:a", "tmx:fr-fr:a", "tmx:fr-en", "tmx:fr-en:", "po:pt-br-en:a", "xliff:FR-EN:a", "resx:a", "opus:a.zip"])
            Assert.Throws<ArgumentException>(() => CorpusSpec.Parse(name));
    }

    [Fact]
    public void Any_bytes_are_pairs_or_an_InvalidDataException()
    {
        uint state = 7;
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = new byte[200];
            foreach (ref byte b in bytes.AsSpan())
            {
                state = (state * 1664525) + 1013904223;
                b = (state >> 8 & 3) switch { 0 => (byte)'\t', 1 => (byte)'\n', _ => (byte)(state >> 24) };
            }
            if (round % 3 == 0) bytes = Folder.Gzip(bytes);
            if (round % 6 == 0) bytes[state % (uint)bytes.Length] ^= 0x10;
            string file = _folder.Write("fuzz", bytes);
            try
            {
                Assert.All(Folder.Read(new TsvCorpus(file, 2, 1)).Pairs, p => Assert.DoesNotContain('\n', p.Source));
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("fuzz", e.Message);
            }
        }
    }
}
