using System.Globalization;
using Heed.Text;

namespace Heed.Training;

/// <summary>Whether a run learnt anything, what went wrong, and what to do: told at its end.</summary>
internal sealed class RunVerdict
{
    private const double HardlyBetter = 0.85, Many = 0.5, SomeSame = 0.3, Rise = 0.2, Fall = 0.1;
    private const int StepsAveraged = 50;

    private readonly TrainingOptions _options;
    private readonly TrainingData _data;
    private readonly RunState _state;
    private readonly RunHistory _history;
    private readonly GreedyHabits? _habits;
    private readonly List<TrainingWarning> _found = [];

    private RunVerdict(TrainingOptions options, TrainingData data, RunState state, RunHistory history, GreedyHabits? habits) =>
        (_options, _data, _state, _history, _habits) = (options, data, state, history, habits);

    /// <summary>The findings, the gravest first, then what the run was warned of.</summary>
    public static IReadOnlyList<TrainingWarning> Of(TrainingOptions options, TrainingData data, RunState state, RunHistory history, GreedyHabits? habits)
    {
        var verdict = new RunVerdict(options, data, state, history, habits);
        verdict.Learnt();
        verdict.Habits();
        verdict.Curves();
        return [.. verdict._found, .. data.Warnings];
    }

    /// <summary>e to the cross-entropy of development targets by how often pieces stand in training targets: what a model knows that knows nothing of sentences.</summary>
    public static double FrequencyPerplexity(IReadOnlyList<TrainingPair> train, IReadOnlyList<TrainingPair> dev, int vocabulary)
    {
        double[] counts = new double[vocabulary];
        Array.Fill(counts, 1);
        double all = vocabulary, loss = 0;
        foreach (TrainingPair pair in train)
        {
            foreach (int token in pair.Target) counts[token]++;
            all += pair.Target.Length;
        }
        long tokens = 0;
        foreach (TrainingPair pair in dev)
        {
            foreach (int token in pair.Target) loss -= Math.Log(counts[token] / all);
            tokens += pair.Target.Length;
        }
        return Math.Exp(loss / Math.Max(1, tokens));
    }

    private void Learnt()
    {
        if (_state.LowestPerplexity is not { } lowest) return;
        double frequencies = FrequencyPerplexity(_data.Train, _data.Dev, _data.Tokenizer.Vocabulary.Size);
        if (lowest < HardlyBetter * frequencies) return;
        string what = Invariant($"nothing learnt: the lowest perplexity on the validation pairs, {lowest:F0}, is not clearly below {frequencies:F0}, what the frequencies of pieces alone give");
        Tell(what, _state.Step < _options.Warmup ? Invariant($"the run ended at step {_state.Step:N0}, before its learning rate was highest at step {_options.Warmup:N0}: let it run longer, or lower --warmup")
            : IsLossStuck ? Invariant($"the loss does not fall: try a lower --lr than {_options.LearningRate}")
            : "let it run longer, and look at the pairs with heed corpus check");
    }

    private bool IsLossStuck => _history.Steps.Count >= StepsAveraged && _history.LossBefore(long.MaxValue, StepsAveraged) > _history.Steps.Take(5).Average(static s => s.Loss) - Fall;

    private void Habits()
    {
        if (_habits is null) return;
        const string Longer = "let it run longer; if that changes nothing, look at the pairs with heed corpus check";
        if (_habits.Empty > Many) Tell(Invariant($"empty translations: {100 * _habits.Empty:F0} % of the validation sentences"), "see whether many translations of the corpus are empty or very short");
        else if (_habits.Commonest > SomeSame && _data.Dev.Count >= 5) Tell(Invariant($"the same translation, \"{Shown(_habits.Example)}\", of {100 * _habits.Commonest:F0} % of the validation sentences"), Longer);
        if (_habits.Copies > Many) Tell(Invariant($"copies: {100 * _habits.Copies:F0} % of the validation sentences come back unchanged"), "see whether the corpus has copies: heed corpus check");
        if (_habits.Loops > Many) Tell(Invariant($"loops: {100 * _habits.Loops:F0} % of the translations of validation sentences repeat themselves to no end"), Longer);
        if (_habits.Still > Many)
            Tell(Invariant($"attention never moves: in {100 * _habits.Still:F0} % of the validation sentences it looks at one place throughout, so that the model does not read its source"),
                "let it run longer, see whether the pairs belong together, or teach attention with --guide 1");
    }

    private void Curves()
    {
        if (_history.Validations.Count < 2) return;
        (long at, double least) = _history.Validations.MinBy(static v => v.Loss);
        (long end, double last) = _history.Validations[^1];
        double before = _history.LossBefore(at, StepsAveraged), after = _history.LossBefore(end, StepsAveraged);
        if (last > least + Rise && after < before - Fall)
        {
            string what = Invariant($"overfitting: from step {at:N0} to step {end:N0} the loss of validation pairs rose from {least:F2} to {last:F2} while that of training pairs fell from {before:F2} to {after:F2}");
            Tell(what, Invariant($"the model that is kept is the best by BLEU, of step {_state.BestStep:N0}; more pairs, more --dropout or a smaller --size would take it further"));
        }
    }

    private void Tell(string what, string mend) => _found.Add(new TrainingWarning(what, $"{what}; {mend}"));

    private static string Shown(string text) => VisibleText.Of(text.Length > 40 ? text[..40] + "…" : text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
