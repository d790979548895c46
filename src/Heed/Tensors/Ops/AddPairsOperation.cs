namespace Heed.Tensors.Ops;

/// <summary>Every query added to every key: the inside of the additive score, written out.</summary>
public static class AddPairsOperation
{
    /// <summary>z[b, q, k, h] = x[b, q, h] + y[b, k, h]. x [batch, queries, size], y [batch, keys, size], z [batch, queries, keys, size].</summary>
    /// <exception cref="ArgumentException">Batches or sizes differ.</exception>
    public static Tensor AddPairs(this Tensor x, Tensor y, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Shape.Rank != 3 || y.Shape.Rank != 3 || x.Shape[0] != y.Shape[0] || x.Shape[2] != y.Shape[2])
            throw new ArgumentException($"AddPairs: {x.Shape} and {y.Shape} do not fit: [batch, queries, size] and [batch, keys, size] are expected.", nameof(y));
        Tensor z = x.New(new(x.Shape[0], x.Shape[1], y.Shape[1], x.Shape[2]));
        x.Backend.AddPairs(x, y, z);
        tape?.Record(static (t, z, x, y) => x.Backend.AddPairsGradient(t.GradientOf(z), t.GradientOf(x), t.GradientOf(y)), z, x, y);   // dx += Σ_k dz, dy += Σ_q dz
        return z;
    }
}
