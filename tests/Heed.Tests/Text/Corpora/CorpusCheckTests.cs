using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Tests.Text.Corpora;

public sealed class CorpusCheckTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_fault_is_found_with_its_file_line_and_text()
    {
        string source = _folder.Write("a.x", [.. "\uFEFFUn.\nDe\0ux.\nTr"u8, 0xFF, .. "ois.\r\n\nCinq\rsix.\nUn.\n"u8, .. "Un très long texte qui dit beaucoup de choses et ne finit jamais.\n"u8]);
        string target = _folder.Write("a.y", "One.\nTwo.\nThree.\nFour.\nFive six.\nOne.\nNo.\n");
        List<CorpusFinding> found = Findings(new MosesCorpus(source, target), new CorpusRules(), out CorpusCheck check);
        Assert.Equal(
            [
                (CorpusFault.ByteOrderMark, source, 1, "Un."),
                (CorpusFault.Nul, source, 2, @"De\u0000ux."),
                (CorpusFault.CarriageReturn, source, 3, @"Tr�ois.\r"),
                (CorpusFault.InvalidUtf8, source, 3, "Tr�ois."),
                (CorpusFault.EmptySide, source, 4, "no source for: Four."),
                (CorpusFault.CarriageReturn, source, 5, @"Cinq\rsix."),
                (CorpusFault.Duplicate, source, 6, "as line 1: Un. | One."),
                (CorpusFault.LengthRatio, source, 7, "21.7 times longer: Un très long texte qui dit beaucoup de choses et ne finit jamais. | No."),
            ],
            found.Select(static f => (f.Fault, f.File, (int)f.Line, f.Text)));
        Assert.Equal((7, 2), (check.Lines, check.Sound));      // lines 1 and 5 are mended as they are read
        Assert.Equal(8, check.Findings);
    }

    [Fact]
    public void Unequal_lengths_are_a_finding_that_names_both()
    {
        var corpus = new MosesCorpus(_folder.Write("a", "1\n2\n"), _folder.Write("b", "1\n2\n3\n4\n"));
        CorpusFinding finding = Assert.Single(Findings(corpus, new CorpusRules(), out CorpusCheck check));
        Assert.Equal((CorpusFault.UnequalLines, corpus.TargetFile, 3L), (finding.Fault, finding.File, finding.Line));
        Assert.Contains("a has 2 lines", finding.Text);
        Assert.Contains("b has 4", finding.Text);
        Assert.Equal(2, check.Lines);
    }

    [Fact]
    public void What_cannot_be_read_is_a_finding_too()
    {
        Assert.Equal(CorpusFault.Unreadable, Assert.Single(Findings(new TsvCorpus(_folder.Write("a.gz", Folder.Gzip("a\tb\n")[..15]), 1, 2), new CorpusRules(), out _)).Fault);
        Assert.Equal(
            [CorpusFault.TooFewColumns, CorpusFault.Unreadable],
            Findings(new TsvCorpus(_folder.Write("a.csv", "a,b\n"), 1, 2), new CorpusRules(), out _).Select(static f => f.Fault));
        Assert.Throws<FileNotFoundException>(() => CorpusCheck.Run(new TsvCorpus(_folder.Path("none"), 1, 2), new CorpusRules()));
    }

    [Fact]
    public void Over_long_lines_and_sides_are_found_with_their_beginnings()
    {
        string file = _folder.Write("a.tsv", $"{new string('x', 50)}\ty\n{new string('z', 500)}\ty\n");
        var corpus = new TsvCorpus(file, 1, 2) { Limits = new CorpusLimits { MostCharacters = 20, MostLineBytes = 100 } };
        List<CorpusFinding> found = Findings(corpus, new CorpusRules(), out _);
        Assert.All(found, static f => Assert.Equal(CorpusFault.OverLong, f.Fault));
        Assert.StartsWith("50 characters: xxx", found[0].Text);
        Assert.Equal([1L, 2L], found.Select(static f => f.Line));
    }

    [Fact]
    public void A_test_pair_of_which_either_side_stands_in_training_leaks()
    {
        var known = new KnownTexts();
        known.AddFile(_folder.Write("train.tsv", "Le chat dort.\tThe cat sleeps.\n42\t42\n"));
        Assert.Equal(3, known.Count);
        string test = _folder.Write("test.tsv", "le chat dort !\tA cat is asleep.\nUn chien.\tThe CAT sleeps\nUn chien.\tA dog.\n43\t44\n");
        List<CorpusFinding> found = Findings(new TsvCorpus(test, 1, 2), new CorpusRules { Against = known }, out _);
        Assert.Equal([(CorpusFault.Leakage, 1L, "source: le chat dort !"), (CorpusFault.Leakage, 2L, "target: The CAT sleeps")], found.Select(static f => (f.Fault, f.Line, f.Text)));
    }

    [Fact]
    public void Columns_that_are_all_swapped_are_one_finding_and_single_pairs_are_theirs()
    {
        string straight = string.Concat(Enumerable.Range(0, 30).Select(static i => $"Le chat est dans la maison avec les enfants {i}.\tThe cat is in the house with the children {i}.\n"));
        string swapped = _folder.Write("swapped.tsv", straight);
        CorpusFinding all = Assert.Single(Findings(new TsvCorpus(swapped, 2, 1), new CorpusRules { From = "fr", To = "en" }, out CorpusCheck check));
        Assert.Equal((CorpusFault.Swapped, 0L), (all.Fault, all.Line));
        Assert.Equal(("en", "fr"), (check.SourceLanguage, check.TargetLanguage));

        string one = _folder.Write("one.tsv", straight + "This is not the house of my father.\tCe n'est pas la maison de mon père.\n");
        CorpusFinding pair = Assert.Single(Findings(new TsvCorpus(one, 1, 2), new CorpusRules(), out _));
        Assert.Equal((CorpusFault.Swapped, 31L), (pair.Fault, pair.Line));
        Assert.Empty(Findings(new TsvCorpus(swapped, 1, 2), new CorpusRules { From = "fr", To = "en" }, out _));
    }

    [Fact]
    public void Files_named_by_their_languages_claim_them()
    {
        string french = _folder.Write("x.en-fr.fr", "Où est la gare ?\nJe ne suis pas le père de la fille.\nC'est une voiture pour les enfants.\n");
        string english = _folder.Write("x.en-fr.en", "Where is the station?\nI am not the father of the girl.\nThis is a car for the children.\n");
        Assert.Empty(Findings(new MosesCorpus(french, english), new CorpusRules(), out _));
        File.Move(french, french + ".old");
        File.Move(english, french);
        File.Move(french + ".old", english);
        Assert.Equal(CorpusFault.Swapped, Assert.Single(Findings(new MosesCorpus(french, english), new CorpusRules(), out _)).Fault);
    }

    [Theory]
    [InlineData("fr", "Je ne sais pas ce que c'est, mais il est dans la maison.")]
    [InlineData("de", "Ich weiß nicht, was das ist, aber es ist auch nicht für mich.")]
    [InlineData("es", "No sé qué es esto, pero está en la casa de los niños y muy bien.")]
    [InlineData("pt-BR", "Eu não sei o que é isso, mas ele também está com você na casa.")]
    [InlineData("pl", "Nie wiem, co to jest, ale on już jest w domu i może się tylko uczyć.")]
    [InlineData("cs", "Nevím, co je to, ale on už není v domě a může se jen učit, protože by to bylo.")]
    [InlineData("tr", "Bu çok güzel bir ev ve ben bunun için daha sonra geldim.")]
    [InlineData("ru", "Я не знаю, что это такое.")]
    [InlineData("ja", "これは何ですか。日本語です。")]
    [InlineData("ko", "이것은 무엇입니까?")]
    [InlineData("zh-Hans", "我不知道这是什么意思，你呢")]
    [InlineData("fa", "نمی‌دانم این چیست.")]
    [InlineData("en", "I don't know what this is, but it is in the house.")]
    public void A_language_is_known_by_its_common_words_or_its_script(string code, string text)
    {
        int[] evidence = new int[LanguageEvidence.Languages.Count];
        LanguageEvidence.Add(text, evidence);
        Assert.Equal(LanguageEvidence.IndexOf(code), Array.IndexOf(evidence, evidence.Max()));
    }

    [Fact]
    public void Control_characters_and_turned_writing_are_shown_as_numbers_and_long_texts_cut()
    {
        Assert.Equal(@"a\tb\u001B[31mc\u202Ed", VisibleText.Of("a\tb\u001B[31mc\u202Ed"));
        Assert.Equal("نمی‌دانم", VisibleText.Of("نمی‌دانم"));       // its joiner is spelling
        Assert.InRange(VisibleText.Of(new string('x', 1000)).Length, VisibleText.Longest, VisibleText.Longest + 1);
        string shown = VisibleText.Of(new string('x', 1000) + "\0" + new string('y', 1000), 1000);
        Assert.StartsWith("…xxx", shown);
        Assert.Contains(@"x\u0000y", shown);
    }

    [Fact]
    public void The_messages_of_the_SDK_that_are_no_pairs_are_no_faults()
    {
        List<CorpusFinding> found = Findings(new SdkCorpus("fr", "en"), new CorpusRules(), out CorpusCheck check);
        Assert.InRange(check.Sound, 1, check.Lines);
        Assert.Equal(check.Lines, check.Sound + check.PassedOver + found.Select(static f => f.Text).Count());
        Assert.Equal(("fr", "en"), (check.SourceLanguage, check.TargetLanguage));
        Assert.All(found, static f => Assert.Contains(f.Fault, (CorpusFault[])[CorpusFault.OverLong, CorpusFault.Duplicate, CorpusFault.LengthRatio, CorpusFault.Copy]));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(double.NaN)]
    public void A_ratio_that_is_none_is_refused(double ratio) =>
        Assert.Throws<ArgumentException>(() => CorpusCheck.Run(new TsvCorpus("x", 1, 2), new CorpusRules { MostRatio = ratio }));

    [Fact]
    public void Lengths_are_counted_in_their_classes()
    {
        var histogram = new LengthHistogram();
        foreach (int length in (int[])[1, 9, 10, 19, 20, 999, 1000, 5000]) histogram.Add(new string('x', length));
        Assert.Equal([(1, 9, 2L), (10, 19, 2L), (20, 29, 1L)], histogram.Bins.Take(3).Select(static b => (b.From, b.To ?? 0, b.Count)));
        Assert.Equal([(400, 999, 1L), (1000, 0, 2L)], histogram.Bins.TakeLast(2).Select(static b => (b.From, b.To ?? 0, b.Count)));
        Assert.Equal((8, 5000, 7058 / 8.0), (histogram.Count, histogram.Longest, histogram.Mean));
    }

    private static List<CorpusFinding> Findings(CorpusSpec corpus, CorpusRules rules, out CorpusCheck check)
    {
        List<CorpusFinding> findings = [];
        check = CorpusCheck.Run(corpus, rules, findings.Add);
        Assert.Equal(findings.Count, check.Findings);
        return findings;
    }
}
