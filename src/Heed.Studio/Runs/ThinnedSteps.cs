namespace Heed.Studio.Runs;

/// <summary>The steps of a run in at most 2,000 points, however long it is: when there are more, every two neighbours become one, their mean.</summary>
internal sealed class ThinnedSteps
{
    private const int Most = 2000;
    private readonly List<RunPoint> _points = [];
    private int _stride = 1, _count;
    private RunPoint _sum;

    /// <summary>Adds a step.</summary>
    public void Add(RunPoint point)
    {
        _sum = new RunPoint(point.Step, _sum.Loss + point.Loss, _sum.LearningRate + point.LearningRate, _sum.GradientNorm + point.GradientNorm);
        if (++_count < _stride) return;
        _points.Add(Mean);
        (_sum, _count) = (default, 0);
        if (_points.Count < Most) return;
        for (int i = 0; i < Most / 2; i++)
        {
            (RunPoint a, RunPoint b) = (_points[2 * i], _points[2 * i + 1]);
            _points[i] = new RunPoint(b.Step, (a.Loss + b.Loss) / 2, (a.LearningRate + b.LearningRate) / 2, (a.GradientNorm + b.GradientNorm) / 2);
        }
        _points.RemoveRange(Most / 2, Most / 2);
        _stride *= 2;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        _points.Clear();
        (_stride, _count, _sum) = (1, 0, default);
    }

    /// <summary>The points, the last of which may stand for fewer steps than the others.</summary>
    public RunPoint[] ToArray() => _count == 0 ? [.. _points] : [.. _points, Mean];

    private RunPoint Mean => new(_sum.Step, _sum.Loss / _count, _sum.LearningRate / _count, _sum.GradientNorm / _count);
}
