using System.Globalization;
using System.Text;
using Heed.Text;

namespace Heed.Studio.Pages.Corpus;

/// <summary>Pieces of a vocabulary as people read them.</summary>
internal static class PieceNames
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>What a piece stands for: its text with spaces as ␣, or its bytes where they are no whole characters.</summary>
    public static string Of(Tokenizer tokenizer, int id) => tokenizer switch
    {
        BytePairTokenizer pairs => Vocabulary.IsSpecial(id) ? pairs.Vocabulary[id] : OfBytes(pairs.Vocabulary.BytesOf(id)),
        UnigramTokenizer unigram => Visible(unigram.PieceOf(id).Replace('▁', ' ')),
        _ => Visible(tokenizer.Decode([id])),
    };

    /// <summary>A text with its spaces to be seen, and the numbers of characters that cannot be seen.</summary>
    public static string Visible(string text) => string.Concat(text.Select(static c => c switch
    {
        ' ' => "␣",
        '\t' => "␉",
        '\n' => "␊",
        '\r' => "␍",
        _ when char.IsControl(c) || char.IsWhiteSpace(c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}"),
        _ => c.ToString(),
    }));

    private static string OfBytes(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Visible(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return string.Join(' ', Convert.ToHexString(bytes).Chunk(2).Select(static two => new string(two)));
        }
    }
}
