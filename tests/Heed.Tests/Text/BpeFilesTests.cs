using Heed.Text;

namespace Heed.Tests.Text;

public sealed class BpeFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("heed-bpe-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string VocabularyPath => Path.Combine(_folder, "vocab.json");

    private string MergesPath => Path.Combine(_folder, "merges.txt");

    [Fact]
    public void What_is_saved_is_what_other_tokenizers_read()
    {
        new BytePairTokenizer(BpeTrainer.Train(["ab ab ab é\" é\""], Vocabulary.SmallestSize + 3)).Save(_folder);
        Assert.Equal("#version: 0.2\na b\nĠ Ã\nĠ ab\n", File.ReadAllText(MergesPath));
        string json = File.ReadAllText(VocabularyPath);
        Assert.StartsWith("{\n  \"<pad>\": 0,\n  \"<s>\": 1,\n  \"</s>\": 2,\n  \"<unk>\": 3,\n  \"Ā\": 4,\n", json);
        Assert.Contains("\n  \"\\\"\": 38,\n", json);
        Assert.Contains("\n  \"ab\": 260,\n", json);
    }

    [Fact]
    public void A_saved_tokenizer_comes_back_the_same()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["l'été l'été économique économique 😀😀"], 290));
        tokenizer.Save(_folder);
        BytePairTokenizer loaded = BytePairTokenizer.Load(_folder);
        Assert.Equal(tokenizer.Vocabulary.Pieces, loaded.Vocabulary.Pieces);
        Assert.Equal(tokenizer.Model.Merges, loaded.Model.Merges);
        Assert.Equal(tokenizer.Encode("l'école 😀"), loaded.Encode("l'école 😀"));
    }

    [Fact]
    public void Byte_order_marks_and_Windows_line_ends_are_taken()
    {
        new BytePairTokenizer(BpeTrainer.Train(["ab ab ab"], 262)).Save(_folder);
        File.WriteAllText(VocabularyPath, "\uFEFF" + File.ReadAllText(VocabularyPath));
        File.WriteAllText(MergesPath, "\uFEFF" + File.ReadAllText(MergesPath).ReplaceLineEndings("\r\n"));
        Assert.Equal(2, BytePairTokenizer.Load(_folder).Model.Merges.Count);
    }

    [Theory]
    [InlineData("\"<pad>\": 0,", "", "the ids 0 to")]
    [InlineData("\"<pad>\": 0,", "\"<pad>\": 1,", "have the same id, 1")]
    [InlineData("\"<pad>\": 0,", "\"<pod>\": 0,", "id 0 must be <pad>")]
    [InlineData("\"<pad>\": 0,", "\"<pad>\": 0.5,", "not a whole number")]
    [InlineData("\"<pad>\": 0,", "\"<pad>\": [0],", "not a whole number")]
    [InlineData("\"<pad>\": 0,", "\"<pad>\": -1,", "has the id -1")]
    [InlineData("\"ab\"", "\"aa\"", "needs the piece \"ab\"", "merges.txt")]
    [InlineData("\"ab\"", "\"a b\"", "stands for no byte")]
    [InlineData("\"ab\"", "\"\"", "empty piece")]
    [InlineData("\"ab\"", "\"b\"", "has two ids")]
    [InlineData("\"ab\"", "\"\\ud800\"", "")]
    [InlineData("\"!\"", "\"!!\"", "the byte 0x21")]
    [InlineData("}", "", "")]
    [InlineData("}", "} {}", "")]
    [InlineData("{", "[", "one object")]
    public void A_vocabulary_with_a_fault_is_refused_by_name(string part, string instead, string message, string file = "vocab.json")
    {
        new BytePairTokenizer(BpeTrainer.Train(["ab ab ab"], 262)).Save(_folder);
        string json = File.ReadAllText(VocabularyPath);
        int at = part == "}" ? json.LastIndexOf('}') : json.IndexOf(part, StringComparison.Ordinal);
        File.WriteAllText(VocabularyPath, json[..at] + instead + json[(at + part.Length)..]);
        var error = Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_folder));
        Assert.Contains(file, error.Message);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("a b c", "line 2: expected two pieces")]
    [InlineData("ab", "line 2: expected two pieces")]
    [InlineData(" b", "line 2: expected two pieces")]
    [InlineData("a z", "needs the piece \"az\"")]
    [InlineData("a b\na b", "comes twice")]
    [InlineData("<s> a", "needs the piece \"<s>\"")]
    public void Merges_with_a_fault_are_refused_by_name(string line, string message)
    {
        new BytePairTokenizer(BpeTrainer.Train(["ab ab ab"], 262)).Save(_folder);
        File.WriteAllText(MergesPath, $"#version: 0.2\n{line}\n");
        var error = Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_folder));
        Assert.Contains("merges.txt", error.Message);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Files_that_are_missing_too_large_or_not_text_are_refused_by_name()
    {
        Assert.Contains("vocab.json", Assert.Throws<FileNotFoundException>(() => BytePairTokenizer.Load(_folder)).Message);
        new BytePairTokenizer(BpeTrainer.Train(["ab"], 260)).Save(_folder);
        File.WriteAllBytes(MergesPath, [0x61, 0x20, 0xFF]);
        Assert.Contains("not UTF-8", Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_folder)).Message);
        File.Delete(MergesPath);
        Assert.Contains("merges.txt", Assert.Throws<FileNotFoundException>(() => BytePairTokenizer.Load(_folder)).Message);
        using (FileStream large = File.Create(VocabularyPath)) large.SetLength((64L << 20) + 1);
        Assert.Contains("67,108,865 bytes", Assert.Throws<InvalidDataException>(() => BytePairTokenizer.Load(_folder)).Message);
    }
}
