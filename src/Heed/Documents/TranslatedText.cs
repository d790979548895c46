using System.Buffers;
using Heed.Decoding;
using Heed.Text;

namespace Heed.Documents;

/// <summary>
/// The translation of a <see cref="ProtectedText"/>, sentence by sentence, with the words of both sides and the weights between them. A row of weights sums to 1 over its sentence's words; a stand-in is one
/// word.
/// </summary>
internal sealed class TranslatedText
{
    private static readonly SearchValues<char> Ends = SearchValues.Create("\u2028\u2029\t\f\v\r\n");

    private readonly List<TextSpan> _source = [], _target = [];
    private readonly List<(int First, float[] Weights)> _rows = [];

    /// <summary>The translation, stand-ins and breaks in it.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The words of the plain source.</summary>
    public IReadOnlyList<TextSpan> Source => _source;

    /// <summary>The words of the translation.</summary>
    public IReadOnlyList<TextSpan> Target => _target;

    /// <summary>Whether each target word says what it attended to.</summary>
    public bool HasAttention { get; private set; } = true;

    /// <summary>What a target word attended to the source words from one up to another.</summary>
    public double Mass(int target, int from, int to)
    {
        (int first, float[] weights) = _rows[target];
        double mass = 0;
        for (int s = Math.Max(from, first); s < Math.Min(to, first + weights.Length); s++) mass += weights[s - first];
        return mass;
    }

    /// <summary>Adds what stands between sentences.</summary>
    public void AddBetween(string between) => Text += between;

    /// <summary>Adds a sentence that stays as it is: each of its words is its own translation.</summary>
    public void AddCopy(string sentence, int start, IReadOnlyList<TextSpan> standIns)
    {
        (List<TextSpan> words, _) = Grouped([.. Words.Split(sentence).Select(static w => new TextSpan(w.Start, w.End))], standIns);
        int first = _source.Count;
        for (int i = 0; i < words.Count; i++)
        {
            float[] weights = new float[words.Count];
            weights[i] = 1;
            _rows.Add((first, weights));
        }
        Add(words, start, _source);
        Add(words, Text.Length, _target);
        Text += sentence;
    }

    /// <summary>Adds a sentence and its translation.</summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="start">Where it begins in the source.</param>
    /// <param name="standIns">Where stand-ins are in it.</param>
    /// <param name="translation">Its translation.</param>
    /// <param name="slots">Where stand-ins are in the translation.</param>
    public void Add(string sentence, int start, IReadOnlyList<TextSpan> standIns, Translation translation, IReadOnlyList<TextSpan> slots)
    {
        string text = Clean(translation.Text);
        float[] attention = translation.Attention;
        int columns = translation.SourceWords.Count;
        List<TextSpan> source = Places(sentence, translation.SourceWords), target = Places(text, translation.TargetWords);
        (List<TextSpan> sources, int[] sourceGroup) = Grouped(source, standIns);
        (List<TextSpan> targets, int[] targetGroup) = Grouped(target, slots);
        int first = _source.Count;
        float[][] rows = [.. targets.Select(_ => new float[sources.Count])];
        if (attention.Length == 0) HasAttention = false;
        else
        {
            for (int t = 0; t < target.Count; t++)
                for (int s = 0; s < source.Count; s++) rows[targetGroup[t]][sourceGroup[s]] += attention[t * columns + s];
        }
        foreach (float[] row in rows)
        {
            float sum = row.Sum();
            if (sum > 0)
                for (int s = 0; s < row.Length; s++) row[s] /= sum;
            _rows.Add((first, row));
        }
        Add(sources, start, _source);
        Add(targets, Text.Length, _target);
        Text += text;
    }

    /// <summary>A translation without characters that would be breaks.</summary>
    public static string Clean(string text) => text.AsSpan().IndexOfAny(Ends) < 0 ? text : string.Concat(text.Select(static c => Ends.Contains(c) ? ' ' : c));

    private static void Add(List<TextSpan> words, int offset, List<TextSpan> to) => to.AddRange(words.Select(word => new TextSpan(word.Start + offset, word.End + offset)));

    // The words in their order, each behind the one before; the end symbol is none of the text.
    private static List<TextSpan> Places(string text, IReadOnlyList<string> words)
    {
        var places = new List<TextSpan>();
        int next = 0;
        for (int i = 0; i < words.Count; i++)
        {
            int at = text.IndexOf(words[i], next, StringComparison.Ordinal);
            if (at < 0 && i == words.Count - 1) break;
            if (at < 0) at = next;
            next = Math.Min(text.Length, at + words[i].Length);
            places.Add(new TextSpan(at, next));
        }
        return places;
    }

    // The words that a stand-in touches are one.
    private static (List<TextSpan> Words, int[] GroupOf) Grouped(List<TextSpan> words, IReadOnlyList<TextSpan> standIns)
    {
        var groups = new List<TextSpan>();
        int[] groupOf = new int[words.Count];
        int last = -1;
        for (int i = 0; i < words.Count; i++)
        {
            int own = -1;
            for (int k = 0; k < standIns.Count && own < 0; k++)
                if (words[i].Start < standIns[k].End && words[i].End > standIns[k].Start) own = k;
            if (own >= 0 && own == last) groups[^1] = groups[^1] with { End = words[i].End };
            else groups.Add(words[i]);
            groupOf[i] = groups.Count - 1;
            last = own;
        }
        return (groups, groupOf);
    }
}
