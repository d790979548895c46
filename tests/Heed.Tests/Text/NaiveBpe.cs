using System.Text;
using Heed.Text;

namespace Heed.Tests.Text;

/// <summary>Byte-pair encoding as the paper words it, with nothing clever: the specification that the tokenizer must meet.</summary>
internal static class NaiveBpe
{
    /// <summary>The merges that training gives: every round counts all pairs anew.</summary>
    public static List<Merge> Train(IEnumerable<string> sentences, int merges)
    {
        List<List<string>> words = [.. sentences.SelectMany(Words)];
        var learned = new List<Merge>();
        List<string> ids = Vocabulary.Beginning();
        while (learned.Count < merges)
        {
            var counts = new Dictionary<Merge, int>();
            foreach (List<string> word in words)
                for (int i = 0; i + 1 < word.Count; i++)
                    counts[new Merge(word[i], word[i + 1])] = counts.GetValueOrDefault(new Merge(word[i], word[i + 1])) + 1;
            var best = counts.Where(c => c.Value >= 2).OrderByDescending(c => c.Value)
                .ThenBy(c => ids.IndexOf(c.Key.Left)).ThenBy(c => ids.IndexOf(c.Key.Right)).Select(c => (Merge?)c.Key).FirstOrDefault();
            if (best is not Merge merge) break;
            if (!learned.Contains(merge)) learned.Add(merge);
            if (!ids.Contains(merge.Result)) ids.Add(merge.Result);
            foreach (List<string> word in words) Join(word, merge);
        }
        return learned;
    }

    /// <summary>The pieces of a text: the earliest merge that applies, everywhere, until none does.</summary>
    public static List<string> Encode(BpeModel model, string text)
    {
        var rank = model.Merges.Select((m, i) => (m, i)).ToDictionary(x => x.m, x => x.i);
        var pieces = new List<string>();
        foreach (List<string> word in Words(text))
        {
            while (true)
            {
                int best = Enumerable.Range(0, word.Count - 1).Select(i => rank.GetValueOrDefault(new Merge(word[i], word[i + 1]), int.MaxValue)).DefaultIfEmpty(int.MaxValue).Min();
                if (best == int.MaxValue) break;
                Join(word, model.Merges[best]);
            }
            pieces.AddRange(word);
        }
        return pieces;
    }

    private static IEnumerable<List<string>> Words(string text) =>
        PreTokens.Pattern.Matches(text).Select(m => Encoding.UTF8.GetBytes(m.Value).Select(b => ByteSymbols.Of(b).ToString()).ToList());

    private static void Join(List<string> word, Merge merge)
    {
        for (int i = 0; i + 1 < word.Count; i++)
            if (word[i] == merge.Left && word[i + 1] == merge.Right)
            {
                word[i] = merge.Result;
                word.RemoveAt(i + 1);
            }
    }
}
