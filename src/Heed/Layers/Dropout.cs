using Heed.Tensors;
using Heed.Tensors.Ops;

namespace Heed.Layers;

/// <summary>Sets features to zero while training, and nothing otherwise. Srivastava et al. 2014.</summary>
/// <param name="place">The layer's number in the model, so that no two layers draw the same.</param>
/// <param name="of">Which of the rates is meant; <see cref="DropoutSettings.Rate"/> if none is given.</param>
public sealed class Dropout(uint place, Func<DropoutSettings, float>? of = null)
{
    /// <summary>x · keep / (1 − rate) while training, else x. x [rows, size], one row for each of <paramref name="rows"/> from <paramref name="first"/> on.</summary>
    public Tensor Forward(Tensor x, SequenceRows? rows, int first, ForwardContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (context.Dropout is not { } settings || rows is null) return x;
        float rate = of is null ? settings.Rate : of(settings);
        if (rate == 0) return x;
        int count = x.Shape.Rows;
        int[] times = settings.SameAtAllTimes ? rows.NoTimes : rows.Times;
        return x.Dropout(new DropoutDraw(rate, settings.Seed, settings.Step, place, rows.Sentences.AsMemory(first, count), times.AsMemory(first, count)), context.Tape);
    }
}
