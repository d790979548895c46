namespace Heed.Decoding;

/// <summary>The tokens that hypotheses are made of, each with the token before it and the weights it was chosen with; hypotheses share beginnings.</summary>
internal sealed class TokenTree
{
    private int[] _tokens = new int[1024], _parents = new int[1024];
    private float[] _weights = [];
    private int _keys;

    public int Count { get; private set; }

    public int Add(int token, int parent, ReadOnlySpan<float> weights)
    {
        if (Count == 0)
        {
            _keys = weights.Length;
            _weights = new float[_tokens.Length * _keys];
        }
        if (Count == _tokens.Length)
        {
            Array.Resize(ref _tokens, 2 * Count);
            Array.Resize(ref _parents, 2 * Count);
            Array.Resize(ref _weights, checked(2 * Count * _keys));
        }
        _tokens[Count] = token;
        _parents[Count] = parent;
        weights.CopyTo(_weights.AsSpan(Count * _keys));
        return Count++;
    }

    /// <summary>Σ_j α_ji for each source token i: how much the tokens on the way to this one attended to it. Zeros for a model without attention.</summary>
    public void SumWeights(int node, Span<float> sums)
    {
        sums.Clear();
        for (int i = node; i >= 0; i = _parents[i])
            for (int key = 0; key < Math.Min(_keys, sums.Length); key++) sums[key] += _weights[i * _keys + key];
    }

    /// <summary>The hypothesis that ends with a token of this tree, its weights cut to the source's own tokens.</summary>
    public Hypothesis PathTo(int node, double logProbability, double score, bool finished, int sourceTokens)
    {
        int length = 0;
        for (int i = node; i >= 0; i = _parents[i]) length++;
        int[] tokens = new int[length];
        int keys = Math.Min(_keys, sourceTokens);
        float[] weights = new float[length * keys];
        for (int i = node; i >= 0; i = _parents[i])
        {
            tokens[--length] = _tokens[i];
            _weights.AsSpan(i * _keys, keys).CopyTo(weights.AsSpan(length * keys));
        }
        return new Hypothesis(tokens, logProbability, score, finished, weights);
    }
}
