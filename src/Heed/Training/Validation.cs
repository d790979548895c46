using Heed.Decoding;
using Heed.Evaluation;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Tensors;
using Heed.Tensors.Ops;
using Heed.Text;

namespace Heed.Training;

/// <summary>Scores a model on the development pairs: perplexity of the given targets, BLEU of greedy translations.</summary>
internal sealed class Validation(TranslationModel model, TrainingData data, Workers workers)
{
    private const int BatchSize = 32;
    private const int MostTranslated = 1000;

    private readonly WorkspacePool _workspaces = new(CpuBackend.SingleThreaded);

    /// <summary>How the model translated when it was last scored.</summary>
    public GreedyHabits? Habits { get; private set; }

    /// <summary>The mean cross-entropy of a target token in nats, BLEU in percent, and the translations.</summary>
    public (double Loss, double Bleu, IReadOnlyList<string> Translations) Run(CancellationToken cancellation)
    {
        int count = data.Dev.Count, batches = (count + BatchSize - 1) / BatchSize;
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => data.Dev[i].Source.Length)];
        double[] losses = new double[batches];
        string[] translations = new string[Math.Min(count, MostTranslated)];
        var hypotheses = new Hypothesis[translations.Length];
        workers.For(batches, batch =>
        {
            cancellation.ThrowIfCancellationRequested();
            int[] members = order[(batch * BatchSize)..Math.Min(count, (batch + 1) * BatchSize)];
            _workspaces.Use(workspace =>
            {
                losses[batch] = TargetLoss.Of(model, [.. members.Select(i => data.Dev[i].Source)], [.. members.Select(i => data.Dev[i].Input)], [.. members.Select(i => data.Dev[i].Target)], workspace);
                Translate([.. members.Where(i => i < translations.Length)], translations, hypotheses, workspace, cancellation);
            });
        });
        Habits = GreedyHabits.Of(data.DevTexts, translations, hypotheses);
        double bleu = Bleu.Corpus(translations, [.. data.DevTexts.Take(translations.Length).Select(pair => pair.Target)]).Value;
        return (losses.Sum() / data.Dev.Sum(pair => (long)pair.Target.Length), bleu, translations);
    }

    private void Translate(int[] members, string[] translations, Hypothesis[] hypotheses, Workspace workspace, CancellationToken cancellation)
    {
        if (members.Length == 0) return;
        var options = new SearchOptions { Beam = 1 };
        Hypothesis[][] found = Searches.For(options).Run(model, [.. members.Select(i => data.Dev[i].Source)], options, workspace, cancellation);
        for (int i = 0; i < members.Length; i++) translations[members[i]] = data.Tokenizer.Decode((hypotheses[members[i]] = found[i][0]).Tokens);
    }
}
