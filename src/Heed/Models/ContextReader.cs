using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Models;

/// <summary>How a decoder reads the source: anew at each step by attention, or once and for all.</summary>
internal abstract class ContextReader : Module
{
    /// <summary>Prepares what the encoder made of the sources.</summary>
    public abstract SourceMemory Prepare(Tensor outputs, PackedSequence rows, Tensor final, ForwardContext context);

    /// <summary>The context [rows, size] for the decoder's states of the step before, and the weights if there are any.</summary>
    public abstract (Tensor Context, Tensor? Weights) Read(Tensor state, SourceMemory memory, ForwardContext context);
}

/// <summary>What a decoder can read of the sources, behind a map from its rows to the sentences.</summary>
internal abstract class SourceMemory
{
    /// <summary>The same for other rows: row i reads what row rows_i read.</summary>
    public abstract SourceMemory Select(ReadOnlySpan<int> rows);
}

/// <summary>c_t' = Σ_t α(s_{t'−1}, h_t) h_t, α the softmax of the score over t. Bahdanau et al. 2015, equations 5 and 6.</summary>
internal sealed class AttentionReader : ContextReader
{
    // As a trace names the only layer of attention of a recurrent model.
    private const string AttentionName = "attention";

    private readonly AttentionScore _score;

    public AttentionReader(AttentionScore score) => _score = Add("score", score);

    public override SourceMemory Prepare(Tensor outputs, PackedSequence rows, Tensor final, ForwardContext context)
    {
        Tensor states = outputs.Gather(rows.PaddedRows(), context.Workspace, context.Tape).Reshape(rows.Batch, rows.Longest, outputs.Shape.Last);   // [batch, keys, size]
        return new Memory(_score.Prepare(states, states, AttentionMask.ForKeyLengths(rows.Lengths), context));
    }

    public override (Tensor Context, Tensor? Weights) Read(Tensor state, SourceMemory memory, ForwardContext context)
    {
        AttentionMemory states = ((Memory)memory).States;
        return context.EditOf(AttentionName) is { } edit
            ? _score.AttendByFormula(state, states.Values, states, context, edit)                      // the values are what the keys were prepared from
            : _score.Attend(state, states, context);
    }

    private sealed class Memory(AttentionMemory states) : SourceMemory
    {
        public AttentionMemory States => states;

        public override SourceMemory Select(ReadOnlySpan<int> rows) => new Memory(states.Select(rows));
    }
}

/// <summary>One context for all steps: the encoder's final state, as before attention. Cho et al. 2014.</summary>
internal sealed class FixedContextReader : ContextReader
{
    public override SourceMemory Prepare(Tensor outputs, PackedSequence rows, Tensor final, ForwardContext context) =>
        new Memory(final, [.. Enumerable.Range(0, rows.Batch)]);

    public override (Tensor Context, Tensor? Weights) Read(Tensor state, SourceMemory memory, ForwardContext context)
    {
        var own = (Memory)memory;
        return (own.Final.Gather(own.Sentences, context.Workspace, context.Tape), null);
    }

    private sealed class Memory(Tensor final, int[] sentences) : SourceMemory
    {
        public Tensor Final => final;

        public int[] Sentences => sentences;

        public override SourceMemory Select(ReadOnlySpan<int> rows)
        {
            int[] selected = new int[rows.Length];
            for (int i = 0; i < rows.Length; i++) selected[i] = sentences[rows[i]];
            return new Memory(final, selected);
        }
    }
}
