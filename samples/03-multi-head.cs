#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Multi-head attention on arrays of one's own: h_i = f(W_i q, W_i k, W_i v), o = W_o [h_1; …; h_h] (Vaswani et al. 2017, section 3.2.2).
// Run from the root of a clone: dotnet run -c Release samples/03-multi-head.cs
using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;

float[] numbers = [.. Enumerable.Range(0, 2 * 5 * 16).Select(i => MathF.Sin(i))];
var x = new Tensor(new(2, 5, 16), numbers);                            // [batch, tokens, size]
var attention = new MultiHeadAttention(new MultiHeadOptions { QuerySize = 16, Heads = 4, Score = "scaled-dot" });
attention.Initialize(seed: 1);
MultiHeadResult result = attention.Forward(x, AttentionMask.ForKeyLengths([5, 3]), new ForwardContext(new Workspace()));
Console.WriteLine(string.Join(' ', result.Output.Values[..4].ToArray()));
float[,] weights = result.Weights(span: 1, head: 2);                   // of the second sentence, computed when they are asked for
Console.WriteLine($"{weights.GetLength(0)} queries × {weights.GetLength(1)} keys, the first weight is {weights[0, 0]:F3}");

// Any score, and sizes of one's own: d_q 16, d_k 6, d_v 3, heads with p_q 5, p_k 7, p_v 2, and an output of 8.
foreach ((string name, string formula, _) in AttentionScores.All)
{
    bool oneSize = name is not ("additive" or "bilinear");
    var free = new MultiHeadAttention(new MultiHeadOptions
    {
        QuerySize = 16, KeySize = 6, ValueSize = 3, Heads = 3, HeadQuerySize = 5, HeadKeySize = oneSize ? 5 : 7, HeadValueSize = 2, OutputSize = 8, Score = name, InnerSize = 9,
    });
    free.Initialize(seed: 2);
    var keys = new Tensor(new(2, 4, 6), numbers.AsSpan(0, 48));
    MultiHeadResult own = free.Forward(x, keys, new Tensor(new(2, 4, 3), numbers.AsSpan(0, 24)), AttentionMask.All, new ForwardContext(new Workspace()));
    float[,] first = own.Weights(0, 0);
    Console.WriteLine($"{name,-10} {formula,-45} the first query's weights: {string.Join(' ', Enumerable.Range(0, 4).Select(j => first[0, j].ToString("F3")))}");
}

// What cannot be is refused in a line that says why.
try
{
    _ = new MultiHeadAttention(new MultiHeadOptions { QuerySize = 16, Heads = 3, HeadQuerySize = 5, HeadKeySize = 7, Score = "dot" });
}
catch (ArgumentException e)
{
    Console.WriteLine(e.Message);
}
