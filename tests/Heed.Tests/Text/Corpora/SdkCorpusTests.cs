using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class SdkCorpusTests
{
    private static readonly Lazy<(List<SentencePair> Pairs, CorpusReport Report)> French = new(() => Folder.Read(CorpusSpec.Parse("sdk:fr-en")));

    [Fact]
    public void The_messages_of_the_SDK_that_runs_these_tests_are_translated_pairs()
    {
        (List<SentencePair> pairs, _) = French.Value;
        Assert.InRange(pairs.Count, 10_000, 50_000);
        Assert.Equal(pairs.Count, pairs.Distinct().Count());
        Assert.DoesNotContain(pairs, p => p.Source == p.Target || p.Source.Length == 0 || p.Target.Length == 0);
        Assert.Contains(new("Impossible de convertir le type '{0}' en '{1}'", "Cannot convert type '{0}' to '{1}'"), pairs);
    }

    [Fact]
    public void SDK_10_0_401_has_15642_French_pairs()
    {
        IReadOnlyList<string> folders = SdkFolders.Find(null);
        string sdk = Path.GetFileName(folders[0]);
        string[] packs = [.. folders.Skip(1).Where(f => SdkAssembly.Find([f], ["fr"]).Count > 0).Select(f => Path.GetFileName(Path.GetDirectoryName(f)!))];
        Assert.SkipWhen(sdk != "10.0.401" || !packs.SequenceEqual(["Microsoft.AspNetCore.App.Ref", "Microsoft.NETCore.App.Ref"]), $"this is SDK {sdk} with the packs {string.Join(", ", packs)}");
        (_, CorpusReport report) = French.Value;
        Assert.Equal(15_642, report.Kept + report.Reasons.GetValueOrDefault(LeftOut.TooLong));
    }

    [Fact]
    public void Reading_twice_gives_the_same_pairs_in_the_same_order() =>
        Assert.Equal(French.Value.Pairs, Folder.Read(new SdkCorpus("fr", "en")).Pairs);

    [Fact]
    public void The_other_way_round_has_the_sides_swapped() =>
        Assert.Equal(French.Value.Pairs, Folder.Read(new SdkCorpus("en", "fr")).Pairs.Select(p => new SentencePair(p.Target, p.Source)));

    [Fact]
    public void Two_languages_without_English_are_joined_by_the_message()
    {
        List<SentencePair> pairs = Folder.Read(new SdkCorpus("fr", "de")).Pairs;
        Assert.InRange(pairs.Count, 10_000, 50_000);
        Assert.Contains(pairs, p => p.Source.Contains("Impossible de convertir le type '{0}'", StringComparison.Ordinal) && p.Target.Contains("kann nicht in", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_an_SDK_is_named()
    {
        using var folder = new Folder();
        var missing = Assert.Throws<DirectoryNotFoundException>(() => Folder.Read(new SdkCorpus("fr", "en") { Root = folder.Path("") }));
        Assert.Contains(folder.Path(""), missing.Message);
        Directory.CreateDirectory(folder.Path("sdk/10.0.100"));
        var empty = Assert.Throws<InvalidDataException>(() => Folder.Read(new SdkCorpus("fr", "en") { Root = folder.Path("") }));
        Assert.Contains("no messages in fr", empty.Message);
    }

    [Fact]
    public void The_newest_SDK_is_taken_and_a_release_before_its_candidates()
    {
        using var folder = new Folder();
        foreach (string version in (string[])["9.0.300", "10.0.100-rc.1", "10.0.100", "10.0.99", "NuGetFallbackFolder"]) Directory.CreateDirectory(folder.Path($"sdk/{version}"));
        foreach (string version in (string[])["10.0.9", "10.0.12"]) Directory.CreateDirectory(folder.Path($"packs/A.Ref/{version}"));
        Assert.Equal([folder.Path("sdk/10.0.100"), folder.Path("packs/A.Ref/10.0.12")], SdkFolders.Find(folder.Path("")).Select(Path.GetFullPath));
    }

    [Fact]
    public void A_damaged_assembly_is_refused_by_name()
    {
        using var folder = new Folder();
        string sdk = SdkFolders.Find(null)[0], good = Path.Combine(sdk, "fr", "dotnet.resources.dll");
        Assert.SkipUnless(File.Exists(good), "this SDK has no dotnet.resources.dll");
        byte[] satellite = File.ReadAllBytes(good);
        Directory.CreateDirectory(folder.Path("sdk/1.0.0/fr"));
        File.Copy(Path.Combine(sdk, "dotnet.dll"), folder.Path("sdk/1.0.0/dotnet.dll"));
        var corpus = new SdkCorpus("fr", "en") { Root = folder.Path("") };
        uint state = 3;
        for (int round = 0; round < 20; round++)
        {
            byte[] damaged = round == 0 ? satellite[..(satellite.Length / 2)] : [.. satellite];
            for (int i = 0; i < 200 && round > 0; i++)
            {
                state = (state * 1664525) + 1013904223;
                damaged[(state >> 8) % (uint)(round % 2 == 0 ? 4096 : damaged.Length)] ^= (byte)state;
            }
            folder.Write("sdk/1.0.0/fr/dotnet.resources.dll", damaged);
            try
            {
                Folder.Read(corpus);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("dotnet.resources.dll", e.Message);
            }
        }
    }
}
