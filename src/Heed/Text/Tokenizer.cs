using System.Text;

namespace Heed.Text;

/// <summary>Text to ids and back, by the vocabulary of a model. The first ids are those of the special pieces (<see cref="Vocabulary.Pad"/> and so on). Safe to use from several threads at once.</summary>
public abstract class Tokenizer
{
    /// <summary>How many ids there are, special ones included.</summary>
    public abstract int Size { get; }

    /// <summary>Reads the tokenizer of a model's folder: <c>source.spm</c>, <c>target.spm</c> and <c>vocab.json</c>, or else <c>vocab.json</c> and <c>merges.txt</c>.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message names the file and the fault.</exception>
    public static Tokenizer Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return File.Exists(Path.Combine(folder, UnigramTokenizer.SourceFile)) ? UnigramTokenizer.Load(folder) : BytePairTokenizer.Load(folder);
    }

    /// <summary>Writes the tokenizer's files into a folder, which is made where it is missing.</summary>
    public abstract void Save(string folder);

    /// <summary>Whether another tokenizer has the same pieces with the same ids and cuts text in the same way.</summary>
    public abstract bool IsSameAs(Tokenizer other);

    /// <summary>The ids of a source text's pieces, without special ones.</summary>
    public abstract int[] Encode(string text);

    /// <summary>The same of a target text, which some models cut by another model than sources.</summary>
    public virtual int[] EncodeTarget(string text) => Encode(text);

    /// <summary>The pieces of a source text, and where they stand in it.</summary>
    public abstract TokenizedText EncodeWithSpans(string text);

    /// <summary>The same of a target text.</summary>
    public virtual TokenizedText EncodeTargetWithSpans(string text) => EncodeWithSpans(text);

    /// <summary>The text of a sequence of target ids. Special pieces stand for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public abstract string Decode(ReadOnlySpan<int> ids);

    /// <summary>The text of the first ids of a sequence: bytes at the end that only begin a character are left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public virtual string DecodeBeginning(ReadOnlySpan<int> ids) => Decode(ids);

    /// <summary>The text of a sequence of target ids, and where each piece stands in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is not in the vocabulary.</exception>
    public abstract TokenizedText DecodeWithSpans(ReadOnlySpan<int> ids);

    /// <summary>The tokenizer for the parts of a text: what its beginning says for all of it, such as the language to translate to, is said at the beginning of each.</summary>
    public virtual Tokenizer For(string text) => this;

    /// <summary>Whether a source's letter is in a piece of the vocabulary, alone or with others, so that a model can have met it.</summary>
    internal virtual bool Reads(Rune letter) => true;

    /// <summary>The bytes of UTF-8 that a target piece adds to a text, a space before a word included; none for a special piece.</summary>
    internal virtual byte[] TargetBytesOf(int id) => Encoding.UTF8.GetBytes(Decode([id]));

    /// <summary>
    /// The ids of a target's first pieces that stay the same however it goes on, and the text behind them, which further pieces may be cut from in any way: a target that says it says those ids and then, in bytes, that text.
    /// </summary>
    internal virtual (int[] Ids, string Last) CutBeginning(string target) => ([], target);

    /// <summary>The ids of words that stand inside a target, after a space or joined to what is before them; none where the tokenizer cannot cut them so.</summary>
    internal virtual int[] EncodeInside(string words, bool afterSpace) => EncodeTarget(afterSpace ? " " + words : words);
}
