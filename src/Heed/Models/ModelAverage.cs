using Heed.Layers;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Models;

/// <summary>One model from several of the same kind, such as the last checkpoints of a run: each weight is the mean of theirs.</summary>
public static class ModelAverage
{
    /// <summary>w = Σ_m w_m / n for every weight, summed in single precision in the order given. One model besides the sum is in memory at a time.</summary>
    /// <param name="folders">Model folders, two at least.</param>
    /// <exception cref="ArgumentException">There are fewer than two.</exception>
    /// <exception cref="InvalidDataException">A folder cannot be read, or its configuration or vocabulary is not that of the first.</exception>
    public static (TranslationModel Model, Tokenizer Tokenizer) Of(IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        if (folders.Count < 2) throw new ArgumentException($"ModelAverage: {folders.Count} models were given; a mean needs two at least.", nameof(folders));
        (TranslationModel sum, Tokenizer tokenizer) = ModelFolder.Load(folders[0]);
        foreach (string folder in folders.Skip(1))
        {
            (TranslationModel model, Tokenizer other) = ModelFolder.Load(folder);
            if (ConfigKeys.Others(model.Config, sum.Config) is { Length: > 0 } others)
                throw new InvalidDataException($"{folder}: its {ModelFolder.ConfigFile} is not that of {folders[0]}: it has {others}. Only models of one configuration have a mean.");
            ModelFolder.RequireSameVocabulary(folders[0], tokenizer, folder, other);
            foreach ((Parameter into, Parameter from) in sum.Parameters.Zip(model.Parameters, (a, b) => (a.Parameter, b.Parameter))) into.Value.Backend.AddTo(from.Value, into.Value);
        }
        foreach ((_, Parameter parameter) in sum.Parameters)
        {
            parameter.Value.Backend.Scale(parameter.Value, 1f / folders.Count, parameter.Value);
            parameter.Refresh();
        }
        return (sum, tokenizer);
    }
}
