using System.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class PoCorpusTests : IDisposable
{
    private const string Header = "msgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n";      // five lines

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Entries_become_pairs_in_either_direction()
    {
        string file = Write("""
            #. For the menu
            #: src/menu.c:12 src/other.c:3
            #, c-format
            msgctxt "menu"
            msgid "Open %s"
            msgstr "Ouvrir %s"

            msgid ""
            "Two lines,\n"
            "a \"quote\", a tab\tand \\."
            msgstr "Deux lignes,\n« citation »\041"

            #, fuzzy
            #| msgid "Closed"
            msgid "Close"
            msgstr "Fermé"
            msgid "Save"
            msgstr ""
            msgid "OK"
            msgstr "OK"
            #, fuzzy
            #~ msgid "Old"
            #~ msgstr "Vieux"

            msgid "Last"
            msgstr "Dernier"
            """);
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new PoCorpus("en", "fr", file));
        Assert.Equal([new("Open %s", "Ouvrir %s"), new("Two lines,\na \"quote\", a tab\tand \\.", "Deux lignes,\n« citation »!"), new("Last", "Dernier")], pairs);
        Assert.Equal([10L, 13L, 30L], pairs.Select(p => p.Line));
        Assert.Equal(["src/menu.c", null, null], pairs.Select(p => p.Document));
        Assert.Equal("6 pairs read, 3 kept; left out: 2 not translated (lines 22, 24), 1 marked as unsure (line 20)", report.ToString());
        Assert.Equal(new("Ouvrir %s", "Open %s"), Folder.Read(CorpusSpec.Parse($"po:fr-en:{file}")).Pairs[0]);
    }

    [Fact]
    public void Plural_forms_are_two_pairs_and_one_where_a_language_has_no_singular()
    {
        string file = Write("msgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d fichier\"\nmsgstr[1] \"%d fichiers\"\n");
        Assert.Equal([new("%d file", "%d fichier"), new("%d files", "%d fichiers")], Folder.Read(new PoCorpus("en", "fr", file)).Pairs);
        string japanese = Write("msgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d ファイル\"\n", "ja");
        Assert.Equal([new("%d files", "%d ファイル")], Folder.Read(new PoCorpus("en", "ja", japanese)).Pairs);
        string arabic = Write("msgid \"one\"\nmsgid_plural \"many\"\n" + string.Concat(Enumerable.Range(0, 6).Select(i => $"msgstr[{i}] \"form {i}\"\n")), "ar");
        Assert.Equal([new("one", "form 1"), new("many", "form 5")], Folder.Read(new PoCorpus("en", "ar", arabic)).Pairs);
    }

    [Fact]
    public void The_header_decides_the_direction_and_other_languages_are_refused()
    {
        string file = Write("msgid \"Yes\"\nmsgstr \"Sim\"\n", "pt_BR");
        Assert.Equal([new("Yes", "Sim")], Folder.Read(new PoCorpus("en", "pt", file)).Pairs);
        Assert.Equal([new("Sim", "Yes")], Folder.Read(new PoCorpus("pt-BR", "en", file)).Pairs);
        Assert.Contains("a.po: its translations are in 'pt_BR', which is neither en nor fr.", Assert.Throws<InvalidDataException>(() => Folder.Read(new PoCorpus("en", "fr", file))).Message);
        string old = _folder.Write("old.po", "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=ISO-8859-1\\n\"\n");
        Assert.Contains("only UTF-8 is read", Assert.Throws<InvalidDataException>(() => Folder.Read(new PoCorpus("en", "fr", old))).Message);
        Assert.Equal([new("a", "b")], Folder.Read(new PoCorpus("en", "fr", _folder.Write("bare.po", "msgid \"a\"\nmsgstr \"b\""))).Pairs);
    }

    [Fact]
    public void Broken_bytes_and_endless_lines_cost_their_own_entry_only()
    {
        byte[] bytes =
        [
            .. Encoding.UTF8.GetBytes(Header), .. "# Ren\xE9 was here: "u8[..6], 0xE9, .. "\nmsgid \"a\"\nmsgstr \"b\"\nmsgid \""u8, 0xC3, 0x28, .. "\"\nmsgstr \"x\"\n"u8,
            .. "msgid \"long\"\nmsgstr \""u8, .. Encoding.ASCII.GetBytes(new string('x', 3 << 20)), .. "\"\nmsgid \"many\"\nmsgstr \"\"\n"u8,
            .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"\"{new string('y', 1000)}\"\n", 3000))), .. "msgid \"c\"\r\nmsgstr \"d\"\r\n"u8,
        ];
        string file = _folder.Write("a.po", bytes);
        (List<SentencePair> pairs, CorpusReport report) = Folder.Read(new PoCorpus("en", "fr", file));
        Assert.Equal([new("a", "b"), new("c", "d")], pairs);
        Assert.Equal([9], report.FirstLines(LeftOut.InvalidUtf8));
        Assert.Equal([11, 13], report.FirstLines(LeftOut.TooManyBytes));
        Assert.Equal(2, report.CarriageReturns);
    }

    [Theory]
    [InlineData("msgid \"a\"\nmsgid \"b\"", ":2: another msgid")]
    [InlineData("msgstr \"b\"", ":1: a msgstr without a msgid")]
    [InlineData("\"b\"", ":1: a string stands here")]
    [InlineData("msgid a", ":1: a string must stand in quotes")]
    [InlineData("msgid \"a", ":1: a string must stand in quotes")]
    [InlineData("msgid \"a\"b\"", ":1: a quote within")]
    [InlineData("msgid \"a\\\"", ":1: the quote at the end is escaped")]
    [InlineData("msgid \"a\"\nmsgstr \"b\"\nmsgstr \"c\"", ":3: another msgstr")]
    [InlineData("msgid \"a\"\nmsgstr[1] \"b\"", ":2: plural forms")]
    [InlineData("msgid \"a\"\nmsgstr[10] \"b\"", ":2: 'msgstr[10]' begins no line")]
    [InlineData("msgid \"a\"\nmsgstr[-1] \"b\"", ":2: 'msgstr[-1]' begins no line")]
    [InlineData("msgid \"a\"\n", "the file ends within an entry")]
    [InlineData("msgid \"a\"\nhello", ":2: 'hello' begins no line")]
    public void A_line_that_no_PO_file_has_is_refused_with_its_number(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Folder.Read(new PoCorpus("en", "fr", _folder.Write("a.po", text)))).Message);

    private string Write(string entries, string language = "fr") => _folder.Write("a.po", Header.Replace("fr", language) + entries);
}
