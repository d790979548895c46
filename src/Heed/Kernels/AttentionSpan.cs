namespace Heed.Kernels;

/// <summary>The queries and keys of one sentence among the rows of a batch. Several spans may name the same keys: hypotheses of one source.</summary>
/// <param name="FirstQuery">The row of the first query.</param>
/// <param name="Queries">How many queries there are, in consecutive rows.</param>
/// <param name="FirstKey">The row of the first key and value.</param>
/// <param name="Keys">How many keys there are, in consecutive rows.</param>
/// <param name="Position">The first query's position among the keys: 0 for a whole sequence, the number of keys before it when decoding step by step.</param>
/// <param name="Sentence">The sentence's number in the whole batch; counts for dropout alone.</param>
public readonly record struct AttentionSpan(int FirstQuery, int Queries, int FirstKey, int Keys, int Position = 0, int Sentence = 0);
