namespace Heed.Text.Corpora;

/// <summary>A line of a corpus as it stands, before anything is left out.</summary>
internal readonly record struct CorpusLine
{
    /// <summary>The number of the line, counted from 1; 0 where the corpus has no lines.</summary>
    public long Number { get; init; }

    /// <summary>The file that the sentence stands in.</summary>
    public required string SourceFile { get; init; }

    /// <summary>The file that its translation stands in.</summary>
    public required string TargetFile { get; init; }

    /// <summary>The sentence without the white space around it; empty where the line could not be read.</summary>
    public string Source { get; init; }

    /// <summary>Its translation, likewise.</summary>
    public string Target { get; init; }

    /// <summary>The document that the line is part of, as its corpus names it, or null where it says nothing.</summary>
    public string? Document { get; init; }

    /// <summary>Why the line gives no pair, or null where it does.</summary>
    public LeftOut? Fault { get; init; }

    /// <summary>Whether the fault is on the side of the translation.</summary>
    public bool IsFaultInTarget { get; init; }

    /// <summary>Where there is a fault, the text in question as far as it can be shown.</summary>
    public string Found { get; init; }

    /// <summary>What was taken off the line.</summary>
    public LineMarks Marks { get; init; }

    /// <summary>The sides as a pair.</summary>
    public SentencePair Pair => new(Source, Target, Number) { Document = Document };

    /// <summary>The file that has the fault.</summary>
    public string FaultyFile => IsFaultInTarget ? TargetFile : SourceFile;
}
