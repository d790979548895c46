using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class OpusCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_zip_of_OPUS_is_read_in_the_direction_asked_for()
    {
        string zip = _folder.Write("en-fr.txt.zip", Folder.Zip(("README", "x"), ("LICENSE", "y"), ("News.en-fr.en", "One.\nTwo.\n"), ("News.en-fr.fr", "Un.\nDeux.\n"), ("News.en-fr.xml", "<x/>"),
            ("News.en-fr.ids", "en/2015/a.xml.gz\tfr/2015/a.xml.gz\t1\t1\nen/2015/b.xml.gz\tfr/2015/b.xml.gz\t1\t1 2\n")));
        List<SentencePair> pairs = Folder.Read(CorpusSpec.Parse($"opus:fr-en:{zip}")).Pairs;
        Assert.Equal([new("Un.", "One."), new("Deux.", "Two.")], pairs);
        Assert.Equal(["2015/a.xml.gz", "2015/b.xml.gz"], pairs.Select(p => p.Document));
        Assert.Equal([new("One.", "Un."), new("Two.", "Deux.")], Folder.Read(CorpusSpec.Parse($"opus:en-fr:{zip}")).Pairs);
        Assert.Contains("0 texts end in .de, and it must be one; there are 'README'", Assert.Throws<InvalidDataException>(() => Folder.Read(new OpusCorpus("de", "en", zip))).Message);
    }

    [Fact]
    public void Unpacked_texts_are_named_by_what_they_share()
    {
        _folder.Write("News.en-pt_br.en", "One.\n");
        _folder.Write("News.en-pt_br.pt_br.gz", Folder.Gzip("Um.\n"));
        Assert.Equal([new("Um.", "One.")], Folder.Read(new OpusCorpus("pt_br", "en", _folder.Path("News.en-pt_br"))).Pairs);
        Assert.Contains("nor", Assert.Throws<FileNotFoundException>(() => Folder.Read(new OpusCorpus("fr", "en", _folder.Path("News.en-pt_br")))).Message);
    }

    [Fact]
    public void Regions_are_found_however_they_are_written()
    {
        string zip = _folder.Write("en-pt_BR.zip", Folder.Zip(("x.en-pt_BR.en", "One.\n"), ("x.en-pt_BR.pt_BR", "Um.\n")));
        Assert.Equal([new("Um.", "One.")], Folder.Read(CorpusSpec.Parse($"opus:pt-BR-en:{zip}")).Pairs);
    }

    [Fact]
    public void Documents_that_end_before_the_texts_are_noticed()
    {
        string zip = _folder.Write("a.zip", Folder.Zip(("x.en-fr.en", "One.\nTwo.\n"), ("x.en-fr.fr", "Un.\nDeux.\n"), ("x.en-fr.ids", "en/a\tfr/a\t1\t1\n")));
        Assert.Contains("x.en-fr.ids has 1 lines", Assert.Throws<InvalidDataException>(() => Folder.Read(new OpusCorpus("fr", "en", zip))).Message);
    }
}
