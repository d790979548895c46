using System.IO.Compression;
using System.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class ZipTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_is_read_out_of_the_zip_that_was_downloaded()
    {
        string zip = _folder.Write("fra-eng.zip", Zip(("_about.txt", "About.\tnothing\n"), ("fra.txt", "Go.\tVa !\nRun!\tCours !\n")));
        Assert.Equal([new("Va !", "Go."), new("Cours !", "Run!")], Folder.Read(new TsvCorpus(zip, 2, 1)).Pairs);
        Assert.Equal([new("nothing", "About.")], Folder.Read(new TsvCorpus(zip + "/_about.txt", 2, 1)).Pairs);
    }

    [Fact]
    public void Two_files_of_one_zip_are_named_behind_it()
    {
        string zip = _folder.Write("OPUS.zip", Zip(("README", "x"), ("x.en-fr.en", "One.\nTwo.\n"), ("x.en-fr.fr", "Un.\nDeux.\n")));
        Assert.Equal([new("Un.", "One."), new("Deux.", "Two.")], Folder.Read(new MosesCorpus(zip + "/x.en-fr.fr", zip + "/x.en-fr.en")).Pairs);
        Assert.Contains("'x.en-fr.en', 'x.en-fr.fr'", Refused(zip));
        Assert.Contains("no entry 'other'", Refused(zip + "/other"));
    }

    [Fact]
    public void Stored_entries_and_comments_behind_the_end_are_read()
    {
        byte[] stored = Zip(CompressionLevel.NoCompression, ("a.tsv", "a\tb\n"));
        Assert.Equal([new("a", "b")], Folder.Read(new TsvCorpus(_folder.Write("stored.zip", stored), 1, 2)).Pairs);
        stored[^2] = 5;     // the length of the comment
        Assert.Equal([new("a", "b")], Folder.Read(new TsvCorpus(_folder.Write("comment.zip", [.. stored, .. "hello"u8]), 1, 2)).Pairs);
    }

    [Fact]
    public void Names_are_compared_and_never_used_as_paths()
    {
        string zip = _folder.Write("evil.zip", Zip(("../../evil.tsv", "a\tb\n")));
        Assert.Equal([new("a", "b")], Folder.Read(new TsvCorpus(zip, 1, 2)).Pairs);
        Assert.False(File.Exists(_folder.Path("../../evil.tsv")));
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        string zip = _folder.Write("bomb.zip", Zip(("bomb.tsv", new string('x', 8 << 20))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("which no text does", Refused(zip));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        string zip = _folder.Write("many.zip", Zip([.. Enumerable.Range(0, 1001).Select(static i => ($"{i}.txt", "a\tb\n"))]));
        Assert.Contains("1,001 entries", Refused(zip));
    }

    [Fact]
    public void A_zip_without_a_text_and_a_file_that_is_none_are_refused()
    {
        Assert.Contains("holds no text", Refused(_folder.Write("empty.zip", Zip())));
        Assert.Contains("no zip file", Refused(_folder.Write("plain.zip", "a\tb\n")));
    }

    [Fact]
    public void Wherever_a_zip_is_cut_or_one_bit_of_its_content_is_wrong_it_is_noticed()
    {
        byte[] whole = Zip(("a.tsv", string.Concat(Enumerable.Range(0, 50).Select(static i => $"{i * 7919 % 101}\t{i}\n"))));
        for (int length = 4; length < whole.Length; length += 3) Assert.Contains("cut.zip", Refused(_folder.Write("cut.zip", whole[..length])));
        int content = 30 + "a.tsv".Length;
        for (int i = content; i < content + 100; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 4;
            Assert.Contains("bad.zip", Refused(_folder.Write("bad.zip", damaged)));
        }
    }

    [Fact]
    public void An_entry_that_begins_behind_the_end_is_refused()
    {
        byte[] whole = Zip(("a.tsv", "a\tb\n"));
        int entry = whole.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        whole.AsSpan(entry + 42, 4).Fill(0xEE);
        Assert.Contains("cut short", Refused(_folder.Write("far.zip", whole)));
    }

    [Fact]
    public void Sizes_and_places_of_64_bits_are_read_where_32_have_no_room()
    {
        byte[] text = "Un\tOne\n"u8.ToArray();
        Assert.Equal([new("Un", "One")], Folder.Read(new TsvCorpus(_folder.Write("large.zip", Large(text)), 1, 2)).Pairs);
        byte[] whole = Large(text);
        for (int length = 4; length < whole.Length; length++) Assert.Contains("cut.zip", Refused(_folder.Write("cut.zip", whole[..length])));
        Assert.Contains("bomb.zip", Refused(_folder.Write("bomb.zip", Large(text, length: 1L << 40))));
        Assert.Contains("far.zip", Refused(_folder.Write("far.zip", Large(text, start: long.MaxValue))));
        Assert.Contains("minus.zip", Refused(_folder.Write("minus.zip", Large(text, start: -1))));
        Assert.Contains("list.zip", Refused(_folder.Write("list.zip", Large(text, list: -8))));
        Assert.Contains("many.zip", Refused(_folder.Write("many.zip", Large(text, count: long.MaxValue))));
    }

    // An entry that is stored, every number in its 64-bit place.
    private static byte[] Large(byte[] text, long? length = null, long start = 0, long? list = null, long count = 1)
    {
        byte[] name = "a.tsv"u8.ToArray();
        var stream = new MemoryStream();
        var writer = new BinaryWriter(stream);
        uint check = Heed.Files.ZipEntryStream.Crc32(text);
        writer.Write(0x04034B50);
        writer.Write([45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(check);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
        writer.Write(name);
        writer.Write(text);
        long place = stream.Length;
        writer.Write(0x02014B50);
        writer.Write([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(check);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)36);
        writer.Write(new byte[10]);
        writer.Write(uint.MaxValue);
        writer.Write(name);
        writer.Write([0x55, 0x54, 4, 0, 0, 0, 0, 0]);       // another extra field before it
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write(length ?? text.Length);
        writer.Write((long)text.Length);
        writer.Write(start);
        long end = stream.Length;
        writer.Write(0x06064B50);
        writer.Write(44L);
        writer.Write([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        writer.Write(count);
        writer.Write(count);
        writer.Write(end - place);
        writer.Write(list ?? place);
        writer.Write(0x07064B50);
        writer.Write(0);
        writer.Write(end);
        writer.Write(1);
        writer.Write(0x06054B50);
        writer.Write(0);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)0);
        return stream.ToArray();
    }

    private static string Refused(string path) =>
        Assert.Throws<InvalidDataException>(() => Folder.Read(new TsvCorpus(path, 1, 2))).Message;

    private static byte[] Zip(params (string Name, string Text)[] entries) => Folder.Zip(entries);

    private static byte[] Zip(CompressionLevel level, params (string Name, string Text)[] entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
            foreach ((string name, string text) in entries)
                using (Stream entry = zip.CreateEntry(name, level).Open()) entry.Write(Encoding.UTF8.GetBytes(text));
        return stream.ToArray();
    }
}
