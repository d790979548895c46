namespace Heed.Text.Corpora;

/// <summary>A sentence and its translation. Two pairs are equal when their texts are, wherever they were found.</summary>
/// <param name="Source">The sentence.</param>
/// <param name="Target">Its translation.</param>
/// <param name="Line">The line of the file it was read from, counted from 1; 0 where there is none.</param>
public readonly record struct SentencePair(string Source, string Target, long Line = 0)
{
    /// <summary>The document that the pair is part of, as its corpus names it, or null where the corpus says nothing.</summary>
    public string? Document { get; init; }

    /// <summary>Whether the texts are the same.</summary>
    public bool Equals(SentencePair other) => Source == other.Source && Target == other.Target;

    /// <summary>A number that pairs with the same texts share.</summary>
    public override int GetHashCode() => HashCode.Combine(Source, Target);
}
