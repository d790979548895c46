using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;
using AttentionSpan = Heed.Kernels.AttentionSpan;

namespace Heed.Models;

/// <summary>The state of a decoder whose layers attend to the source: hypotheses are queries to their sentence's keys, which stay where they are.</summary>
internal abstract class SourceAttendingState(HeadMemory[] memories, ConsecutiveRows sources) : DecoderState
{
    private int[] _sentences = [.. Enumerable.Range(0, sources.Batch)];

    /// <summary>For each layer the keys and values of all sources.</summary>
    public HeadMemory[] Memories => memories;

    /// <summary>Tokens that were fed to each hypothesis.</summary>
    public int Length { get; set; }

    public override int RowCount => _sentences.Length;

    /// <summary>Which keys each hypothesis attends to.</summary>
    public AttentionSpan[] Across()
    {
        var spans = new AttentionSpan[_sentences.Length];
        for (int row = 0; row < spans.Length; row++) spans[row] = new AttentionSpan(row, 1, sources.RowOf(_sentences[row], 0), sources.Lengths[_sentences[row]], Length, row);
        return spans;
    }

    public void SetWeights(MultiHeadResult cross, int? head, Workspace workspace) => Weights = cross.Weights(head, sources.Longest, workspace);

    public override void Select(ReadOnlySpan<int> rows)
    {
        int[] selected = new int[rows.Length];
        for (int i = 0; i < rows.Length; i++)
            selected[i] = (uint)rows[i] < (uint)_sentences.Length ? _sentences[rows[i]] : throw new ArgumentOutOfRangeException(nameof(rows), $"Select: there is no row {rows[i]} among {_sentences.Length}.");
        SelectOwn(rows);
        _sentences = selected;
    }

    /// <summary>Puts what each hypothesis holds of its own into the new order.</summary>
    private protected abstract void SelectOwn(ReadOnlySpan<int> rows);
}
