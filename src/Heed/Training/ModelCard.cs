using System.Globalization;
using System.Text;

namespace Heed.Training;

/// <summary>The README.md of a model folder: what the model was trained on, how, and how well it does.</summary>
internal static class ModelCard
{
    public static string Of(TrainingOptions options, TrainingData data, RunState state, long parameters, IReadOnlyList<TrainingWarning> warnings)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {options.From}-{options.To}: a translator from {options.From} to {options.To}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Architecture `{options.Architecture}`, score `{options.Score}`,{(options.Architecture == "rnn" ? $" cell `{options.Cell}`," : "")} {parameters:N0} parameters, {data.Tokenizer.Vocabulary.Size:N0} tokens; half precision.").AppendLine();
        text.AppendLine("## Trained on").AppendLine();
        foreach (string corpus in data.Corpora) text.AppendLine(CultureInfo.InvariantCulture, $"- {corpus}");
        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{data.Train.Count:N0} pairs, {data.TargetTokens:N0} target tokens an epoch; seed {options.Seed}; step {state.Step:N0}, epoch {state.Epoch}, {state.Tokens:N0} target tokens seen.");
        if (options.Command is not null) text.AppendLine().AppendLine("    " + options.Command);
        text.AppendLine().AppendLine("## Scores").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"On {data.Dev.Count:N0} development pairs, greedy: BLEU {state.BestBleu:F2} (13a, cased), perplexity {state.BestPerplexity:F3}.");
        if (warnings.Count == 0) return text.ToString();
        text.AppendLine().AppendLine("## Warnings").AppendLine();
        foreach (TrainingWarning warning in warnings) text.AppendLine(CultureInfo.InvariantCulture, $"- {warning.Short}.");
        return text.ToString();
    }
}
