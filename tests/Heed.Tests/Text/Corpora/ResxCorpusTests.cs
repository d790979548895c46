using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class ResxCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Messages_are_joined_by_name_in_the_order_of_the_sentences()
    {
        string english = _folder.Write("Strings.resx", Resx("""
            <xsd:schema id="root" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="data"><xsd:element name="value"/></xsd:element></xsd:schema>
            <resheader name="version"><value>2.0</value></resheader>
            <data name="Open" xml:space="preserve"><value>Open {0}</value><comment>A comment</comment></data>
            <data name="Ok"><value>OK</value></data>
            <data name="Missing"><value>Missing</value></data>
            <data name="Icon" type="System.Drawing.Bitmap, System.Drawing" mimetype="application/x-microsoft.net.object.bytearray.base64"><value>AAAA</value></data>
            <data name="Empty"><value/></data>
            <data name="Close" type="System.String, mscorlib"><value>Close &lt;it&gt;</value></data>
            """));
        string french = _folder.Write("Strings.fr.resx", Resx("""
            <data name="Close"><comment>Un commentaire</comment><value>Fermer</value></data>
            <data name="Ok"><value>OK</value></data>
            <data name="Empty"><value>Rien</value></data>
            <data name="Open"><value>Ouvrir {0}</value></data>
            <data name="Open"><value>Autre chose</value></data>
            <data name="Only"><value>Seulement ici</value></data>
            """));
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(CorpusSpec.Parse($"resx:{french},{english}"));
        Assert.Equal([new("Fermer", "Close <it>"), new("Ouvrir {0}", "Open {0}"), new("Autre chose", "Open {0}")], pairs);
        (pairs, report) = Folder.Read(new ResxCorpus(english, french));
        Assert.Equal([new("Open {0}", "Ouvrir {0}"), new("Close <it>", "Fermer")], pairs);
        Assert.Equal([4L, 9L], pairs.Select(p => p.Line));
        Assert.Equal("5 pairs read, 2 kept; left out: 1 with an empty side (line 8), 2 not translated (lines 5, 6)", report.ToString());
    }

    [Fact]
    public void Files_of_one_zip_are_named_behind_it()
    {
        string zip = _folder.Write("strings.zip", Folder.Zip(("a.resx", Resx("<data name='x'><value>Yes</value></data>")), ("a.fr.resx", Resx("<data name='x'><value>Oui</value></data>"))));
        Assert.Equal([new("Oui", "Yes")], Folder.Read(new ResxCorpus(zip + "/a.fr.resx", zip + "/a.resx")).Pairs);
    }

    [Fact]
    public void More_messages_than_any_program_has_are_refused()
    {
        string many = _folder.Write("many.resx", Resx(string.Concat(Enumerable.Range(0, ResxCorpus.MostMessages + 1).Select(i => $"<data name='{i}'><value>v</value></data>"))));
        Assert.Contains("many.resx: more than 200,000 messages", Assert.Throws<InvalidDataException>(() => Folder.Read(new ResxCorpus(many, many))).Message);
    }

    private static string Resx(string content) => $"<root>\n{content}\n</root>";
}
