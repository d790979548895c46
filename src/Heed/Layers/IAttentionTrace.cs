using Heed.Kernels;
using Heed.Tensors;

namespace Heed.Layers;

/// <summary>Is told during a call what the weights of each layer of attention can be had from. Tensors given to it live as long as the call's workspace scope: what is needed longer is kept.</summary>
public interface IAttentionTrace
{
    /// <summary>A layer attended in one pass: its weights follow from these operands and the log-sum-exp [query rows, heads].</summary>
    void Record(string layer, AttentionOperands operands, Tensor logSumExp);

    /// <summary>A layer attended with its weights in memory, [spans · heads, most queries, most keys].</summary>
    void Record(string layer, AttentionSpan[] spans, int heads, Tensor weights);
}
