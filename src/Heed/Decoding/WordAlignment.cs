using Heed.Text;

namespace Heed.Decoding;

/// <summary>How the words of a sentence and of its translation belong together, by attention.</summary>
public sealed record WordAlignment
{
    // What a word must have drawn before its shares count fully: one that next to nothing attended to is no word's source.
    private const float Least = 0.1f;

    /// <summary>The source and its words.</summary>
    public required WordedText Source { get; init; }

    /// <summary>The target and its words.</summary>
    public required WordedText Target { get; init; }

    /// <summary>
    /// How much each target word attended to each source word, [target words + 1, source words + 1], the end symbols last: weights of a source word's pieces are added, those of a target word's pieces
    /// averaged. Rows sum to 1 where no two source words share a piece. None where a side has no words.
    /// </summary>
    public required float[,] Weights { get; init; }

    /// <summary>
    /// The hard links (source, target), from 0, by target: for each target word the source word s with the largest share α_ts / (0.1 + Σ_t' α_t's), the first of equals. What every word attends to, such as a
    /// full stop, is no word's in particular.
    /// </summary>
    public IReadOnlyList<(int Source, int Target)> Links
    {
        get
        {
            float[,] shares = Shares();
            return [.. Enumerable.Range(0, shares.GetLength(0)).Select(target => (Best(shares, target), target))];
        }
    }

    /// <summary>α_ts / (0.1 + Σ_t' α_t's), [target words, source words], without the end symbols.</summary>
    internal float[,] Shares()
    {
        int targets = Math.Max(0, Weights.GetLength(0) - 1), sources = Math.Max(0, Weights.GetLength(1) - 1);
        float[,] shares = new float[targets, sources];
        for (int s = 0; s < sources; s++)
        {
            float sum = Least;
            for (int t = 0; t < targets; t++) sum += Weights[t, s];
            for (int t = 0; t < targets; t++) shares[t, s] = Weights[t, s] / sum;
        }
        return shares;
    }

    /// <summary>The column with the largest number of a row, the first of equals.</summary>
    internal static int Best(float[,] shares, int row)
    {
        int best = 0;
        for (int column = 1; column < shares.GetLength(1); column++)
            if (shares[row, column] > shares[row, best]) best = column;
        return best;
    }
}
