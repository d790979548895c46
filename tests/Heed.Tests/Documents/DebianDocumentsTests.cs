using System.Text.RegularExpressions;
using Heed.Documents;
using Heed.Tests.Architecture;
using Heed.Text.Corpora;

namespace Heed.Tests.Documents;

/// <summary>Files that software is really localised with, of Debian packages that the test script downloads into the folder that HEED_DEBIAN names.</summary>
public sealed class DebianDocumentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-debian-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("*.po", "po")]
    [InlineData("*.xlf", "xliff")]
    public void They_go_there_and_back_with_every_placeholder(string pattern, string corpus)
    {
        string? debian = Environment.GetEnvironmentVariable("HEED_DEBIAN");
        Assert.SkipWhen(string.IsNullOrEmpty(debian) || !Directory.Exists(debian), "HEED_DEBIAN names no folder of Debian packages; test.sh downloads them where apt-get is");
        string[] files = [.. Directory.EnumerateFiles(debian, pattern, SearchOption.AllDirectories).Where(static file => Regex.IsMatch(Path.GetFileName(file), @"(^|\.)fr\.")).Order(StringComparer.Ordinal).Take(12)];
        Assert.NotEmpty(files);
        Translator there = Translator.Load(Path.Combine(Sources.Root, "models", "en-fr")), back = Translator.Load(Path.Combine(Sources.Root, "models", "fr-en"));
        int units = 0;
        for (int i = 0; i < files.Length; i++)
        {
            // Without the translations that it has.
            string text = File.ReadAllText(files[i]), extension = Path.GetExtension(files[i]);
            string empty = corpus == "po" ? Emptied(text) : Regex.Replace(text, @"\s*<target[^>]*>.*?</target>", "", RegexOptions.Singleline);
            string source = Write($"{i}.en{extension}", empty), french = Path.Combine(_folder, $"{i}.fr{extension}");
            LocalizationReport report = new Localizer(there).Localize(source, french);
            Assert.All(report.Units, static unit => Assert.Equal(Placeholders.Held(unit.Source), Placeholders.Held(unit.Translation)));
            units += report.Units.Count;
            // What is not text stays, line by line; the header gets its language.
            if (corpus == "xliff") Assert.Equal(Lines(empty).Count(static line => line.Contains("<source", StringComparison.Ordinal)), Lines(File.ReadAllText(french)).Count(static line => line.Contains("<target", StringComparison.Ordinal)));
            // And back, as a file of its own.
            SentencePair[] pairs = [.. Corpus.Read(CorpusSpec.Parse($"{corpus}:en-fr:{french}"))];
            string again = Write($"{i}.back.resx", $"<root>{string.Concat(pairs.Select(static (pair, n) => $"<data name=\"M{n}\"><value>{MarkupText.Encode(pair.Target)}</value></data>\n"))}</root>");
            LocalizationReport returned = new Localizer(back).Localize(again, Path.Combine(_folder, $"{i}.back.en.resx"));
            Assert.Equal(pairs.Length, returned.Units.Count);
            Assert.All(returned.Units, static unit => Assert.Equal(Placeholders.Held(unit.Source), Placeholders.Held(unit.Translation)));
        }
        Assert.True(units > 20, $"only {units} messages were found");
    }

    // A PO file whose messages have no translations; the header stays.
    private static string Emptied(string text)
    {
        var lines = new List<string>();
        bool isDropped = false, isHeader = true;
        foreach (string line in Lines(text))
        {
            if (line.StartsWith("msgid ", StringComparison.Ordinal)) isHeader = lines.All(static before => !before.StartsWith("msgid ", StringComparison.Ordinal));
            if (!isHeader && line.StartsWith("msgstr", StringComparison.Ordinal))
            {
                lines.Add(line[..(line.IndexOf(' ', StringComparison.Ordinal) + 1)] + "\"\"");
                isDropped = true;
            }
            else if (!(isDropped && line.StartsWith('"')))
            {
                isDropped = false;
                lines.Add(line);
            }
        }
        return string.Join('\n', lines);
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n');

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
