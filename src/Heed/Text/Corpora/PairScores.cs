namespace Heed.Text.Corpora;

/// <summary>Has pairs scored many at a time, where they are scored at all, and tells of each, in their order, what is wrong with it.</summary>
internal sealed class PairScores(CorpusRules rules)
{
    private const int AtATime = 512;

    private readonly List<(CorpusLine Line, Action<CorpusFinding?> Done)> _waiting = [];

    /// <summary>Has a pair scored, now or later.</summary>
    /// <param name="line">The pair.</param>
    /// <param name="done">Is given what is wrong with it, or null.</param>
    public void Add(in CorpusLine line, Action<CorpusFinding?> done)
    {
        if (rules.Score is null)
        {
            done(null);
            return;
        }
        _waiting.Add((line, done));
        if (_waiting.Count == AtATime) Finish();
    }

    /// <summary>Has those scored that wait.</summary>
    public void Finish()
    {
        if (_waiting.Count == 0) return;
        IReadOnlyList<double> scores = rules.Score!([.. _waiting.Select(w => w.Line.Pair)]);
        for (int i = 0; i < _waiting.Count; i++)
        {
            (CorpusLine line, Action<CorpusFinding?> done) = _waiting[i];
            bool isLikely = scores[i] >= rules.LeastScore;
            done(isLikely ? null : new CorpusFinding(CorpusFault.Misaligned, line.SourceFile, line.Number, FormattableString.Invariant($"{scores[i]:F2}: {VisibleText.Of(line.Source)} | {VisibleText.Of(line.Target)}")));
        }
        _waiting.Clear();
    }
}
