using Heed.Files;

namespace Heed.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-atomic-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_file_holds_what_was_written_and_nothing_lies_beside_it()
    {
        AtomicFile.Write(At("a.bin"), stream => stream.Write([1, 2, 3]));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(At("a.bin")));
        Assert.Equal([At("a.bin")], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_shorter_text_replaces_a_longer_one_whole_and_without_a_byte_order_mark()
    {
        AtomicFile.WriteText(At("a.txt"), "a longer text");
        AtomicFile.WriteText(At("a.txt"), "é");
        Assert.Equal([0xC3, 0xA9], File.ReadAllBytes(At("a.txt")));
    }

    [Fact]
    public void A_device_is_written_to_and_stays_a_device()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        var error = Assert.Throws<IOException>(() => AtomicFile.WriteText("/dev/full", "é"));   // a file of that name would have taken it
        Assert.Contains("space", error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<IOException>(() => File.WriteAllText("/dev/full", "é"));
        AtomicFile.WriteText("/dev/null", "é");
    }

    [Fact]
    public void A_failure_half_way_leaves_the_old_file_and_no_temporary()
    {
        AtomicFile.WriteText(At("a.txt"), "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(At("a.txt"), stream =>
        {
            stream.Write([1, 2, 3]);
            throw new InvalidOperationException("half way");
        }));
        Assert.Equal("old", File.ReadAllText(At("a.txt")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_old_file_can_be_read_while_the_new_one_is_being_written()
    {
        AtomicFile.WriteText(At("a.txt"), "old");
        AtomicFile.Write(At("a.txt"), stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(At("a.txt")));
        });
        Assert.Equal("new", File.ReadAllText(At("a.txt")));
    }

    [Fact]
    public void Clean_up_deletes_the_temporaries_of_ended_programs_alone()
    {
        string ended = At($".a.txt.tmp-{int.MaxValue}-1");
        string sameNumberButOlder = At($".a.txt.tmp-{Environment.ProcessId}-777777777");
        string[] kept = [At("a.txt"), At(".hidden"), At(".a.tmp-x-1"), At(".a.tmp-12"), At($"a.txt.tmp-{int.MaxValue}-1")];
        foreach (string file in (string[])[ended, sameNumberButOlder, .. kept])
        {
            File.WriteAllText(file, "x");
        }
        File.SetLastWriteTimeUtc(sameNumberButOlder, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        AtomicFile.Write(At("b.txt"), stream =>
        {
            stream.Write([1]);
            stream.Flush();
            Assert.Equal(2, AtomicFile.CleanUp(_folder));
        });

        Assert.Equal([.. kept.Append(At("b.txt")).Order(StringComparer.Ordinal)],
            Directory.GetFiles(_folder).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Cleaning_a_folder_that_does_not_exist_deletes_nothing() => Assert.Equal(0, AtomicFile.CleanUp(At("none")));

    [Fact]
    public void A_lone_surrogate_is_refused_and_the_old_text_stays()
    {
        AtomicFile.WriteText(At("a.txt"), "old");
        Assert.ThrowsAny<ArgumentException>(() => AtomicFile.WriteText(At("a.txt"), "\ud800"));
        Assert.Equal("old", File.ReadAllText(At("a.txt")));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
