namespace Heed.Tensors.Ops;

/// <summary>Dropout. Srivastava et al. 2014.</summary>
public static class DropoutOperation
{
    /// <summary>y = x · keep / (1 − rate), keep drawn for each feature as <see cref="DropoutDraw"/> says. x [rows, size].</summary>
    /// <exception cref="ArgumentException">The rate is not in [0, 1), or sentences and times are not as many as the rows.</exception>
    public static Tensor Dropout(this Tensor x, DropoutDraw draw, GradientTape? tape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!(draw.Rate >= 0 && draw.Rate < 1)) throw new ArgumentException($"Dropout: the rate must be in [0, 1), it is {draw.Rate}.", nameof(draw));
        if (draw.Sentences.Length != x.Shape.Rows || draw.Times.Length != x.Shape.Rows)
            throw new ArgumentException($"Dropout: {draw.Sentences.Length} sentences and {draw.Times.Length} times were given for the rows of {x.Shape}.", nameof(draw));
        if (draw.Rate == 0) return x;
        Tensor y = x.Like();
        x.Backend.Dropout(x, draw, y);
        tape?.Record(static (t, o) => o.B.Backend.AddDropoutGradient(t.GradientOf(o.A), (DropoutDraw)o.With!, t.GradientOf(o.B)), y, x, with: draw);   // dx += dy keep / (1 − rate)
        return y;
    }
}
