#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Self-attention does not know the order of its tokens: permute them, and the result is permuted and otherwise the same, until positions are added.
// Run from the root of a clone: dotnet run -c Release samples/04-order.cs
using Heed.Attention;
using Heed.Layers;
using Heed.Positions;
using Heed.Tensors;

const int n = 6, size = 12;
int[] permutation = [3, 0, 5, 1, 4, 2];
float[] tokens = [.. Enumerable.Range(0, n * size).Select(i => MathF.Sin(3 * i))];

foreach ((string name, string formula, _) in AttentionScores.All)
    Console.WriteLine($"{name,-10} without positions: the largest difference is {Difference(name, new NoEncoding()):E1}");
Console.WriteLine();
foreach ((string name, string what, _) in PositionEncodings.All)
    Console.WriteLine($"scaled-dot with {name,-17} {Difference("scaled-dot", PositionEncodings.Create(name, new PositionOptions(size, 3, 4, MostPositions: 32))):F3}   {what}");

// The largest difference between the permuted result and the result of permuted tokens.
double Difference(string score, PositionEncoding positions)
{
    positions.Initialize(seed: 5);
    bool isAdded = positions is AbsoluteEncoding;
    var attention = new MultiHeadAttention(new MultiHeadOptions { QuerySize = size, Heads = 3, Score = score, Positions = isAdded ? null : positions });
    attention.Initialize(seed: 3);
    float[] plain = Attend([.. Enumerable.Range(0, n)]), permuted = Attend(permutation);
    return Enumerable.Range(0, n * size).Max(i => Math.Abs(plain[permutation[i / size] * size + i % size] - permuted[i]));

    float[] Attend(int[] order)
    {
        var call = new ForwardContext(new Workspace());
        var x = new Tensor(new(n, size), [.. order.SelectMany(t => tokens[(t * size)..((t + 1) * size)])]);
        if (isAdded) x = positions.Add(x, TokenPlaces.Of(new ConsecutiveRows([n])), call);
        return attention.Forward(x.Reshape(1, n, size), AttentionMask.All, call).Output.Values.ToArray();
    }
}
