using Heed.Kernels;
using Heed.Layers;
using Heed.Tensors;

namespace Heed.Lab;

/// <summary>Keeps what the decoder's layers of attention do in a step of one hypothesis, changed as an edit says. Of several steps the last is kept.</summary>
internal sealed class StepProbe(StepEdit? edit) : IAttentionProbe
{
    private readonly Dictionary<string, Terms> _terms = [];
    private readonly List<string> _order = [];

    /// <summary>The layers, in the order they attended, with their heads.</summary>
    public IEnumerable<(string Name, StepAttention[] Heads)> Layers => _order.Select(name => (name, _terms[name].Heads()));

    public bool Edits(string layer) => true;

    public void Score(string layer, Tensor queries, Tensor scores, MaskSpec mask, ReadOnlySpan<int> positions)
    {
        if (!_terms.ContainsKey(layer)) _order.Add(layer);
        int heads = scores.Shape[0], keys = scores.Shape.Last, position = positions[0];
        bool[] allowed = [.. Enumerable.Range(0, heads).SelectMany(_ => Enumerable.Range(0, keys).Select(key => mask.Allows(position, key)))];
        _terms[layer] = new Terms(heads, queries.Values.ToArray(), scores.Values.ToArray(), allowed);
    }

    public void Edit(string layer, Span<float> weights, int groups, int queries, int keys)
    {
        Terms terms = _terms[layer];
        for (int head = 0; head < groups; head++)
            if (edit?.Changes(layer) is true && (edit.Head ?? head) == head)
                edit.Apply(terms.Scores.AsSpan(head * keys, keys), terms.Mask.AsSpan(head * keys, keys), weights.Slice(head * keys, keys));
        terms.Weights = weights.ToArray();
    }

    public void Read(string layer, Tensor contexts) => _terms[layer].Contexts = contexts.Values.ToArray();

    private sealed class Terms(int heads, float[] queries, float[] scores, bool[] mask)
    {
        public float[] Scores => scores;

        public bool[] Mask => mask;

        public float[] Weights { get; set; } = [];

        public float[] Contexts { get; set; } = [];

        public StepAttention[] Heads() => [.. Enumerable.Range(0, heads).Select(head => new StepAttention(Of(queries, head), Of(scores, head), Of(mask, head), Of(Weights, head), Of(Contexts, head)))];

        // What is one head's of all heads' side by side.
        private T[] Of<T>(T[] all, int head) => all[(head * (all.Length / heads))..((head + 1) * (all.Length / heads))];
    }
}
