using Heed.Models;
using Heed.Text;

namespace Heed.Apps.Tests;

/// <summary>A model that learned nothing: what it says is nonsense, but always the same nonsense.</summary>
internal static class TinyModel
{
    public static string WriteTo(TemporaryFolder folder, string score = "additive", string architecture = "rnn")
    {
        BytePairTokenizer tokenizer = new(BpeTrainer.Train(["le chat dort", "the cat is asleep", "le chat dort bien", "the cat sleeps well"], 280));
        TranslationModel model = TranslationModels.Create(new ModelConfig
        {
            From = "fr",
            To = "en",
            Vocabulary = tokenizer.Vocabulary.Size,
            Score = score,
            Architecture = architecture,
            Heads = 2,
            EmbeddingSize = 8,
            EncoderSize = 8,
            DecoderSize = 16,
            AttentionSize = 8,
        });
        model.Initialize(seed: 1);
        string path = Path.Combine(folder.Path, $"tiny-{architecture}-{score}");
        ModelFolder.Save(path, model, tokenizer);
        return path;
    }
}
