using System.Text;
using Heed.Text.Corpora;

namespace Heed.Campaign.Parsers;

/// <summary>Messages of gettext.</summary>
internal sealed class PoSubject : ParserSubject
{
    public override string Name => "po";

    public override IReadOnlyList<byte[][]> Seeds { get; } =
    [
        [Encoding.UTF8.GetBytes("# Header\nmsgid \"\"\nmsgstr \"\"\n\"Language: fr\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\n#: src/a.c:12\n#, c-format\nmsgctxt \"menu\"\nmsgid \"Open %s\"\nmsgstr \"Ouvrir\"\n\" %s\\041\\x41\"\n"
            + "#, fuzzy\nmsgid \"Close\"\nmsgstr \"Fermer\"\n\nmsgid \"%d file\"\nmsgid_plural \"%d files\"\nmsgstr[0] \"%d fichier\"\nmsgstr[1] \"%d fichiers\"\n#~ msgid \"Old\"\n#~ msgstr \"Vieux\"\n")],
        [Encoding.UTF8.GetBytes("msgid \"a\"\r\nmsgstr \"😀\"\r\nmsgid \"b\"\nmsgstr \"c\"")],
    ];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. ((string[])["msgid ", "msgid \"\"\n", "msgid_plural \"a\"\n", "msgstr ", "msgstr \"\"\n", "msgstr[0] ", "msgstr[1] \"\"\n", "msgctxt \"\"\n", "\"", "\\", "\\\"", "\\n", "\\x", "\\777", "#", "#, fuzzy\n", "#~ ", "#| ", "#: a\n", "\"Language: de\\n\"\n",
            "\"Content-Type: charset=latin1\\n\"\n"]).Select(Encoding.UTF8.GetBytes),
        .. TsvSubject.Texts,
    ];

    public override void Parse(byte[][] files) => MemoryCorpus.Of(files, ".po", static (memory, report, cancellation) =>
        new PoCorpus("fr", "en", memory.PathOf(0)) { Limits = memory.Limits }.Lines(memory.Open(0), report, cancellation)).Read();
}
