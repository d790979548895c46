using System.Text;
using Heed.Text;

namespace Heed.Campaign.Parsers;

/// <summary><c>vocab.json</c> and <c>merges.txt</c> side by side.</summary>
internal sealed class VocabularySubject : ParserSubject
{
    private const string Text = "Le chat dort, the cat's asleep: 12 €\n日本 😀";

    public override string Name => "vocabulary";

    public override IReadOnlyList<byte[][]> Seeds { get; } = [Files(280), Files(300)];

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. ((string[])["\"<unk>\":", ",\"x\":3", "\"a\":0,", "\"\\ud800\"", "\"\\u0000\"", "\"\"", "null", "{", "}", "\n", " ", "\r\n", "a b\n", "Ġ t\n", "#version: 0.2\n", "\uFEFF", "\u0085", "\u2028", "\u00A0"]).Select(Encoding.UTF8.GetBytes),
    ];

    public override void Parse(byte[][] files)
    {
        var tokenizer = new BytePairTokenizer(BpeFiles.Parse(files[0], "vocab.json", files[1], "merges.txt"));
        int[] ids = tokenizer.Encode(Text);
        _ = tokenizer.Decode(ids);
        if (ids.Any(id => id < 0 || id >= tokenizer.Vocabulary.Size)) throw new InvalidOperationException("a token outside the vocabulary");
    }

    private static byte[][] Files(int size)
    {
        string folder = Directory.CreateTempSubdirectory("heed-campaign-").FullName;
        try
        {
            BpeFiles.Write(BpeTrainer.Train(["le chat dort", "the cat is asleep", "le chat dort bien", "the cat sleeps well", Text], size), folder);
            return [File.ReadAllBytes(Path.Combine(folder, BpeFiles.VocabularyFile)), File.ReadAllBytes(Path.Combine(folder, BpeFiles.MergesFile))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
