#:project ../src/Heed/Heed.csproj
#:property PublishAot=false

// Position encodings: their tables, what they are good for, and why sines: p_(i+δ) is one rotation of p_i, the same for every i.
// Run from the root of a clone: dotnet run -c Release samples/05-positions.cs
using Heed.Positions;
using Heed.Tensors;

const int size = 8;
foreach ((string name, string what, _) in PositionEncodings.All)
{
    PositionEncoding encoding = PositionEncodings.Create(name, new PositionOptions(size, 2, 4, MostPositions: 16));
    encoding.Initialize(seed: 1);
    Console.WriteLine($"{name}: {what}");
    if (encoding.Table(6) is not { } table) continue;                  // it turns queries and keys, or adds to the scores
    for (int i = 0; i < 6; i++) Console.WriteLine("  " + string.Join(' ', table.Values.Slice(i * size, size).ToArray().Select(p => $"{p,7:F3}")));
    if (PositionCriteria.Of(encoding) is { } of)
        Console.WriteLine($"  unique {Sign(of.Unique)}   equal distances {Sign(of.EqualDistances)}   goes on {Sign(of.GoesOn)}   bounded {Sign(of.Bounded)}   deterministic {Sign(of.Deterministic)}");
}

// The shift by δ: a block (cos ωδ, sin ωδ; −sin ωδ, cos ωδ) for each wavelength, as sine comes first.
var sinusoidal = new SinusoidalEncoding(size);
foreach (int shift in (int[])[1, 7, -3])
{
    Tensor m = sinusoidal.RelativeShift(shift), p = sinusoidal.Table(100)!;
    double worst = 0;
    for (int i = 3; i < 90; i++)
        for (int row = 0; row < size; row++)
        {
            double moved = 0;
            for (int column = 0; column < size; column++) moved += (double)m.Values[row * size + column] * p.Values[i * size + column];
            worst = Math.Max(worst, Math.Abs(moved - p.Values[(i + shift) * size + row]));
        }
    Console.WriteLine($"M p_i and p_(i{shift:+0;-0}) differ by {worst:E1} at most");
}

static string Sign(bool yes) => yes ? "yes" : "no ";
