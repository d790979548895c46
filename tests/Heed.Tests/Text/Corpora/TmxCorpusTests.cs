using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class TmxCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Units_become_pairs_in_either_direction()
    {
        string file = Write("""
            <tu tuid="1"><prop type="x-document">menu.xml</prop>
              <tuv xml:lang="en"><seg>Open the file.</seg></tuv>
              <tuv xml:lang="fr"><seg>Ouvrez le fichier.</seg></tuv>
            </tu>
            <tu><tuv lang="EN-US"><seg> Close </seg></tuv><tuv lang="FR-CA"><seg>Fermer</seg></tuv></tu>
            """);
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new TmxCorpus("fr", "en", file));
        Assert.Equal([new("Ouvrez le fichier.", "Open the file."), new("Fermer", "Close")], pairs);
        Assert.Equal([2L, 6L], pairs.Select(p => p.Line));
        Assert.Equal(["menu.xml", null], pairs.Select(p => p.Document));
        Assert.Equal("2 pairs read, 2 kept", report.ToString());
        Assert.Equal([new("Open the file.", "Ouvrez le fichier."), new("Close", "Fermer")], Folder.Read(CorpusSpec.Parse($"tmx:en-fr:{file}")).Pairs);
    }

    [Fact]
    public void Markup_is_dropped_with_its_content_and_highlighting_without()
    {
        string file = Write("""
            <tu><tuv xml:lang="fr"><seg>Le <bpt i="1">&lt;b&gt;<sub>titre</sub></bpt><hi>chat <hi type="x">noir</hi></hi><ept i="1">&lt;/b&gt;</ept> dort<ph x="1"/>.<it pos="end">]</it><ut>{}</ut></seg></tuv>
            <tuv xml:lang="en"><seg><![CDATA[The <black> cat]]> sleeps &amp; dreams.</seg></tuv></tu>
            """);
        Assert.Equal([new("Le chat noir dort.", "The <black> cat sleeps & dreams.")], Folder.Read(new TmxCorpus("fr", "en", file)).Pairs);
    }

    [Fact]
    public void The_language_asked_for_is_taken_before_its_regions_and_a_unit_without_it_left_out()
    {
        string file = Write("""
            <tu><tuv xml:lang="pt-BR"><seg>ônibus</seg></tuv><tuv xml:lang="pt"><seg>autocarro</seg></tuv><tuv xml:lang="de"><seg>Bus</seg></tuv><tuv xml:lang="en"><seg>bus</seg></tuv><tuv xml:lang="en"><seg>coach</seg></tuv></tu>
            <tu><tuv xml:lang="de"><seg>Ja</seg></tuv><tuv xml:lang="en"><seg>Yes</seg></tuv></tu>
            <tu><tuv xml:lang="pt"/><tuv xml:lang="en"><seg/></tuv></tu>
            """);
        Assert.Equal([new("autocarro", "bus")], Folder.Read(new TmxCorpus("pt", "en", file)).Pairs);
        Assert.Equal([new("ônibus", "bus")], Folder.Read(new TmxCorpus("pt-BR", "en", file)).Pairs);
        Assert.Equal([new("autocarro", "bus")], Folder.Read(new TmxCorpus("pt-PT", "en", file)).Pairs);
        CorpusReport report = Folder.Read(new TmxCorpus("pt", "en", file)).Report;
        Assert.Equal("3 pairs read, 1 kept; left out: 2 not translated (lines 3, 4)", report.ToString());
    }

    [Fact]
    public void A_memory_without_the_languages_says_which_it_has()
    {
        string file = Write("<tu><tuv xml:lang=\"de\"><seg>Ja</seg></tuv><tuv xml:lang=\"en-GB\"><seg>Yes</seg></tuv></tu>");
        Assert.Contains("no unit has both fr and en; its languages are de, en-GB.", Assert.Throws<InvalidDataException>(() => Folder.Read(new TmxCorpus("fr", "en", file))).Message);
        Assert.Empty(Folder.Read(new TmxCorpus("fr", "en", Write(""))).Pairs);
    }

    [Fact]
    public void Gzip_and_zip_are_read_as_they_are()
    {
        byte[] tmx = File.ReadAllBytes(Write("<tu><tuv xml:lang=\"fr\"><seg>Un</seg></tuv><tuv xml:lang=\"en\"><seg>One</seg></tuv></tu>"));
        Assert.Equal([new("Un", "One")], Folder.Read(new TmxCorpus("fr", "en", _folder.Write("a.tmx.gz", Folder.Gzip(tmx)))).Pairs);
        Assert.Equal([new("Un", "One")], Folder.Read(new TmxCorpus("fr", "en", _folder.Write("a.zip", Folder.Zip(("README", "x"), ("en-fr.tmx", System.Text.Encoding.UTF8.GetString(tmx)))))).Pairs);
    }

    private string Write(string units) => _folder.Write("a.tmx", $"<tmx version=\"1.4\"><header srclang=\"en\"/><body>\n{units}\n</body></tmx>");
}
