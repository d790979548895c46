namespace Heed.Training;

/// <summary>Something a training run tells while it goes on.</summary>
public abstract record TrainingEvent;

/// <summary>A part of the preparation: reading corpora, learning the vocabulary, encoding.</summary>
/// <param name="What">What is being done, in a few words.</param>
/// <param name="Fraction">How much of it is done, from 0 to 1, where that is known.</param>
public sealed record TrainingPreparing(string What, double? Fraction = null) : TrainingEvent;

/// <summary>What will happen, told before the first step.</summary>
/// <param name="Corpora">For each corpus a line: what was read, kept and left out, and why.</param>
/// <param name="TrainingPairs">Pairs to learn from.</param>
/// <param name="DevPairs">Pairs set aside for validation.</param>
/// <param name="LeftOut">Pairs left out altogether: faulty, too long, repeated, or too close to a development pair.</param>
/// <param name="TargetTokens">Target tokens seen in one epoch.</param>
/// <param name="BatchesPerEpoch">Steps of one epoch.</param>
/// <param name="Vocabulary">Tokens of the vocabulary.</param>
/// <param name="VocabularyNote">Why the vocabulary is smaller than asked for, if it is.</param>
/// <param name="Parameters">Trained numbers.</param>
/// <param name="MemoryBytes">Memory expected: parameters, optimizer, gradients and temporaries.</param>
/// <param name="TokensPerSecond">Target tokens a second, measured on one batch.</param>
/// <param name="TimeExpected">How long the run will take if it is not stopped early, where its end is known.</param>
/// <param name="ResumedAtStep">The step the run goes on from; 0 for a new one.</param>
/// <param name="Warnings">What the user should know before it starts.</param>
public sealed record TrainingPlan(
    IReadOnlyList<string> Corpora, int TrainingPairs, int DevPairs, int LeftOut, long TargetTokens, int BatchesPerEpoch, int Vocabulary, string? VocabularyNote, long Parameters,
    long MemoryBytes, double TokensPerSecond, TimeSpan? TimeExpected, long ResumedAtStep, IReadOnlyList<string> Warnings) : TrainingEvent;

/// <summary>A step was taken.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Fraction">How much of the run is done, from 0 to 1, where its end is known.</param>
/// <param name="Loss">The loss that is minimised, nats per target token, label smoothing included, averaged over recent steps.</param>
/// <param name="Perplexity">e^loss.</param>
/// <param name="LearningRate">The learning rate of this step.</param>
/// <param name="TokensPerSecond">Target tokens a second, without padding, over recent steps.</param>
/// <param name="Elapsed">The time since the first step of this run.</param>
/// <param name="TimeLeft">The time left, where the end is known.</param>
public sealed record TrainingProgress(long Step, int Epoch, double? Fraction, double Loss, double Perplexity, double LearningRate, double TokensPerSecond, TimeSpan Elapsed, TimeSpan? TimeLeft) : TrainingEvent;

/// <summary>The development pairs were scored.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Perplexity">e to the mean cross-entropy of a development target token, without label smoothing.</param>
/// <param name="Bleu">BLEU of greedy translations, in percent.</param>
/// <param name="IsBest">Whether this is the best model so far; it was saved.</param>
/// <param name="SampleSource">A development source.</param>
/// <param name="SampleTranslation">Its translation.</param>
/// <param name="SampleReference">The translation it should have.</param>
public sealed record TrainingValidated(long Step, double Perplexity, double Bleu, bool IsBest, string SampleSource, string SampleTranslation, string SampleReference) : TrainingEvent;

/// <summary>The state was saved.</summary>
/// <param name="Step">The number of steps taken.</param>
public sealed record TrainingCheckpointed(long Step) : TrainingEvent;

/// <summary>The run has ended.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Reason">Why it ended, in a few words.</param>
/// <param name="BestStep">The step of the model that was kept.</param>
/// <param name="BestBleu">Its BLEU on the development pairs, in percent.</param>
/// <param name="BestPerplexity">Its perplexity on the development pairs.</param>
/// <param name="Elapsed">The time since the first step of this run.</param>
public sealed record TrainingFinished(long Step, string Reason, long BestStep, double BestBleu, double BestPerplexity, TimeSpan Elapsed) : TrainingEvent
{
    /// <summary>What went wrong and what to do, a line each: whether anything was learnt, and again what the run was warned of. Empty where nothing did.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
