#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Self-attention compares every token with every other: twice the length is four times the work. A window, or linear attention, grows with the length alone; and no way of these
// ever holds a matrix of weights, though any row of it can be had afterwards.
// Run from the root of a clone: dotnet run -c Release samples/08-long-sequences.cs
using System.Diagnostics;
using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;

const int size = 64;
var exact = new MultiHeadAttention(new MultiHeadOptions { QuerySize = size, Heads = 2 });
var linear = new LinearAttention(size, heads: 2);
exact.Initialize(seed: 1);
linear.Initialize(seed: 1);

Console.WriteLine("tokens     exact    causal   window 256   linear");
foreach (int n in (int[])[1024, 2048, 4096, 8192])
{
    var x = new Tensor(new(1, n, size), [.. Enumerable.Range(0, n * size).Select(i => MathF.Sin(i))]);
    Console.WriteLine($"{n,6} {Time(AttentionMask.All),7} ms {Time(AttentionMask.Causal),6} ms {Time(AttentionMask.Causal & AttentionMask.Window(255, 0)),9} ms {Linear(),5} ms");

    long Time(AttentionMask mask) => Watch(() => exact.Forward(x, mask, new ForwardContext(new Workspace(new CpuBackend(new(2))))));
    long Linear() => Watch(() => linear.Forward(x.Reshape(n, size), new ConsecutiveRows([n]), causal: true, new ForwardContext(new Workspace())));
}

// The weights of a pass that never stored them.
var tokens = new Tensor(new(1, 512, size), [.. Enumerable.Range(0, 512 * size).Select(i => MathF.Sin(i))]);
float[,] weights = exact.Forward(tokens, AttentionMask.Causal, new ForwardContext(new Workspace())).Weights(span: 0, head: 1);
Console.WriteLine($"query 300 attends to itself with {weights[300, 300]:P2}, to its neighbour with {weights[300, 299]:P2}, to what comes after with {weights[300, 301]:P0}");

static long Watch(Action work)
{
    work();
    var watch = Stopwatch.StartNew();
    work();
    return watch.ElapsedMilliseconds;
}
