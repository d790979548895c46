using System.Runtime.InteropServices;

namespace Heed.Text;

/// <summary>
/// p(target word | source word), where the word at place j of n comes from the word at place i of m with a weight of e^{−λ|i/m − j/n|}, or from none of them. Learnt by expectation
/// maximization with a sparse Dirichlet prior over the words a word may become.
/// </summary>
internal sealed class WordTranslations
{
    private const int Iterations = 5, None = -1;
    private const double Tension = 4, OfNone = 0.08, Prior = 0.01;

    private readonly Dictionary<(int From, int To), int> _cells;
    private readonly double[] _probabilities;

    private WordTranslations(Dictionary<(int From, int To), int> cells, double[] probabilities)
    {
        _cells = cells;
        _probabilities = probabilities;
    }

    /// <summary>Learns from sentences in numbers of words.</summary>
    public static WordTranslations Learn(IReadOnlyList<(int[] From, int[] To)> sentences, int words, CancellationToken cancellation)
    {
        var cells = new Dictionary<(int, int), int>();
        var origins = new List<int>();                          // of each cell the word it comes from
        int[][] cellsOf = new int[sentences.Count][];
        for (int s = 0; s < cellsOf.Length; s++)
        {
            (int[] from, int[] to) = sentences[s];
            int[] own = cellsOf[s] = new int[to.Length * (from.Length + 1)];
            for (int j = 0, next = 0; j < to.Length; j++)
                for (int i = None; i < from.Length; i++)
                {
                    int word = i == None ? None : from[i];
                    ref int cell = ref CollectionsMarshal.GetValueRefOrAddDefault(cells, (word, to[j]), out bool known);
                    if (!known)
                    {
                        cell = origins.Count;
                        origins.Add(word);
                    }
                    own[next++] = cell;
                }
        }
        double[] probabilities = new double[origins.Count], counts = new double[origins.Count];
        Array.Fill(probabilities, 1.0 / words);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            Array.Clear(counts);
            for (int s = 0; s < cellsOf.Length; s++)
            {
                if (s % 4096 == 0) cancellation.ThrowIfCancellationRequested();
                Expect(cellsOf[s], sentences[s].From.Length, sentences[s].To.Length, probabilities, counts);
            }
            Maximize(origins, counts, words, probabilities);
        }
        return new WordTranslations(cells, probabilities);
    }

    /// <summary>For each target word the place of the source word it most probably comes from, −1 for none. Words that were never seen are −1.</summary>
    public int[] Best(int[] from, int[] to)
    {
        int[] best = new int[to.Length];
        double[] weights = new double[from.Length];
        for (int j = 0; j < to.Length; j++)
        {
            PlaceWeights(j, to.Length, weights);
            best[j] = None;
            double most = OfNone * Probability(None, to[j]);
            for (int i = 0; i < from.Length; i++)
                if ((1 - OfNone) * weights[i] * Probability(from[i], to[j]) is var p && p > most) (best[j], most) = (i, p);
        }
        return best;
    }

    private double Probability(int from, int to) => _cells.TryGetValue((from, to), out int cell) ? _probabilities[cell] : 0;

    private static void Expect(int[] cells, int fromLength, int toLength, double[] probabilities, double[] counts)
    {
        Span<double> shares = stackalloc double[fromLength + 1], weights = stackalloc double[fromLength];
        for (int j = 0; j < toLength; j++)
        {
            ReadOnlySpan<int> own = cells.AsSpan(j * (fromLength + 1), fromLength + 1);
            PlaceWeights(j, toLength, weights);
            double sum = shares[0] = OfNone * probabilities[own[0]];
            for (int i = 0; i < fromLength; i++) sum += shares[i + 1] = (1 - OfNone) * weights[i] * probabilities[own[i + 1]];
            if (sum <= 0) continue;
            for (int i = 0; i <= fromLength; i++) counts[own[i]] += shares[i] / sum;
        }
    }

    private static void PlaceWeights(int j, int toLength, Span<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] = Math.Exp(-Tension * Math.Abs((i + 1.0) / weights.Length - (j + 1.0) / toLength));
        for (int i = 0; i < weights.Length; i++) weights[i] /= sum;
    }

    // Variational Bayes: e^{ψ(c + α) − ψ(Σ(c + α))}, which takes from the rare what it can't explain.
    private static void Maximize(List<int> origins, double[] counts, int words, double[] probabilities)
    {
        double[] totals = new double[origins.DefaultIfEmpty(None).Max() + 2];
        for (int cell = 0; cell < counts.Length; cell++) totals[origins[cell] + 1] += counts[cell];
        for (int word = 0; word < totals.Length; word++) totals[word] = Digamma(totals[word] + Prior * words);
        for (int cell = 0; cell < counts.Length; cell++) probabilities[cell] = Math.Exp(Digamma(counts[cell] + Prior) - totals[origins[cell] + 1]);
    }

    private static double Digamma(double x)
    {
        double result = 0;
        for (; x < 7; x++) result -= 1 / x;
        x -= 0.5;
        double square = 1 / (x * x);
        return result + Math.Log(x) + square * (1.0 / 24 - square * (7.0 / 960 - square * (31.0 / 8064 - square * 127.0 / 30720)));
    }
}
