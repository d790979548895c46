using System.Text;
using Heed.Text;

namespace Heed.Decoding;

/// <summary>Makes of what a search tells of each part of a text what there is of the whole text.</summary>
internal sealed class LiveReport(SourceText source, Tokenizer tokenizer, IProgress<LiveTranslation> progress) : IProgress<SearchProgress>
{
    private readonly StringBuilder _text = new();
    private int _done;

    public void Report(SearchProgress value) => Tell(tokenizer.DecodeBeginning(value.Best.TextTokens).Trim());

    /// <summary>The next part is done.</summary>
    public void Add(string translated) => TranslationParts.Append(source, _done++, translated, _text);

    /// <summary>Tells what there is when all parts are done.</summary>
    public void End() => Tell("");

    private void Tell(string next)
    {
        int length = _text.Length;
        if (next.Length > 0) TranslationParts.Append(source, _done, next, _text);
        progress.Report(new LiveTranslation(_text.ToString(), _done, source.Parts.Count));
        _text.Length = length;
    }
}
