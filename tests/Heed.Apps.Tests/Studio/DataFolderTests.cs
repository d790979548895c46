using Heed.Studio.Data;
using Heed.Studio.Pages.Corpus;
using Heed.Text.Corpora;

namespace Heed.Apps.Tests.Studio;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _inside = new(), _outside = new();

    public void Dispose()
    {
        _inside.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public void Files_of_the_folder_and_of_folders_in_it_are_listed_and_found_by_name()
    {
        string file = _inside.Write("news/pairs.tsv", "Bonjour.\tHello.\n");
        _inside.Write("empty.tsv", "");
        var folder = new DataFolder(_inside.Path);
        Assert.Equal(["news/pairs.tsv"], folder.All().Select(static one => one.Name));
        Assert.Equal(file, folder.Find("news/pairs.tsv"));
    }

    [Theory]
    [InlineData("../secret.tsv")]
    [InlineData("news/../../secret.tsv")]
    [InlineData("news/./pairs.tsv")]
    [InlineData("news//pairs.tsv")]
    [InlineData("..\\secret.tsv")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/secret.tsv")]
    [InlineData("news/pairs.tsv\0.txt")]
    [InlineData("news")]
    [InlineData("")]
    public void A_name_that_leads_elsewhere_means_no_file(string name)
    {
        _inside.Write("news/pairs.tsv", "Bonjour.\tHello.\n");
        File.WriteAllText(Path.Combine(_inside.Path, "..", "secret.tsv"), "a\tb\n");
        try
        {
            Assert.Throws<KeyNotFoundException>(() => new DataFolder(_inside.Path).Find(name));
        }
        finally
        {
            File.Delete(Path.Combine(_inside.Path, "..", "secret.tsv"));
        }
    }

    [Theory]
    [InlineData("en", "fr:/etc/passwd")]
    [InlineData("en-fr:/etc/passwd:x", "fr")]
    [InlineData("en", "../fr")]
    [InlineData("", "fr")]
    public void A_language_that_holds_a_path_is_refused(string from, string to)
    {
        _inside.Write("pairs.tmx", "<tmx/>");
        Assert.Throws<ArgumentException>(() => new CorpusSource { Kind = "tmx", File = "pairs.tmx", From = from, To = to }.Resolve(new DataFolder(_inside.Path)));
    }

    [Fact]
    public void A_link_that_leads_out_of_the_folder_means_no_file_and_one_that_stays_in_it_does()
    {
        if (OperatingSystem.IsWindows()) return;                                            // links need a right there
        string secret = _outside.Write("secret.tsv", "a\tb\n"), own = _inside.Write("own.tsv", "a\tb\n");
        File.CreateSymbolicLink(Path.Combine(_inside.Path, "file.tsv"), secret);
        Directory.CreateSymbolicLink(Path.Combine(_inside.Path, "folder"), _outside.Path);
        File.CreateSymbolicLink(Path.Combine(_inside.Path, "same.tsv"), "own.tsv");
        File.CreateSymbolicLink(Path.Combine(_inside.Path, "loop.tsv"), "loop.tsv");
        var folder = new DataFolder(_inside.Path);
        Assert.Throws<KeyNotFoundException>(() => folder.Find("file.tsv"));
        Assert.Throws<KeyNotFoundException>(() => folder.Find("folder/secret.tsv"));
        Assert.Throws<KeyNotFoundException>(() => folder.Find("loop.tsv"));
        Assert.Equal(own, folder.Find("same.tsv"));
        Assert.Equal(["own.tsv", "same.tsv"], folder.All().Select(static file => file.Name));
    }

    [Fact]
    public void The_folder_itself_may_be_a_link()
    {
        if (OperatingSystem.IsWindows()) return;
        string file = _outside.Write("pairs.tsv", "a\tb\n"), link = Path.Combine(_inside.Path, "link");
        Directory.CreateSymbolicLink(link, _outside.Path);
        Assert.Equal(file, new DataFolder(link).Find("pairs.tsv"));
    }

    [Fact]
    public void Without_a_folder_there_are_no_files()
    {
        var folder = new DataFolder(null);
        Assert.Empty(folder.All());
        Assert.Throws<KeyNotFoundException>(() => folder.Find("pairs.tsv"));
    }

    [Fact]
    public void A_table_is_read_with_the_columns_chosen_and_faults_do_not_tell_where_the_folder_is()
    {
        _inside.Write("pairs.tsv", "Hello.\tBonjour.\nHello.\tBonjour.\nalone\n");
        var folder = new DataFolder(_inside.Path);
        var source = new CorpusSource { Kind = "tsv", File = "pairs.tsv", SourceColumn = 2, TargetColumn = 1 };
        CorpusView view = CorpusView.Read(source.Name, source.Resolve(folder), CorpusRules.Default, folder.Shorten, null, TestContext.Current.CancellationToken);
        Assert.Equal("tsv:2,1:pairs.tsv", view.Name);
        Assert.Equal(new SentencePair("Bonjour.", "Hello."), view.Pairs[0]);
        Assert.Equal([CorpusFault.TooFewColumns, CorpusFault.Duplicate], view.Findings.Select(static finding => finding.Fault).Order());
        Assert.All(view.Findings, static finding => Assert.Equal("pairs.tsv", finding.File));
        Assert.True(view.Check.IsWhole);
        Assert.Equal(2, view.Check.Ratios.Count);
    }

    [Fact]
    public void Two_files_whose_names_differ_in_their_ending_belong_together()
    {
        DataFile[] files = [new("a.en", 1), new("a.fr.gz", 1), new("b.en", 1), new("Strings.fr.resx", 1), new("Strings.resx", 1)];
        Assert.Equal("a.fr.gz", files[0].Partner(files)?.Name);
        Assert.Null(files[2].Partner(files));
        Assert.Equal("Strings.fr.resx", files[4].Partner(files)?.Name);
    }

    [Fact]
    public void No_more_than_a_bounded_number_of_pairs_is_held_and_it_is_said()
    {
        string line = new string('a', 30) + "\t" + new string('b', 30) + "\n";
        string path = Path.Combine(_inside.Path, "large.tsv");
        using (var writer = new StreamWriter(path))
            for (int i = 0; i < CorpusView.MostPairs + 10; i++) writer.Write(line);
        var folder = new DataFolder(_inside.Path);
        CorpusView view = CorpusView.Read("large", new CorpusSource { Kind = "tsv", File = "large.tsv" }.Resolve(folder), CorpusRules.Default, folder.Shorten, null, TestContext.Current.CancellationToken);
        Assert.Equal(CorpusView.MostPairs, view.Pairs.Count);
        Assert.False(view.Check.IsWhole);
        Assert.Equal(CorpusView.MostFindings, view.Findings.Count);                         // all but the first are duplicates
        Assert.Equal(CorpusView.MostPairs - 1, view.Check.Counts[CorpusFault.Duplicate]);
    }

    [Fact]
    public void A_search_looks_in_both_sides_whatever_the_case_and_a_line_is_found()
    {
        _inside.Write("pairs.tsv", "Le chat dort.\tThe cat sleeps.\n\tempty\nLe chien court.\tThe dog runs.\n");
        var folder = new DataFolder(_inside.Path);
        CorpusView view = CorpusView.Read("", new CorpusSource { Kind = "tsv", File = "pairs.tsv" }.Resolve(folder), CorpusRules.Default, folder.Shorten, null, TestContext.Current.CancellationToken);
        Assert.Equal([1], view.Search("DOG", TestContext.Current.CancellationToken));
        Assert.Equal([0], view.Search("chat", TestContext.Current.CancellationToken));
        Assert.Equal(1, view.PlaceOf(3));
        Assert.Equal(1, view.PlaceOf(2));
        view.PutAway();
        Assert.Empty(view.Search("chat", TestContext.Current.CancellationToken));
    }
}
