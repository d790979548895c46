#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Additive attention by hand, then by the library. score(q, k) = w · tanh(W q + U k) (Bahdanau et al. 2015).
// Run from the root of a clone: dotnet run -c Release samples/01-additive-attention.cs
using Heed.Attention;
using Heed.Layers;
using Heed.Tensors;

// One query of 2 numbers, three keys of 2, whose values are 1, 10 and 100; an inner size of 2.
float[] query = [1, -1];
float[][] keys = [[0.5f, 2], [-1, 0], [2, 1]];
float[] values = [1, 10, 100];
var score = new AdditiveScore(querySize: 2, keySize: 2, size: 2);
score.Initialize(seed: 7);
float[] W = Weights("query.weight"), U = Weights("key.weight"), w = Weights("score");

double[] e = new double[3];
for (int t = 0; t < 3; t++)
    for (int i = 0; i < 2; i++)
        e[t] += w[i] * Math.Tanh(W[2 * i] * query[0] + W[2 * i + 1] * query[1] + U[2 * i] * keys[t][0] + U[2 * i + 1] * keys[t][1]);
double sum = e.Sum(Math.Exp);
double[] alpha = [.. e.Select(x => Math.Exp(x) / sum)];                // softmax: above zero, sums to 1
double context = alpha.Zip(values, (a, v) => a * v).Sum();
Console.WriteLine($"by hand      scores {e[0]:F4} {e[1]:F4} {e[2]:F4}   weights {alpha[0]:F4} {alpha[1]:F4} {alpha[2]:F4}   context {context:F4}");

var call = new ForwardContext(new Workspace());
AttentionMemory memory = score.Prepare(new Tensor(new(1, 3, 2), [.. keys.SelectMany(k => k)]), new Tensor(new(1, 3, 1), values), AttentionMask.All, call);
(Tensor read, Tensor weights) = score.Attend(new Tensor(new(1, 2), query), memory, call);
Console.WriteLine($"the library                              weights {weights.Values[0]:F4} {weights.Values[1]:F4} {weights.Values[2]:F4}   context {read.Values[0]:F4}");

float[] Weights(string name) => score.Parameters.First(p => p.Name == name).Parameter.Value.Values.ToArray();
