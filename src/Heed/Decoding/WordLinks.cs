using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Heed.Decoding;

/// <summary>The attention of a translation as links between words, in the forms that programs for word alignments read.</summary>
public static class WordLinks
{
    /// <summary>Hard links (source, target), from 0: for each target word the source word with the largest weight, the first of equals; end symbols left out. None without attention.</summary>
    public static IReadOnlyList<(int Source, int Target)> Of(Translation translation)
    {
        ArgumentNullException.ThrowIfNull(translation);
        var links = new List<(int Source, int Target)>();
        int sources = translation.SourceWords.Count;
        ReadOnlySpan<float> weights = translation.Attention;
        for (int target = 0; target < (sources == 0 ? 0 : weights.Length / sources); target++)
        {
            if (translation.TargetWords[target] == WordAttention.End) continue;
            ReadOnlySpan<float> row = weights.Slice(target * sources, sources);
            int strongest = 0;
            // Sums of rounded weights may stand a little above 1, where they are equal.
            for (int source = 1; source < sources; source++)
                if (Math.Min(1, row[source]) > Math.Min(1, row[strongest])) strongest = source;
            if (translation.SourceWords[strongest] != WordAttention.End) links.Add((strongest, target));
        }
        return links;
    }

    /// <summary>The hard links as <c>source-target</c>, separated by spaces.</summary>
    public static string Pharaoh(Translation translation) => Pharaoh(Of(translation));

    /// <summary>Links (source, target), from 0, as <c>source-target</c>, separated by spaces.</summary>
    public static string Pharaoh(IEnumerable<(int Source, int Target)> links) =>
        string.Join(' ', links.Select(static link => string.Create(CultureInfo.InvariantCulture, $"{link.Source}-{link.Target}")));

    /// <summary>All weights: target words separated by spaces, their weights on the source words by commas; end symbols last, so that each sums to 1.</summary>
    public static string Soft(Translation translation)
    {
        ArgumentNullException.ThrowIfNull(translation);
        return Soft(translation.Attention, translation.SourceWords.Count);
    }

    /// <summary>The same of weights [target words, source words].</summary>
    public static string Soft(float[,] weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Soft(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, float>(ref MemoryMarshal.GetArrayDataReference((Array)weights)), weights.Length), weights.GetLength(1));
    }

    private static string Soft(ReadOnlySpan<float> weights, int sources)
    {
        var line = new StringBuilder(weights.Length * 6);
        for (int i = 0; i < weights.Length; i++)
        {
            if (i > 0) line.Append(i % sources == 0 ? ' ' : ',');
            line.Append(weights[i].ToString("0.######", CultureInfo.InvariantCulture));
        }
        return line.ToString();
    }
}
