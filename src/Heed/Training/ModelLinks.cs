using Heed.Decoding;
using Heed.Kernels;
using Heed.Models;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>Links between words of pairs by what translators attend to: one from source to target, or that and one of the other direction. Garg et al. 2019, section 4.1.</summary>
internal static class ModelLinks
{
    // Pairs whose weights are in memory at a time.
    private const int Part = 16_384;

    /// <summary>Checks before any work that the folders hold models of both directions, or one of the first.</summary>
    /// <exception cref="InvalidDataException">A folder holds no model, or one between other languages or without attention.</exception>
    public static void Check(TrainingOptions options)
    {
        if (options.GuideBy.Count == 0) return;
        var directions = new List<bool>();
        foreach (string folder in options.GuideBy)
        {
            ModelConfig config = ModelFolder.ReadConfig(Path.Combine(folder, ModelFolder.ConfigFile));
            if (config.Score == "none") throw new InvalidDataException($"{folder}: a model without attention (score none) links no words.");
            directions.Add(IsForward(config, options, folder));
        }
        if (directions.Count(forward => forward) != 1) throw new InvalidDataException($"guide-by: name one model from {options.From} to {options.To}, and beside it one from {options.To} to {options.From} if there is one.");
    }

    /// <summary>For each pair its links (source, target) between words as <see cref="Words.Split"/> cuts them, by target and then by source.</summary>
    /// <exception cref="InvalidDataException">A model cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (int Source, int Target)[][] Of(IReadOnlyList<SentencePair> pairs, TrainingOptions options, IProgress<TrainingEvent>? progress, Workers workers, CancellationToken cancellation)
    {
        AttentionAligner? forward = null, backward = null;
        foreach (string folder in options.GuideBy)
        {
            (TranslationModel model, Tokenizer tokenizer) = ModelFolder.Load(folder);
            if (IsForward(model.Config, options, folder)) forward = new AttentionAligner(model, tokenizer, workers);
            else backward = new AttentionAligner(model, tokenizer, workers);
        }
        var links = new (int, int)[pairs.Count][];
        for (int first = 0; first < links.Length; first += Part)
        {
            progress?.Report(new TrainingPreparing("aligning words by what models attend to", (double)first / links.Length));
            SentencePair[] part = [.. pairs.Skip(first).Take(Part)];
            WordedText[] sources = [.. part.Select(pair => WordedText.Split(pair.Source))], targets = [.. part.Select(pair => WordedText.Split(pair.Target))];
            WordAlignment[] to = forward!.Align(sources, targets, null, null, cancellation);
            WordAlignment[]? from = backward?.Align(targets, sources, null, null, cancellation);
            for (int i = 0; i < part.Length; i++)
                links[first + i] = [.. (from is null ? to[i].Links : TwoWayAlignment.Links(to[i], from[i])).OrderBy(link => link.Target).ThenBy(link => link.Source)];
        }
        return links;
    }

    private static bool IsForward(ModelConfig config, TrainingOptions options, string folder) =>
        (config.From, config.To) == (options.From, options.To) || ((config.From, config.To) == (options.To, options.From)
            ? false
            : throw new InvalidDataException($"{folder}: the model translates from {config.From} to {config.To}; guidance from {options.From} to {options.To} needs models between these languages."));
}
