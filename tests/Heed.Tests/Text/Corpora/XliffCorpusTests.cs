using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class XliffCorpusTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Version_1_2_is_read_in_either_direction()
    {
        string file = _folder.Write("a.xlf", """
            <xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
            <file original="menu.resx" source-language="en-US" target-language="fr" datatype="xml"><body><group>
            <trans-unit id="1"><source>Open <g id="1">the</g> <x id="2"/>file<ph id="3">{0}</ph>.</source>
              <alt-trans><source>Open</source><target>Ouvrir</target></alt-trans>
              <target state="translated">Ouvrez <g id="1">le</g> fichier.</target><note>A note</note></trans-unit>
            <trans-unit id="2"><source>OK</source><target>OK</target></trans-unit>
            <trans-unit id="3"><source>Save</source></trans-unit>
            <trans-unit id="4" translate="no"><source>Heed</source><target>Attention</target></trans-unit>
            <trans-unit id="5"><source>Print</source><target state="needs-review-translation">Imprimer</target></trans-unit>
            <trans-unit id="6"><source>Undo</source><target state="new">Défaire</target></trans-unit>
            <trans-unit id="7" approved="no"><source>Redo</source><target>Refaire</target></trans-unit>
            <trans-unit id="8"><source>Cut</source><seg-source><mrk mtype="seg" mid="1">Cut</mrk></seg-source><target><mrk mtype="seg" mid="1">Couper</mrk></target></trans-unit>
            </group></body></file></xliff>
            """);
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new XliffCorpus("en", "fr", file));
        Assert.Equal([new("Open the file.", "Ouvrez le fichier."), new("Cut", "Couper")], pairs);
        Assert.Equal([3L, 12L], pairs.Select(p => p.Line));
        Assert.All(pairs, p => Assert.Equal("menu.resx", p.Document));
        Assert.Equal("8 pairs read, 2 kept; left out: 4 not translated (lines 6, 7, 8, 10), 2 marked as unsure (lines 9, 11)", report.ToString());
        Assert.Equal([new("Ouvrez le fichier.", "Open the file."), new("Couper", "Cut")], Folder.Read(CorpusSpec.Parse($"xliff:fr-en:{file}")).Pairs);
    }

    [Fact]
    public void Version_2_is_read_segment_by_segment()
    {
        string file = _folder.Write("a.xlf", """
            <xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="fr-CA"><file id="f1">
            <unit id="1"><mtc:matches xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><mtc:match ref="#1"><source>Proposed</source><target>Proposé</target></mtc:match></mtc:matches>
            <segment state="final"><source>A <pc id="1">black</pc> cat.<sc id="2"/></source><target>Un chat <pc id="1">noir</pc>.</target></segment>
            <ignorable><source> </source><target> </target></ignorable>
            <segment><source>It <mrk id="m" type="term">sleeps</mrk>.</source><target>Il dort.</target></segment>
            <segment state="initial"><source>Really?</source><target>Ah bon ?</target></segment></unit>
            <unit id="2" translate="no"><segment><source>Heed</source><target>Écoute</target></segment></unit>
            </file></xliff>
            """);
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new XliffCorpus("en", "fr", file));
        Assert.Equal([new("A black cat.", "Un chat noir."), new("It sleeps.", "Il dort.")], pairs);
        Assert.All(pairs, p => Assert.Equal("f1", p.Document));
        Assert.Equal(2, report.Reasons[LeftOut.NotTranslated]);
        Assert.Equal([new("Un chat noir.", "A black cat."), new("Il dort.", "It sleeps.")], Folder.Read(new XliffCorpus("fr-CA", "en", file)).Pairs);
    }

    [Fact]
    public void Of_several_files_in_one_those_between_other_languages_are_passed_over()
    {
        string file = _folder.Write("a.xlf", """
            <xliff version="1.2"><file source-language="en" target-language="de"><body><trans-unit id="1"><source>Yes</source><target>Ja</target></trans-unit></body></file>
            <file source-language="en"><body><trans-unit id="1"><source>Yes</source><target>Oui</target></trans-unit></body></file></xliff>
            """);
        Assert.Equal([new("Yes", "Oui")], Folder.Read(new XliffCorpus("en", "fr", file)).Pairs);
        Assert.Contains("a.xlf: it is not between es and pt; its languages are de, en.", Assert.Throws<InvalidDataException>(() => Folder.Read(new XliffCorpus("es", "pt", file))).Message);
    }
}
