using System.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

/// <summary>What holds for every corpus in XML, whoever made the file.</summary>
public sealed class XmlCorpusTests : IDisposable
{
    private const string Tmx = "<tmx version=\"1.4\"><header/><body><tu><tuv xml:lang=\"fr\"><seg>Un</seg></tuv><tuv xml:lang=\"en\"><seg>{0}</seg></tuv></tu></body></tmx>";

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    public void A_file_is_read_in_the_encoding_that_it_says(string name)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n" + Tmx.Replace("{0}", "Ça & 猫".Replace("&", "&amp;").Replace("猫", "&#x732B;")))];
        Assert.Equal([new("Un", "Ça & 猫")], Folder.Read(new TmxCorpus("fr", "en", _folder.Write("a.tmx", bytes))).Pairs);
    }

    [Fact]
    public void Entities_are_not_expanded_and_nothing_is_fetched()
    {
        const string Bomb = "<!DOCTYPE tmx [<!ENTITY a \"aaaaaaaaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n";
        Assert.Contains("bomb.tmx:2: this is no sound XML", Refused(_folder.Write("bomb.tmx", Bomb + Tmx.Replace("{0}", "&c;"))));
        string secret = _folder.Write("secret.txt", "do not tell");
        string external = $"<!DOCTYPE tmx [<!ENTITY x SYSTEM \"{new Uri(secret)}\"><!ENTITY % p SYSTEM \"http://127.0.0.1:1/p.dtd\"> %p;]>\n";
        string message = Refused(_folder.Write("external.tmx", external + Tmx.Replace("{0}", "&x;")));
        Assert.Contains("external.tmx:2", message);
        Assert.DoesNotContain("do not tell", message);
        // A document type alone does no harm.
        Assert.Single(Folder.Read(new TmxCorpus("fr", "en", _folder.Write("harmless.tmx", Bomb + Tmx))).Pairs);
    }

    [Fact]
    public void A_text_of_many_megabytes_on_one_line_is_left_out_without_being_held()
    {
        string file = _folder.Write("long.tmx", Folder.Gzip(Tmx.Replace("{0}", new string('x', 40 << 20)).Replace("</body>", "<tu><tuv xml:lang=\"fr\"><seg>Deux</seg></tuv><tuv xml:lang=\"en\"><seg>Two</seg></tuv></tu></body>")));
        Folder.Read(new TmxCorpus("fr", "en", _folder.Write("small.tmx", Tmx)));       // what XML takes once
        long before = GC.GetAllocatedBytesForCurrentThread();
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new TmxCorpus("fr", "en", file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.Equal([new("Deux", "Two")], pairs);
        Assert.Equal(1, report.Reasons[LeftOut.TooManyBytes]);
    }

    [Theory]
    [InlineData("<tmx><header note=\"{0}\"/></tmx>")]
    [InlineData("<tmx><!-- {0} --></tmx>")]
    [InlineData("<tmx><{0}/></tmx>")]
    [InlineData("<!DOCTYPE tmx [<!ENTITY a \"{0}\">]><tmx/>")]
    [InlineData("<tmx><?{0}?></tmx>")]
    [InlineData("<tmx><body><tu><tuv xml:lang='fr'><seg><![CDATA[{0}]]></seg></tuv></tu></body></tmx>")]
    public void A_tag_comment_or_section_of_many_megabytes_is_refused_before_it_is_held(string xml)
    {
        string file = _folder.Write("huge.tmx", Folder.Gzip(xml.Replace("{0}", new string('x', 40 << 20))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("huge.tmx: a tag, comment or section of more than 1,048,576 bytes", Refused(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 24 << 20);
    }

    [Fact]
    public void Too_many_names_and_too_deep_a_nesting_are_refused()
    {
        Assert.Contains("different names", Refused(_folder.Write("names.tmx", $"<tmx>{string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<n{i}/>"))}</tmx>")));
        Assert.Contains("deep.tmx:1: elements stand 200 deep", Refused(_folder.Write("deep.tmx", "<tmx>" + string.Concat(Enumerable.Repeat("<a>", 100_000)))));
    }

    [Fact]
    public void A_file_that_is_too_large_once_decompressed_is_refused()
    {
        string file = _folder.Write("bomb.tmx.gz", Folder.Gzip(Tmx.Replace("{0}", new string('x', 40 << 20))));
        var corpus = new TmxCorpus("fr", "en", file) { Limits = new CorpusLimits { MostBytes = 8 << 20 } };
        Assert.Contains("more than 8,388,608 bytes once decompressed", Assert.Throws<InvalidDataException>(() => Folder.Read(corpus)).Message);
    }

    [Theory]
    [InlineData("", "there is no <tmx>|no sound XML")]
    [InlineData("plain text", "bad.tmx:1: this is no sound XML")]
    [InlineData("<html/>", "begins with <html>, and TMX with <tmx>")]
    [InlineData("<tmx><body>", "bad.tmx:1: this is no sound XML")]
    [InlineData("<tmx>\n<body></tmx>", "bad.tmx:2: this is no sound XML")]
    [InlineData("<?xml version='1.0' encoding='windows-31j'?><tmx/>", "bad.tmx:1: this is no sound XML")]
    public void What_is_no_XML_of_its_kind_is_refused_with_its_line(string text, string message)
    {
        string refused = Refused(_folder.Write("bad.tmx", text));
        Assert.True(message.Split('|').Any(refused.Contains), refused);
        Assert.DoesNotContain(refused, char.IsControl);
    }

    // .NET's reader fails with an ArgumentOutOfRangeException here.
    [Fact]
    public void A_declaration_with_bytes_that_its_encoding_has_not_is_refused()
    {
        byte[] bytes = [.. "<?xml version=\"1.0"u8, 0xBF, 0x45, 0xD7, 0x58, 0x6B, 0x81, 0xB4, .. "X\" encoding=\"utf-8\"?>\n"u8];
        Assert.Contains("bytes.tmx: this is no sound XML: its bytes are not of the encoding that it declares", Refused(_folder.Write("bytes.tmx", bytes)));
    }

    [Fact]
    public void Wherever_a_file_is_cut_it_is_noticed()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Tmx);
        for (int length = 0; length < whole.Length; length++) Assert.Contains("cut.tmx", Refused(_folder.Write("cut.tmx", whole[..length])));
    }

    private static string Refused(string file) => Assert.Throws<InvalidDataException>(() => Folder.Read(new TmxCorpus("fr", "en", file))).Message;
}
