using Heed.Layers;
using Heed.Models;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>What a training run does. With the same options, corpora and seed it makes the same model, bit for bit, for any number of threads.</summary>
public sealed record TrainingOptions
{
    /// <summary>Where sentence pairs come from.</summary>
    public IReadOnlyList<CorpusSpec> Corpora { get; init; } = [];

    /// <summary>Whether pairs are left out that <see cref="CorpusCleaner"/> would leave out: copies, repeated and uneven ones, and where there are many, misaligned ones and those in other languages.</summary>
    public bool Clean { get; init; }

    /// <summary>The file with development sources, line by line; none to set development pairs aside from the corpora.</summary>
    public string? DevSource { get; init; }

    /// <summary>The file with development targets.</summary>
    public string? DevTarget { get; init; }

    /// <summary>
    /// The share of training pairs, in [0, 1], that are joined by twos to fours into longer ones. Short sentences fit into one state; longer ones teach attention to find
    /// its place. Nguyen et al. 2021, data augmentation by concatenation.
    /// </summary>
    public double JoinPairs { get; init; }

    /// <summary>A model folder whose weights and vocabulary the run begins with; none to begin with weights drawn by the seed.</summary>
    public string? StartFrom { get; init; }

    /// <summary>How many pairs are set aside for development where no files are given.</summary>
    public int DevPairs { get; init; } = 500;

    /// <summary>The source language.</summary>
    public string From { get; init; } = "";

    /// <summary>The target language.</summary>
    public string To { get; init; } = "";

    /// <summary>The kind of model.</summary>
    public string Architecture { get; init; } = "rnn";

    /// <summary>How attention scores a key, a name of <see cref="Attention.AttentionScores.All"/>; <c>none</c> for a recurrent model without attention.</summary>
    public string Score { get; init; } = "additive";

    /// <summary>Layers of encoder and decoder.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>Of a Transformer, the numbers of an embedding and of every layer. Of a recurrent model, units of a decoder layer: embeddings and the attention's inner size are half of it; so are the units of the encoder in each direction if there are two.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Whether the encoder reads in both directions.</summary>
    public bool Bidirectional { get; init; } = true;

    /// <summary>What the output layer reads: <c>deep</c> (state, context, previous token) or <c>state</c>.</summary>
    public string Readout { get; init; } = "deep";

    /// <summary>The recurrent cell: <c>gru</c> or <c>lstm</c>.</summary>
    public string Cell { get; init; } = "gru";

    /// <summary>What attention is asked with: <c>state</c> or <c>state-token</c>; see <see cref="Models.ModelConfig.Query"/>.</summary>
    public string Query { get; init; } = "state";

    /// <summary>Whether each recurrent layer above the first adds what it read to what it says.</summary>
    public bool Residual { get; init; }

    /// <summary>The order of attention and step in a recurrent decoder: <c>bahdanau</c> or <c>luong</c>; see <see cref="ModelConfig.Decoder"/>.</summary>
    public string Decoder { get; init; } = "bahdanau";

    /// <summary>Steps that a convolution sees, in a convolutional model.</summary>
    public int KernelWidth { get; init; } = 3;

    /// <summary>The choices that a Transformer alone has; a convolutional model takes the decoder's layers and the positions from here.</summary>
    public TransformerShape Transformer { get; init; } = new();

    /// <summary>
    /// How much attention is told where to look: the weight of the cross-entropy between its weights and links between words, found in the training pairs by
    /// <see cref="Text.WordAligner"/> or by <see cref="GuideBy"/>. 0 for not at all.
    /// </summary>
    public double Guide { get; init; }

    /// <summary>
    /// Folders of models whose own attention links the words of the training pairs, in place of counting: one between the same languages, and beside it one of the other direction. Garg et al. 2019,
    /// "Jointly learning to align and translate with Transformer models".
    /// </summary>
    public IReadOnlyList<string> GuideBy { get; init; } = [];

    /// <summary>
    /// The weights that are guided, which the model records as those that align; none for the usual ones of its kind, which are not recorded. <see cref="AlignmentStep.Read"/> teaches them at the step that
    /// reads a token, where the decoder knows it.
    /// </summary>
    public AlignmentHead? Alignment { get; init; }

    /// <summary>Fragments of pairs, found through links between words, that are learnt from beside whole pairs: as many as this share of the pairs.</summary>
    public double Fragments { get; init; }

    /// <summary>
    /// Pairs composed of others, with three words in reverse order where two were: as many as this share of the pairs. For sources that put after a noun what the target puts before it.
    /// </summary>
    public double Compose { get; init; }

    /// <summary>Tokens of the joint vocabulary.</summary>
    public int Vocabulary { get; init; } = 8000;

    /// <summary>A folder whose vocabulary (<c>vocab.json</c>, <c>merges.txt</c>) is taken instead of learning one, so that models can translate together.</summary>
    public string? VocabularyOf { get; init; }

    /// <summary>Target tokens of a batch.</summary>
    public int BatchTokens { get; init; } = 2048;

    /// <summary>Parts of a batch whose gradients are computed apart and summed in a fixed tree: a power of two. More threads than this do not help.</summary>
    public int Shards { get; init; } = 8;

    /// <summary>The share of features dropped, in [0, 1).</summary>
    public float Dropout { get; init; } = 0.3f;

    /// <summary>The share of a Transformer's attention weights dropped, in [0, 1); <see cref="Dropout"/> if none is given.</summary>
    public float? AttentionDropout { get; init; }

    /// <summary>The share of the inner features of a Transformer's feed-forward layers dropped, in [0, 1); <see cref="Dropout"/> if none is given.</summary>
    public float? FeedForwardDropout { get; init; }

    /// <summary>The share of features dropped, in [0, 1), in what a recurrent encoder says, before attention reads it.</summary>
    public float ContextDropout { get; init; }

    /// <summary>The share of tokens, in [0, 1), that the encoder and the decoder read as <c>&lt;unk&gt;</c>. Bowman et al. 2016.</summary>
    public float WordDropout { get; init; }

    /// <summary>
    /// The probability, in [0, 1), that a merge is left out when a training text is cut into tokens, anew in each epoch. Provilkov et al. 2020. Development pairs are cut as ever.
    /// </summary>
    public float BpeDropout { get; init; }

    /// <summary>Whether dropout keeps the same features at all steps of a sentence. Gal and Ghahramani 2016, for what goes in and out of layers.</summary>
    public bool VariationalDropout { get; init; }

    /// <summary>Label smoothing in [0, 1).</summary>
    public float LabelSmoothing { get; init; } = 0.1f;

    /// <summary>What changes the weights, one of <see cref="Optimizers"/>: <c>adam</c> or <c>muon</c>.</summary>
    public string Optimizer { get; init; } = "adam";

    /// <summary>The highest learning rate.</summary>
    public float LearningRate { get; init; } = 1.5e-3f;

    /// <summary>How the learning rate changes: <c>inverse-sqrt</c>, <c>constant</c> or <c>cosine</c>.</summary>
    public string Schedule { get; init; } = "inverse-sqrt";

    /// <summary>The steps that the cosine schedule spans; <see cref="MaxSteps"/> of the run's first start if none are given.</summary>
    public long? ScheduleSteps { get; init; }

    /// <summary>Steps until the learning rate is highest.</summary>
    public int Warmup { get; init; } = 300;

    /// <summary>The largest norm of the gradient of the mean loss; a larger one is scaled down. 0 for no limit.</summary>
    public float ClipNorm { get; init; } = 1;

    /// <summary>The share of every parameter, times the learning rate, that is taken off at each step, apart from the gradient (AdamW, Loshchilov and Hutter 2019); 0 for none.</summary>
    public float WeightDecay { get; init; }

    /// <summary>
    /// The share d, in [0, 1), that stays of the moving average of the weights at each step, ā ← d ā + (1 − d) a. With it the averaged weights are validated and saved in place of the last ones. 0 for none. An average over about the last 1 / (1 − d) steps.
    /// </summary>
    public float Average { get; init; }

    /// <summary>Whether the matrices of layer l, from 1, begin 1/√l as large, as deep Transformers need. Zhang et al. 2019.</summary>
    public bool DepthInit { get; init; }

    /// <summary>Pairs with more tokens on a side are left out.</summary>
    public int MaxTokens { get; init; } = 250;

    /// <summary>Steps between two validations.</summary>
    public int ValidateEvery { get; init; } = 200;

    /// <summary>Steps between two checkpoints.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>How many models of the last validations are kept beside the best, each in a folder <c>step-NNNNNN</c> of the run's.</summary>
    public int Keep { get; init; }

    /// <summary>Validations without a better BLEU or perplexity before the run stops.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The step after which the run ends.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>The number of times all pairs are seen after which the run ends.</summary>
    public int? MaxEpochs { get; init; }

    /// <summary>The time after which this run stops.</summary>
    public TimeSpan? MaxTime { get; init; }

    /// <summary>The seed of all randomness.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads; they change the speed and nothing else.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The run's folder, which becomes a model folder too.</summary>
    public string Out { get; init; } = "";

    /// <summary>Whether to go on with the run in that folder.</summary>
    public bool Resume { get; init; }

    /// <summary>The command that started the run, for the model's README.</summary>
    public string? Command { get; init; }

    /// <summary>What a model of this architecture is trained with unless something else is asked for: sizes and schedules differ from kind to kind.</summary>
    public static TrainingOptions For(string architecture) => architecture switch
    {
        "transformer" => new() { Architecture = architecture, Score = "scaled-dot", Layers = 4, Size = 128, BatchTokens = 4096, LearningRate = 5e-3f, Warmup = 2000, ClipNorm = 5 },
        "conv" => new() { Architecture = architecture, Score = "dot", Layers = 4, Size = 256 },
        _ => new() { Architecture = architecture },
    };

    /// <summary>The model that these options ask for.</summary>
    /// <param name="vocabulary">Tokens of the joint vocabulary.</param>
    public ModelConfig ModelOf(int vocabulary)
    {
        var common = new ModelConfig { Architecture = Architecture, From = From, To = To, Vocabulary = vocabulary, Score = Score, Layers = Layers, Alignment = Alignment is null ? null : new(Alignment) };
        int mostPositions = Transformer.Positions is "learned" or "binary" or "normalised" ? LongestSentence : 0;
        return Architecture switch
        {
            "transformer" => common with
            {
                EmbeddingSize = Size,
                Heads = Transformer.Heads,
                KeyHeads = Transformer.KeyHeads,
                FeedForwardSize = Transformer.FeedForward == 0 ? 2 * Size : Transformer.FeedForward,
                DecoderLayers = Transformer.DecoderLayers,
                Norm = Transformer.Norm,
                Activation = Transformer.Activation,
                Positions = Transformer.Positions,
                MostPositions = mostPositions,
            },
            "conv" => common with
            {
                EmbeddingSize = Size,
                EncoderSize = Size,
                DecoderLayers = Transformer.DecoderLayers,
                KernelWidth = KernelWidth,
                Positions = Transformer.Positions,
                MostPositions = mostPositions,
            },
            _ => common with
            {
                EmbeddingSize = Size / 2,
                EncoderSize = Bidirectional ? Size / 2 : Size,
                DecoderSize = Size,
                AttentionSize = Size / 2,
                Bidirectional = Bidirectional,
                Readout = Readout,
                Cell = Cell,
                Residual = Residual,
                Query = Query,
                Decoder = Decoder,
            },
        };
    }

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public TrainingOptions Validate()
    {
        if (Corpora.Count == 0) throw new ArgumentException("corpus: name at least one source of sentence pairs, such as sdk:fr-en.");
        if ((DevSource is null) != (DevTarget is null)) throw new ArgumentException("dev-source, dev-target: give both or none.");
        if (string.IsNullOrWhiteSpace(From) || string.IsNullOrWhiteSpace(To)) throw new ArgumentException("from, to: name both languages.");
        if (string.IsNullOrWhiteSpace(Out)) throw new ArgumentException("out: name the run's folder.");
        Range("layers", Layers, 1, 64);
        Range("size", Size, 2, 16_384);
        if (TranslationModels.All.All(model => model.Name != Architecture))
            throw new ArgumentException($"architecture: there is no '{Architecture}'; choose one of {string.Join(", ", TranslationModels.All.Select(model => model.Name))}.");
        if (Size % 2 != 0) throw new ArgumentException($"size: must be even, it is {Size}.");
        Range("vocabulary", Vocabulary, 260, 1_000_000);
        Range("batch-tokens", BatchTokens, 1, 10_000_000);
        Range("shards", Shards, 1, 1024);
        if ((Shards & (Shards - 1)) != 0) throw new ArgumentException($"shards: must be a power of two, it is {Shards}.");
        Range("dev-pairs", DevPairs, 1, 1_000_000);
        Range("max-tokens", MaxTokens, 2, 100_000);
        Range("validate-every", ValidateEvery, 1, int.MaxValue);
        Range("checkpoint-every", CheckpointEvery, 1, int.MaxValue);
        Range("keep", Keep, 0, 10_000);
        Range("patience", Patience, 1, int.MaxValue);
        Range("warmup", Warmup, 1, int.MaxValue);
        Range("threads", Threads, 1, 1024);
        if (!(JoinPairs >= 0 && JoinPairs <= 1)) throw new ArgumentException($"join-pairs: must be in [0, 1], it is {JoinPairs}.");
        if (!(Guide >= 0 && Guide <= 100)) throw new ArgumentException($"guide: must be in [0, 100], it is {Guide}.");
        if (Guide > 0 && Score == "none") throw new ArgumentException("guide: a model without attention (score none) has nothing to guide; leave one of the two out.");
        if (GuideBy.Count > 0 && Guide == 0) throw new ArgumentException("guide-by: the models guide by a weight; give --guide, such as 0.5.");
        if (GuideBy.Count > 2) throw new ArgumentException($"guide-by: name one model for each direction, not {GuideBy.Count}.");
        if (!(Fragments >= 0 && Fragments <= 10)) throw new ArgumentException($"fragments: must be in [0, 10], it is {Fragments}.");
        if (!(Compose >= 0 && Compose <= 10)) throw new ArgumentException($"compose: must be in [0, 10], it is {Compose}.");
        if (!(Dropout >= 0 && Dropout < 1)) throw new ArgumentException($"dropout: must be in [0, 1), it is {Dropout}.");
        Share("attention-dropout", AttentionDropout ?? 0);
        Share("feed-forward-dropout", FeedForwardDropout ?? 0);
        Share("context-dropout", ContextDropout);
        Share("word-dropout", WordDropout);
        Share("bpe-dropout", BpeDropout);
        Share("average", Average);
        if (!(LabelSmoothing >= 0 && LabelSmoothing < 1)) throw new ArgumentException($"label-smoothing: must be in [0, 1), it is {LabelSmoothing}.");
        if (!(LearningRate > 0 && LearningRate <= 10)) throw new ArgumentException($"lr: must be above 0 and at most 10, it is {LearningRate}.");
        if (!(ClipNorm >= 0)) throw new ArgumentException($"clip-norm: must not be negative, it is {ClipNorm}.");
        if (!(WeightDecay >= 0 && WeightDecay < 1)) throw new ArgumentException($"weight-decay: must be in [0, 1), it is {WeightDecay}.");
        if (RecurrentCells.All.All(cell => cell.Name != Cell)) throw new ArgumentException($"cell: there is no '{Cell}'; choose one of {string.Join(", ", RecurrentCells.All.Select(cell => cell.Name))}.");
        if (Optimizers.All.All(optimizer => optimizer.Name != Optimizer)) throw new ArgumentException($"optimizer: there is no '{Optimizer}'; choose one of {string.Join(", ", Optimizers.All.Select(optimizer => optimizer.Name))}.");
        if (LearningRateSchedules.All.All(schedule => schedule.Name != Schedule))
            throw new ArgumentException($"schedule: there is no '{Schedule}'; choose one of {string.Join(", ", LearningRateSchedules.All.Select(schedule => schedule.Name))}.");
        if (Schedule == "cosine" && (ScheduleSteps ?? MaxSteps) is null) throw new ArgumentException("schedule: cosine needs --max-steps, the step it falls to zero at.");
        if (ScheduleSteps is < 1) throw new ArgumentException($"schedule-steps: must be at least 1, it is {ScheduleSteps}.");
        if (MaxSteps is < 1) throw new ArgumentException($"max-steps: must be at least 1, it is {MaxSteps}.");
        if (MaxEpochs is < 1) throw new ArgumentException($"max-epochs: must be at least 1, it is {MaxEpochs}.");
        ModelOf(Vocabulary).Validate();
        if (MaxTime is { } time && time <= TimeSpan.Zero) throw new ArgumentException("max-time: must be above 0.");
        return this;
    }

    // What encodings with an end are made for: four times the longest pair that is learnt from by default.
    private const int LongestSentence = 1024;

    private static void Share(string name, float value)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentException($"{name}: must be in [0, 1), it is {value}.");
    }

    private static void Range(string name, int value, int least, int most)
    {
        if (value < least || value > most) throw new ArgumentException($"{name}: must be from {least:N0} to {most:N0}, it is {value:N0}.");
    }
}
