namespace Heed.Text.Corpora;

/// <summary>Numbers about one side of a corpus.</summary>
public sealed class SideStatistics
{
    /// <summary>How long the texts are, in characters.</summary>
    public LengthHistogram Lengths { get; } = new();

    /// <summary>Runs of characters with white space around them. Chinese, Japanese and Thai put none between their words.</summary>
    public long Words { get; private set; }

    internal void Add(string text)
    {
        Lengths.Add(text);
        bool inWord = false;
        foreach (char c in text)
        {
            bool isSpace = char.IsWhiteSpace(c);
            if (!isSpace && !inWord) Words++;
            inWord = !isSpace;
        }
    }
}
