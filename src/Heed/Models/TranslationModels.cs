namespace Heed.Models;

/// <summary>The kinds of model there are.</summary>
public static class TranslationModels
{
    /// <summary>Every kind: its name in <c>config.json</c>, what it is, and how it is built.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<ModelConfig, TranslationModel> Create)> All { get; } =
    [
        ("rnn", "recurrent encoder and decoder with Bahdanau's attention", config => new RecurrentTranslator(config)),
        ("conv", "gated convolutions with attention in every decoder layer", config => new ConvolutionalTranslator(config)),
        ("transformer", "Transformer: self-attention in encoder and decoder", config => new TransformerTranslator(config)),
    ];

    /// <summary>Builds a model of the kind that the configuration names, its weights zero until drawn or loaded.</summary>
    /// <exception cref="ArgumentException">A value of the configuration is out of range.</exception>
    public static TranslationModel Create(ModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        return All.First(model => model.Name == config.Architecture).Create(config);
    }
}
