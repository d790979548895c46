#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Which key may a query attend to? Masks are data, true means "may attend", and & combines them.
// Run from the root of a clone: dotnet run -c Release samples/02-masks.cs
using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;

const int n = 10;
bool[,] everyThird = new bool[n, n];
for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) everyThird[i, j] = j % 3 == 0;

Show("key lengths: the last three are padding", AttentionMask.ForKeyLengths([7]));
Show("causal: nobody looks ahead", AttentionMask.Causal);
Show("window: two before, one after", AttentionMask.Window(2, 1));
Show("dilated window: every second of six before", AttentionMask.DilatedWindow(6, 0, 2));
Show("a matrix, and causal", AttentionMask.Allowing(everyThird) & AttentionMask.Causal);

// A query that may attend to nothing gets zeros, and never a NaN.
var layer = new MultiHeadAttention(new MultiHeadOptions { QuerySize = 4, Heads = 1 });
layer.Initialize(seed: 1);
var x = new Tensor(new(1, n, 4), [.. Enumerable.Range(0, 4 * n).Select(i => MathF.Sin(i))]);
float[,] weights = layer.Forward(x, AttentionMask.Causal & AttentionMask.Allowing(new bool[n, n]), new ForwardContext(new Workspace())).Weights(0, 0);
Console.WriteLine($"nothing allowed: the weights of the first query sum to {Enumerable.Range(0, n).Sum(j => weights[0, j])}");

static void Show(string what, AttentionMask mask)
{
    Console.WriteLine(what);
    for (int i = 0; i < n; i++) Console.WriteLine("  " + string.Concat(Enumerable.Range(0, n).Select(j => mask.Allows(0, i, j) ? "■ " : "· ")));
}
