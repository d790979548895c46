using Heed.Text;

namespace Heed.Training;

/// <summary>Whether a run's settings suit the size of its corpus.</summary>
internal static class SizeWarnings
{
    private const int FewPairs = 1000, FewBatches = 4, SeldomSeen = 6;
    private const double LargeDev = 0.2, FewTooLong = 0.01;

    /// <summary>Warnings about sizes.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="tokenizer">Its vocabulary.</param>
    /// <param name="train">The pairs to learn from.</param>
    /// <param name="dev">The development pairs.</param>
    /// <param name="tooLong">How many pairs were left out for their length.</param>
    public static IEnumerable<TrainingWarning> Of(TrainingOptions options, BytePairTokenizer tokenizer, IReadOnlyList<TrainingPair> train, IReadOnlyList<TrainingPair> dev, int tooLong)
    {
        if (tooLong > 0 && tooLong >= FewTooLong * (train.Count + tooLong))
        {
            string what = $"over-long: {tooLong:N0} of {train.Count + tooLong:N0} pairs ({100.0 * tooLong / (train.Count + tooLong):F0} %) have more than {options.MaxTokens:N0} pieces on a side and are left out";
            yield return new(what, $"{what}; split them into sentences, or raise --max-tokens, which takes memory and time. A model knows no longer sentences than it saw");
        }
        if (train.Count < FewPairs)
        {
            string what = $"few pairs: {train.Count:N0} to learn from; expect a model that knows little beyond them";
            yield return new(what, $"{what}. More pairs help most (heed corpus list names some); a smaller --size, more --dropout and few --max-epochs help a little");
        }
        long tokens = train.Sum(static pair => (long)pair.Target.Length);
        if (tokens < (long)FewBatches * options.BatchTokens)
        {
            string what = $"large batches: one of {options.BatchTokens:N0} target pieces, and the corpus has {tokens:N0}: {Steps(tokens, options.BatchTokens)} in an epoch";
            yield return new(what, $"{what}; --batch-tokens {Math.Max(64, Round(tokens / 20.0)):D} gives about twenty");
        }
        long pieces = tokens + train.Sum(static pair => (long)pair.Source.Length);
        int vocabulary = tokenizer.Vocabulary.Size;
        if (pieces < (long)SeldomSeen * vocabulary)
        {
            string what = $"large vocabulary: {vocabulary:N0} pieces, and the pairs have {pieces:N0} in all, {(double)pieces / vocabulary:F1} of each";
            yield return new(what, $"{what}, too few to learn them; a --vocabulary of {Math.Max(300, Round(pieces / 20.0)):D} suits");
        }
        if (options.DevSource is null && dev.Count > LargeDev * (train.Count + dev.Count))
        {
            string what = $"large validation: {dev.Count:N0} of {train.Count + dev.Count:N0} pairs are set aside and not learnt from";
            yield return new(what, $"{what}; --dev-pairs {Math.Max(10, (train.Count + dev.Count) / 10):D} leaves more to learn from");
        }
    }

    private static string Steps(long tokens, int batchTokens) => Math.Max(1, (tokens + batchTokens - 1) / batchTokens) is var steps && steps == 1 ? "one step" : $"about {steps:N0} steps";

    // Two leading digits.
    private static long Round(double value)
    {
        double unit = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(value, 1))) - 1));
        return (long)(Math.Round(value / unit) * unit);
    }
}
