using Heed.Kernels;

namespace Heed.Tensors;

/// <summary>
/// The primitives that touch a tensor's memory. Operations are written with them, so another processor needs this class and nothing else.
/// Results are the last parameters. What begins with Add adds to what the result holds; everything else overwrites it.
/// </summary>
public abstract class Backend
{
    /// <summary>Makes a weight [outputs, inputs] ready for products.</summary>
    public abstract PreparedWeight Prepare(Tensor weight, WeightFormat format = WeightFormat.Float32);

    /// <summary>y = x Wᵀ + b, x [rows, inputs], W [outputs, inputs], b [outputs] or none, y [rows, outputs].</summary>
    public abstract void Linear(Tensor x, PreparedWeight weight, Tensor? bias, Tensor y);

    /// <summary>Some outputs of y = x Wᵀ: of row i those of outputs[i], −∞ everywhere else. Computed in 32-bit floats, whatever the weight's format; not bit for bit what <see cref="Linear"/> gives.</summary>
    public abstract void LinearOf(Tensor x, PreparedWeight weight, IReadOnlyList<int[]> outputs, Tensor y);

    /// <summary>dx += dy W.</summary>
    public abstract void AddInputGradient(Tensor dy, PreparedWeight weight, Tensor dx);

    /// <summary>dW += dyᵀ x, dy [rows, outputs], x [rows, inputs].</summary>
    public abstract void AddWeightGradient(Tensor dy, Tensor x, Tensor dWeight);

    /// <summary>For each of the outermost parts: c = a b or, transposed, a bᵀ. a [batch, m, k], b [batch, k, n] or [batch, n, k], c [batch, m, n].</summary>
    public abstract void BatchMatMul(Tensor a, bool transposeA, Tensor b, bool transposeB, bool accumulate, Tensor c);

    /// <summary>y = x.</summary>
    public abstract void Copy(Tensor x, Tensor y);

    /// <summary>y += x.</summary>
    public abstract void AddTo(Tensor x, Tensor y);

    /// <summary>z = x + y.</summary>
    public abstract void Add(Tensor x, Tensor y, Tensor z);

    /// <summary>z = x y, element by element.</summary>
    public abstract void Multiply(Tensor x, Tensor y, Tensor z);

    /// <summary>z += x y, element by element.</summary>
    public abstract void AddProduct(Tensor x, Tensor y, Tensor z);

    /// <summary>y = factor · x.</summary>
    public abstract void Scale(Tensor x, float factor, Tensor y);

    /// <summary>y += factor · x.</summary>
    public abstract void AddScaled(Tensor x, float factor, Tensor y);

    /// <summary>y = ln x, of numbers below the smallest normal one as if they were it: no probability has an infinite logarithm.</summary>
    public abstract void Log(Tensor x, Tensor y);

    /// <summary>sum_j += Σ_i x_ij over the rows i in order.</summary>
    public abstract void AddRowsTo(Tensor x, Tensor sum);

    /// <summary>z[b, q, k, h] = x[b, q, h] + y[b, k, h]: every query with every key.</summary>
    public abstract void AddPairs(Tensor x, Tensor y, Tensor z);

    /// <summary>dx[b, q, h] += Σ_k dz, dy[b, k, h] += Σ_q dz.</summary>
    public abstract void AddPairsGradient(Tensor dz, Tensor dx, Tensor dy);

    /// <summary>y_i = row indices_i of x; a row of zeros where the index is −1.</summary>
    public abstract void Gather(Tensor x, ReadOnlySpan<int> indices, Tensor y);

    /// <summary>Row indices_i of x += y_i, in order; −1 is skipped.</summary>
    public abstract void AddScattered(Tensor y, ReadOnlySpan<int> indices, Tensor x);

    /// <summary>y = x [rows, heads · size] with the pairs of each head turned by the angles of the row's position; turns [positions, size] holds their cosines and sines in turn.</summary>
    public abstract void Rotate(Tensor x, ReadOnlySpan<int> positions, Tensor turns, Tensor y);

    /// <summary>dx += dy turned back.</summary>
    public abstract void AddRotateGradient(Tensor dy, ReadOnlySpan<int> positions, Tensor turns, Tensor dx);

    /// <summary>Columns x [rows, n] to columns from + 0 … n − 1 of y.</summary>
    public abstract void CopyIntoColumns(Tensor x, int from, Tensor y);

    /// <summary>x [rows, n] += columns from + 0 … n − 1 of y.</summary>
    public abstract void AddFromColumns(Tensor y, int from, Tensor x);

    /// <summary>y = tanh x.</summary>
    public abstract void Tanh(Tensor x, Tensor y);

    /// <summary>dx += dy (1 − y²).</summary>
    public abstract void AddTanhGradient(Tensor dy, Tensor y, Tensor dx);

    /// <summary>y = 1 / (1 + e⁻ˣ).</summary>
    public abstract void Sigmoid(Tensor x, Tensor y);

    /// <summary>dx += dy y (1 − y).</summary>
    public abstract void AddSigmoidGradient(Tensor dy, Tensor y, Tensor dx);

    /// <summary>y = max(x, 0).</summary>
    public abstract void Relu(Tensor x, Tensor y);

    /// <summary>dx += dy where y is above 0.</summary>
    public abstract void AddReluGradient(Tensor dy, Tensor y, Tensor dx);

    /// <summary>y = a σ(b) of rows x = [a ; b]: y [rows, n], x [rows, 2 n].</summary>
    public abstract void Glu(Tensor x, Tensor y);

    /// <summary>da += dy σ(b), db += dy a σ(b) (1 − σ(b)).</summary>
    public abstract void AddGluGradient(Tensor dy, Tensor x, Tensor dx);

    /// <summary>y = x Φ(x).</summary>
    public abstract void Gelu(Tensor x, Tensor y);

    /// <summary>dx += dy (Φ(x) + x φ(x)).</summary>
    public abstract void AddGeluGradient(Tensor dy, Tensor x, Tensor dx);

    /// <summary>y = x / (1 + e⁻ˣ).</summary>
    public abstract void Silu(Tensor x, Tensor y);

    /// <summary>dx += dy σ(x) (1 + x (1 − σ(x))).</summary>
    public abstract void AddSiluGradient(Tensor dy, Tensor x, Tensor dx);

    /// <summary>y = softmax of each row of x over its first lengths_i numbers, zero beyond; all of them without lengths.</summary>
    public abstract void Softmax(Tensor x, ReadOnlySpan<int> lengths, Tensor y);

    /// <summary>dx += y (dy − Σ dy y), row by row.</summary>
    public abstract void AddSoftmaxGradient(Tensor dy, Tensor y, ReadOnlySpan<int> lengths, Tensor dx);

    /// <summary>y = (x − mean) / √(variance + ε) · weight + bias, row by row; keeps mean and inverse deviation.</summary>
    public abstract void LayerNorm(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor inverseDeviation);

    /// <summary>The gradients of <see cref="LayerNorm"/>.</summary>
    public abstract void AddLayerNormGradient(Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor inverseDeviation, Tensor dx, Tensor dWeight, Tensor dBias);

    /// <summary>y = x · keep / (1 − rate), where each decision is a function of seed, step, place, sentence, time and feature alone.</summary>
    public abstract void Dropout(Tensor x, in DropoutDraw draw, Tensor y);

    /// <summary>dx += dy · keep / (1 − rate), with the decisions drawn again.</summary>
    public abstract void AddDropoutGradient(Tensor dy, in DropoutDraw draw, Tensor dx);

    /// <summary>One step of gated recurrent units: r = σ(x_r + h_r), z = σ(x_z + h_z), n = tanh(x_n + r h_n), h = (1 − z) n + z h'. Keeps r, z, n.</summary>
    public abstract void GruCell(Tensor xGates, Tensor hGates, Tensor previous, Tensor gates, Tensor h);

    /// <summary>The gradients of <see cref="GruCell"/>: overwrites those of both gates, adds to that of the previous state.</summary>
    public abstract void GruCellGradient(Tensor dh, Tensor gates, Tensor hGates, Tensor previous, Tensor dxGates, Tensor dhGates, Tensor dPrevious);

    /// <summary>One step of long short-term memory: i, f, o = σ(x_* + h_*), g = tanh(x_g + h_g), c = f c' + i g, h = o tanh c. Keeps i, f, g, o.</summary>
    public abstract void LstmCell(Tensor xGates, Tensor hGates, Tensor previousCell, Tensor gates, Tensor cell, Tensor h);

    /// <summary>The gradients of <see cref="LstmCell"/>: overwrites that of the gates, the same for both operands, and adds to that of the previous cell.</summary>
    public abstract void LstmCellGradient(Tensor dh, Tensor dCell, Tensor gates, Tensor cell, Tensor previousCell, Tensor dGates, Tensor dPreviousCell);

    /// <summary>
    /// The sum of the cross-entropies of logits [rows, classes] with their targets, and in place of the logits its gradient.
    /// Label smoothing ε: (1 − ε) (−log p_target) + ε · mean of −log p. Rows whose target is <paramref name="ignored"/> count nothing.
    /// </summary>
    public abstract double CrossEntropy(Tensor logits, ReadOnlySpan<int> targets, int ignored, float smoothing, bool gradient);

    /// <summary>What additive attention reads of keys k [batch, keys, size]: their exponentials e^{2k}, for gradients in a second layout too, and the largest magnitudes [batch].</summary>
    public abstract (Tensor Panels, Tensor? Strips, Tensor Largest) PrepareAdditiveKeys(Tensor keys, ReadOnlySpan<int> lengths, bool forGradient);

    /// <summary>dk += the gradient that was gathered in the layout of <see cref="PrepareAdditiveKeys"/>' strips.</summary>
    public abstract void AddAdditiveKeysGradient(Tensor dStrips, ReadOnlySpan<int> lengths, Tensor dKeys);

    /// <summary>
    /// Additive attention of queries [rows, size], each over the keys of its sentence <paramref name="sentences"/>[row]:
    /// weights = softmax_k(w · tanh(q + k)) [rows, most keys], zero beyond the sentence; context = Σ weights · values [rows, value size].
    /// </summary>
    public abstract void AdditiveAttention(Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context);

    /// <summary>The gradients of <see cref="AdditiveAttention"/>, all added to. That of the weights may be none.</summary>
    public abstract void AddAdditiveAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, in AdditiveOperands memory, ReadOnlySpan<int> sentences, Tensor weights,
        Tensor dQueries, Tensor dStrips, Tensor dScore, Tensor dValues);

    /// <summary>
    /// Attention without an array of queries × keys: streams over blocks of keys with a running maximum and sum. context [query rows, heads · value size],
    /// log-sum-exp of each query's scores [query rows, heads], −∞ where nothing may be attended to, whose context is zero. Dao et al. 2022.
    /// </summary>
    public abstract void Attention(AttentionOperands operands, Tensor context, Tensor logSumExp);

    /// <summary>The gradients of <see cref="Attention"/>, all added to; those of operands that are not there, and of what is not trained, may be none.</summary>
    public abstract void AddAttentionGradient(AttentionOperands operands, Tensor context, Tensor logSumExp, Tensor dContext,
        Tensor dQueries, Tensor dKeys, Tensor dValues, Tensor? dKeyBias, Tensor? dScoreVector, Tensor? dBiasTable);

    /// <summary>The weights of one head before dropout, [queries of the span, keys of the span], from the log-sum-exp that <see cref="Attention"/> gave.</summary>
    public abstract void AttentionWeights(AttentionOperands operands, Tensor logSumExp, int span, int head, Tensor weights);

    /// <summary>Attention by dot products of queries [rows, size], each over the keys of its sentence: weights = softmax(q · k + b) [rows, most keys], zero beyond the sentence.</summary>
    public abstract void DotAttention(Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights, Tensor context);

    /// <summary>The gradients of <see cref="DotAttention"/>, all added to. Those of the weights and of the bias may be none.</summary>
    public abstract void AddDotAttentionGradient(Tensor dContext, Tensor? dWeights, Tensor queries, DotOperands memory, ReadOnlySpan<int> sentences, Tensor weights,
        Tensor dQueries, Tensor dKeys, Tensor? dBias, Tensor dValues);

    /// <summary>weights = softmax of scores [batch · heads, queries, keys] over the keys that are there and may be attended to, zero elsewhere.</summary>
    public abstract void MaskedSoftmax(Tensor scores, int heads, ReadOnlySpan<int> keys, ReadOnlySpan<int> positions, MaskSpec mask, Tensor weights);

    /// <summary>y = scores [batch · heads, queries, keys] + what positions add.</summary>
    public abstract void AddAttentionBias(Tensor scores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor y);

    /// <summary>dTable += the gradient of <see cref="AddAttentionBias"/>.</summary>
    public abstract void AddAttentionBiasGradient(Tensor dScores, AttentionBias bias, int heads, ReadOnlySpan<int> positions, Tensor dTable);

    /// <summary>[batch, length, heads · size] to [batch · heads, length, size].</summary>
    public abstract void SplitHeads(Tensor x, int heads, bool accumulate, Tensor y);

    /// <summary>[batch · heads, length, size] to [batch, length, heads · size].</summary>
    public abstract void JoinHeads(Tensor x, int heads, bool accumulate, Tensor y);

    /// <summary>y_h = x_h W_hᵀ for each head. x [rows, heads · inputs], W [heads · outputs, inputs], y [rows, heads · outputs].</summary>
    public abstract void HeadLinear(Tensor x, Tensor weight, int heads, Tensor y);

    /// <summary>dx_h += dy_h W_h, dW_h += dy_hᵀ x_h.</summary>
    public abstract void AddHeadLinearGradient(Tensor dy, Tensor x, Tensor weight, int heads, Tensor dx, Tensor dWeight);

    /// <summary>y = x / |x| row by row, zero for zero; keeps 1 / |x| [rows].</summary>
    public abstract void Normalize(Tensor x, Tensor y, Tensor inverse);

    /// <summary>dx += (dy − y (dy · y)) / |x|.</summary>
    public abstract void AddNormalizeGradient(Tensor dy, Tensor y, Tensor inverse, Tensor dx);

    /// <summary>y = Σ x² of each row.</summary>
    public abstract void SquaredNorm(Tensor x, Tensor y);

    /// <summary>dx += 2 dy x.</summary>
    public abstract void AddSquaredNormGradient(Tensor dy, Tensor x, Tensor dx);

    /// <summary>Linear attention of each head and span: o = φ(q) S / (φ(q) · z) over all keys, or over those up to the query's position. Keeps φ(q) · z, sums [query rows, heads].</summary>
    public abstract void LinearAttention(Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal, Tensor output, Tensor sums);

    /// <summary>The gradients of <see cref="LinearAttention"/>, all added to.</summary>
    public abstract void AddLinearAttentionGradient(Tensor dOutput, Tensor output, Tensor sums, Tensor queries, Tensor keys, Tensor values, int heads, ReadOnlySpan<AttentionSpan> spans, bool causal,
        Tensor dQueries, Tensor dKeys, Tensor dValues);

    /// <summary>One token [1, heads · size]: state [heads, size · (value size + 1)] sees its key and value, then its query is answered.</summary>
    public abstract void LinearAttentionStep(Tensor query, Tensor key, Tensor value, int heads, Tensor state, Tensor output);

    /// <summary>−factor · Σ wanted · log(weight + 10⁻⁹).</summary>
    public abstract double GuideLoss(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor);

    /// <summary>dWeights −= factor · wanted / (weight + 10⁻⁹), at the wanted places.</summary>
    public abstract void AddGuideGradient(Tensor weights, ReadOnlySpan<WantedWeight> wanted, float factor, Tensor dWeights);

    /// <summary>One step of Adam with decoupled weight decay over whole buffers, in one pass.</summary>
    public abstract void Adam(Tensor parameters, Tensor gradient, Tensor mean, Tensor variance, in AdamStep step);

    /// <summary>One step of Muon for a matrix [outputs, inputs], on the calling thread.</summary>
    public abstract void Muon(Tensor parameters, Tensor gradient, Tensor momentum, in MuonStep step);

    /// <summary>into += other over whole buffers.</summary>
    public abstract void AddPairwise(Tensor into, Tensor other);

    /// <summary>Σ x² in double precision, in an order that does not depend on threads.</summary>
    public abstract double SquareSum(Tensor x);
}
