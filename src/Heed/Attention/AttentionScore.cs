using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Attention;

/// <summary>
/// How well a key answers a query: the one thing that differs between Bahdanau's, Luong's and Vaswani's attention. <see cref="Of"/> is the formula in
/// tensor operations, and all that a new score needs. A score that comes to a dot product or to an additive one once queries and keys are prepared says so by its
/// <see cref="Form"/>; then attention over it never holds an array of queries × keys.
/// </summary>
public abstract class AttentionScore : Module
{
    /// <summary>A score for these sizes.</summary>
    /// <exception cref="ArgumentException">A size is out of range.</exception>
    protected AttentionScore(ScoreSizes sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        Sizes = sizes.Validate();
    }

    /// <summary>What it was built for.</summary>
    public ScoreSizes Sizes { get; }

    /// <summary>What it comes to once queries and keys are prepared.</summary>
    public virtual ScoreForm Form => ScoreForm.Composed;

    /// <summary>The w [heads, size] of the additive form.</summary>
    public virtual Tensor? ScoreVector => null;

    /// <summary>What position encodings must know of it to say whether they go together with it.</summary>
    public virtual ScoreTraits Traits => new(GetType().Name, KeptByRotation: false, LinearInKey: false);

    /// <summary>
    /// The scores [batch · heads, queries, keys] of queries [batch, queries, heads · query size] with keys [batch, keys, key heads · key size].
    /// </summary>
    public abstract Tensor Of(Tensor queries, Tensor keys, ForwardContext context);

    /// <summary>Queries [rows, heads · query size] in the form's terms, [rows, heads · size].</summary>
    public virtual Tensor PrepareQueries(Tensor queries, ForwardContext context) => queries;

    /// <summary>Keys [rows, key heads · key size] in the form's terms, [rows, key heads · size], and what is added to the score of each [rows, key heads], if anything.</summary>
    public virtual (Tensor Keys, Tensor? Bias) PrepareKeys(Tensor keys, ForwardContext context) => (keys, null);

    /// <summary>Prepares keys [batch, keys, key size] and values [batch, keys, value size] of one head once for all queries that come one by one.</summary>
    /// <exception cref="ArgumentException">The score has several heads, or the mask is more than lengths.</exception>
    public virtual AttentionMemory Prepare(Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        int[] lengths = RowLengths(keys, mask);
        int[] sentences = [.. Enumerable.Range(0, keys.Shape[0])];
        if (Form != ScoreForm.Dot) return new AttentionMemory(keys, values, lengths, sentences);
        (Tensor prepared, Tensor? bias) = PrepareKeys(keys.Reshape(keys.Shape.Rows, keys.Shape.Last), context);
        var operands = new DotOperands(prepared.Reshape(keys.Shape[0], keys.Shape[1], prepared.Shape.Last), bias?.Reshape(keys.Shape[0], keys.Shape[1]), values, lengths);
        return new AttentionMemory(operands, values, lengths, sentences);
    }

    /// <summary>Attention of queries [rows, query size] that come one by one, each over the sentence the memory's map names.</summary>
    /// <returns>The context [rows, value size] and the weights [rows, keys], whose rows sum to 1, or are zero where nothing may be attended to.</returns>
    public virtual (Tensor Context, Tensor Weights) Attend(Tensor queries, AttentionMemory memory, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(context);
        return memory.Keys is DotOperands operands
            ? PrepareQueries(queries, context).DotAttention(operands, memory.Sentences, context.Tape)
            : AttendByFormula(queries, (Tensor)memory.Keys, memory, context);
    }

    /// <summary>
    /// Attention as the textbook writes it: weights = softmax(score(q, k)) over the keys that may be attended to, context = weights · values.
    /// Queries [batch, queries, heads · query size], context [batch, queries, heads · value size], weights [batch · heads, queries, keys].
    /// </summary>
    public (Tensor Context, Tensor Weights) AttendByFormula(Tensor queries, Tensor keys, Tensor values, AttentionMask mask, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(mask);
        int batch = queries.Shape[0];
        return TextbookAttention.Attend(this, queries, keys, values, new TextbookAttention.Setting(mask.KeyLengths ?? Repeated(batch, keys.Shape[1]), new int[batch], mask.Spec), context);
    }

    private protected int[] RowLengths(Tensor keys, AttentionMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (Sizes.Heads != 1) throw new ArgumentException($"{GetType().Name}: queries that come one by one have one head, this score has {Sizes.Heads}.");
        if (mask.Spec != Kernels.MaskSpec.All) throw new ArgumentException($"{GetType().Name}: queries that come one by one have no position; a mask of key lengths alone is expected.", nameof(mask));
        int[] lengths = mask.KeyLengths ?? Repeated(keys.Shape[0], keys.Shape[1]);
        if (lengths.Length != keys.Shape[0]) throw new ArgumentException($"{GetType().Name}: a mask of {lengths.Length} sentences does not fit keys {keys.Shape}.", nameof(mask));
        foreach (int length in lengths)
            if (length > keys.Shape[1]) throw new ArgumentException($"{GetType().Name}: a length of {length} is not within {keys.Shape[1]} keys.", nameof(mask));
        return lengths;
    }

    /// <summary>The same as <see cref="Attend"/> by the formula, over the keys [batch, keys, key size] that the memory was prepared from; weights may be changed.</summary>
    internal (Tensor Context, Tensor Weights) AttendByFormula(Tensor queries, Tensor keys, AttentionMemory memory, ForwardContext context, AttentionEditing? edit = null)
    {
        int rows = queries.Shape.Rows, length = keys.Shape[1];
        int[] lengths = [.. memory.Sentences.Select(sentence => memory.Lengths[sentence])], own = new int[rows * length];
        for (int row = 0; row < rows; row++)
            for (int k = 0; k < length; k++) own[row * length + k] = k < lengths[row] ? memory.Sentences[row] * length + k : -1;      // padding is not read
        (Tensor read, Tensor weights) = TextbookAttention.Attend(this, queries.Reshape(rows, 1, queries.Shape.Last), Own(keys), Own(memory.Values), new(lengths, new int[rows], Kernels.MaskSpec.All) { Edit = edit }, context);
        return (read.Reshape(rows, read.Shape.Last), weights.Reshape(rows, length));

        Tensor Own(Tensor x) => x.Reshape(x.Shape[0] * length, x.Shape.Last).Gather(own, context.Workspace, context.Tape).Reshape(rows, length, x.Shape.Last);
    }

    private static int[] Repeated(int count, int value)
    {
        int[] values = new int[count];
        Array.Fill(values, value);
        return values;
    }
}
