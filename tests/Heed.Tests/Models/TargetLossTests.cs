using Heed.Models;
using Heed.Tensors;
using Heed.Text;

namespace Heed.Tests.Models;

public sealed class TargetLossTests
{
    [Fact]
    public void A_model_without_knowledge_wavers_between_all_tokens()
    {
        TranslationModel model = Create(300);                    // all weights zero: every logit is 0
        double loss = TargetLoss.Of(model, [[5, 2]], [[1, 7, 9]], [[7, 9, 2]], new Workspace());
        Assert.Equal(3 * Math.Log(300), loss, 4);
    }

    [Fact]
    public void Perplexity_is_that_of_the_forced_targets_one_by_one()
    {
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(["le chat dort", "the cat sleeps now and then, the cats sleep"], 300));
        TranslationModel model = Create(tokenizer.Vocabulary.Size);
        model.Initialize(3);
        string folder = Directory.CreateTempSubdirectory("heed-").FullName;
        try
        {
            ModelFolder.Save(folder, model, tokenizer);
            Translator translator = Translator.Load(folder);
            string[] sources = ["le chat", "dort", "le"], targets = ["the cat", "sleeps and sleeps", ""];
            double sum = 0, tokens = 0;
            for (int i = 0; i < sources.Length; i++)
            {
                var forced = translator.Force(sources[i], targets[i]);
                sum -= forced.Score * forced.TargetTokens.Count;
                tokens += forced.TargetTokens.Count;
            }
            Assert.Equal(Math.Exp(sum / tokens), translator.Perplexity(sources, targets), 3);
            Assert.Throws<ArgumentException>(() => translator.Perplexity(["a"], []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TranslationModel Create(int vocabulary) =>
        TranslationModels.Create(new ModelConfig { From = "fr", To = "en", Vocabulary = vocabulary, EmbeddingSize = 8, EncoderSize = 8, DecoderSize = 16, AttentionSize = 8 });
}
