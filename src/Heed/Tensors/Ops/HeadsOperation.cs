namespace Heed.Tensors.Ops;

/// <summary>Heads side by side in each row, and each head as a sequence of its own.</summary>
public static class HeadsOperation
{
    /// <summary>y[b · heads + h, t, i] = x[b, t, h · size + i]. x [batch, length, heads · size], y [batch · heads, length, size].</summary>
    /// <exception cref="ArgumentException">x has no three sizes, or the innermost is not a multiple of the heads.</exception>
    public static Tensor SplitHeads(this Tensor x, int heads, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 3 || heads < 1 || x.Shape[2] % heads != 0)
            throw new ArgumentException($"SplitHeads: {x.Shape} is not [batch, length, {heads} heads · size].", nameof(x));
        if (heads == 1) return x;
        Tensor y = x.New(new(x.Shape[0] * heads, x.Shape[1], x.Shape[2] / heads));
        x.Backend.SplitHeads(x, heads, accumulate: false, y);
        tape?.Record(static (t, o) => o.A.Backend.JoinHeads(t.GradientOf(o.A), (int)o.With!, accumulate: true, t.GradientOf(o.B)), y, x, with: heads);
        return y;
    }

    /// <summary>y[b, t, h · size + i] = x[b · heads + h, t, i]. x [batch · heads, length, size], y [batch, length, heads · size].</summary>
    /// <exception cref="ArgumentException">x has no three sizes, or the outermost is not a multiple of the heads.</exception>
    public static Tensor JoinHeads(this Tensor x, int heads, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape.Rank != 3 || heads < 1 || x.Shape[0] % heads != 0)
            throw new ArgumentException($"JoinHeads: {x.Shape} is not [batch · {heads} heads, length, size].", nameof(x));
        if (heads == 1) return x;
        Tensor y = x.New(new(x.Shape[0] / heads, x.Shape[1], x.Shape[2] * heads));
        x.Backend.JoinHeads(x, heads, accumulate: false, y);
        tape?.Record(static (t, o) => o.A.Backend.SplitHeads(t.GradientOf(o.A), (int)o.With!, accumulate: true, t.GradientOf(o.B)), y, x, with: heads);
        return y;
    }

    /// <summary>Each key head for all the heads that share it: head h of the result is key head ⌊h · key heads / heads⌋. x [batch · key heads, length, size].</summary>
    /// <exception cref="ArgumentException">The key heads do not divide the heads.</exception>
    public static Tensor RepeatHeads(this Tensor x, int keyHeads, int heads, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (keyHeads < 1 || heads % keyHeads != 0) throw new ArgumentException($"RepeatHeads: {keyHeads} key heads do not divide {heads} heads.", nameof(keyHeads));
        if (heads == keyHeads) return x;
        int batch = x.Shape[0] / keyHeads, length = x.Shape[1], size = x.Shape[2];
        int[] from = new int[batch * heads];
        for (int g = 0; g < from.Length; g++) from[g] = g / heads * keyHeads + g % heads * keyHeads / heads;
        return x.Reshape(batch * keyHeads, length * size).Gather(from, x.Workspace ?? new Workspace(), tape).Reshape(batch * heads, length, size);
    }
}
