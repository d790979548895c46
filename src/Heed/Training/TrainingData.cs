using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Heed.Files;
using Heed.Kernels;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>What a run learns from: pairs in tokens, the development pairs in tokens and text, and the vocabulary.</summary>
internal sealed record TrainingData(
    BytePairTokenizer Tokenizer, IReadOnlyList<TrainingPair> Train, IReadOnlyList<TrainingPair> Dev, IReadOnlyList<SentencePair> DevTexts, IReadOnlyList<string> Corpora, int LeftOut, IReadOnlyList<TrainingWarning> Warnings)
{
    /// <summary>The texts of the training pairs, in their order.</summary>
    public required IReadOnlyList<SentencePair> TrainTexts { get; init; }

    /// <summary>Links words of the training pairs, if attention is guided by what is counted in them.</summary>
    public WordAligner? Aligner { get; init; }

    /// <summary>The links between words of the training pairs, if attention is guided by that of other models.</summary>
    public IReadOnlyList<(int Source, int Target)[]>? Links { get; init; }

    /// <summary>Target tokens of all training pairs.</summary>
    public long TargetTokens => Train.Sum(pair => (long)pair.Target.Length);

    /// <summary>A digest of all tokens, and of links that other models gave: a run only goes on with what it began with.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] length = new byte[4];
        foreach (IReadOnlyList<TrainingPair> pairs in new[] { Train, Dev })
            foreach (TrainingPair pair in pairs)
                foreach (int[] tokens in new[] { pair.Source, pair.Target })
                {
                    BinaryPrimitives.WriteInt32LittleEndian(length, tokens.Length);
                    hash.AppendData(length);
                    hash.AppendData(MemoryMarshal.AsBytes<int>(tokens));
                }
        foreach ((int Source, int Target)[] links in Links ?? [])
            foreach ((int source, int target) in links)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, source);
                hash.AppendData(length);
                BinaryPrimitives.WriteInt32LittleEndian(length, target);
                hash.AppendData(length);
            }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads the corpora, sets development pairs aside, learns the vocabulary (or reads it, if a run goes on) and encodes.</summary>
    /// <exception cref="InvalidDataException">A corpus cannot be read, or too little is left of it.</exception>
    public static TrainingData Load(TrainingOptions options, IProgress<TrainingEvent>? progress, Workers workers, CancellationToken cancellation)
    {
        ModelLinks.Check(options);
        var pairs = new List<SentencePair>();
        var told = new List<string>();
        var warnings = new List<TrainingWarning>();
        long read = 0;
        foreach (CorpusSpec corpus in options.Corpora)
        {
            progress?.Report(new TrainingPreparing($"reading {corpus.Name}"));
            var report = new CorpusReport();
            List<SentencePair> own = [.. Corpus.Read(corpus, report, cancellation)];
            told.Add($"{corpus.Name}: {report}");
            read += report.Read;
            progress?.Report(new TrainingPreparing($"inspecting {corpus.Name}"));
            if (options.Clean) own = CleanedPairs.Of(corpus, own, options, told, workers, cancellation);
            warnings.AddRange(CorpusWarnings.Of(corpus, own, report, options, workers, cancellation));
            pairs.AddRange(own);
        }
        (List<SentencePair> train, List<SentencePair> dev) = SetAside(options, pairs, told, warnings, progress, workers, cancellation);
        if (options.DevSource is not null) read += dev.Count;
        if (train.Count == 0) throw new InvalidDataException($"{string.Join(", ", options.Corpora.Select(corpus => corpus.Name))}: no pair is left to learn from.");
        if (dev.Count == 0) throw new InvalidDataException("no pair could be set aside for development; give a larger corpus, or --dev-source and --dev-target.");
        BytePairTokenizer tokenizer = TokenizerOf(options, train, progress, cancellation);
        int kept = train.Count;
        WordAligner? aligner = null;
        bool counts = options.Guide > 0 && options.GuideBy.Count == 0;
        if (counts || options.Fragments > 0 || options.Compose > 0)
        {
            progress?.Report(new TrainingPreparing("aligning words"));
            aligner = WordAligner.Train(train, workers, cancellation: cancellation);
            List<SentencePair> fragments = Fragments.Of(train, aligner, options.Fragments, options.Seed);
            if (fragments.Count > 0) told.Add($"{fragments.Count:N0} fragments of pairs added");
            List<SentencePair> composed = ComposedPairs.Of(train, aligner, options.Compose, options.Seed);
            if (composed.Count > 0) told.Add($"{composed.Count:N0} pairs composed of others added");
            train = [.. train, .. fragments, .. composed];
            kept += fragments.Count + composed.Count;
            read += fragments.Count + composed.Count;
            if (!counts) aligner = null;
        }
        train = JoinedPairs.Of(train, options.JoinPairs, options.Seed);
        (int, int)[][]? links = options.GuideBy.Count == 0 ? null : ModelLinks.Of(train, options, progress, workers, cancellation);
        progress?.Report(new TrainingPreparing("encoding"));
        TrainingPair[] encodedDev = Encode(dev, tokenizer, null, null, workers, cancellation);
        TrainingPair[] all = Encode(train, tokenizer, aligner, links, workers, cancellation);
        int[] fitting = [.. Enumerable.Range(0, all.Length).Where(i => all[i].Source.Length <= options.MaxTokens && all[i].Target.Length <= options.MaxTokens)];
        TrainingPair[] encoded = [.. fitting.Select(i => all[i])];
        if (encoded.Length == 0) throw new InvalidDataException($"every pair has more than {options.MaxTokens:N0} tokens on a side; raise --max-tokens.");
        kept -= train.Count - encoded.Length;
        warnings.AddRange(SizeWarnings.Of(options, tokenizer, encoded, encodedDev, train.Count - encoded.Length));
        if (encoded.Length < train.Count) told.Add($"{train.Count - encoded.Length:N0} pairs with more than {options.MaxTokens:N0} tokens on a side are left out");
        return new TrainingData(tokenizer, encoded, encodedDev, dev, told, (int)(read - kept - dev.Count), warnings) { TrainTexts = [.. fitting.Select(i => train[i])], Aligner = aligner, Links = links is null ? null : [.. fitting.Select(i => links[i])] };
    }

    private static (List<SentencePair> Train, List<SentencePair> Dev) SetAside(TrainingOptions options, List<SentencePair> pairs, List<string> told, List<TrainingWarning> warnings, IProgress<TrainingEvent>? progress, Workers workers, CancellationToken cancellation)
    {
        progress?.Report(new TrainingPreparing("setting development pairs aside"));
        if (options.DevSource is null)
        {
            CorpusSplit split = CorpusSplit.Split(pairs, options.DevPairs, options.Seed);
            told.Add($"{split.Dev.Count:N0} pairs set aside for development, {split.Repeated:N0} repeated ones left out");
            return ([.. split.Train], [.. split.Dev]);
        }
        var report = new CorpusReport();
        var corpus = new MosesCorpus(options.DevSource, options.DevTarget!);
        List<SentencePair> dev = [.. Corpus.Read(corpus, report, cancellation)];
        warnings.AddRange(CorpusWarnings.OfDevelopment(corpus, dev, report, options, workers, cancellation));
        told.Add($"development, {options.DevSource} and {options.DevTarget}: {report}");
        IReadOnlyList<SentencePair> train = CorpusSplit.Without(pairs, dev);
        warnings.AddRange(CorpusWarnings.OfOverlap(pairs.Count - train.Count, pairs.Count));
        told.Add($"{pairs.Count - train.Count:N0} pairs repeated or too close to a development pair left out");
        return ([.. train], dev);
    }

    private static BytePairTokenizer TokenizerOf(TrainingOptions options, List<SentencePair> train, IProgress<TrainingEvent>? progress, CancellationToken cancellation)
    {
        // Without a checkpoint a vocabulary may be of other options, or half of it may be there; learnt again it is the same.
        if (options.Resume && Checkpoint.Exists(options.Out)) return BytePairTokenizer.Load(options.Out);
        if ((options.StartFrom ?? options.VocabularyOf) is { } folder)
        {
            BytePairTokenizer given = BytePairTokenizer.Load(folder);
            given.Save(options.Out);
            return given;
        }
        var learning = progress is null ? null : new Relay<BpeProgress>(p => progress.Report(new TrainingPreparing("learning the vocabulary", (double)p.Size / p.Asked)));
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(train.SelectMany(pair => new[] { pair.Source, pair.Target }), options.Vocabulary, learning, cancellation));
        tokenizer.Save(options.Out);
        return tokenizer;
    }

    private static TrainingPair[] Encode(List<SentencePair> pairs, BytePairTokenizer tokenizer, WordAligner? aligner, (int, int)[][]? links, Workers workers, CancellationToken cancellation)
    {
        const int Part = 1000;
        var encoded = new TrainingPair[pairs.Count];
        workers.For((pairs.Count + Part - 1) / Part, part =>
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = part * Part; i < Math.Min(pairs.Count, (part + 1) * Part); i++)
                encoded[i] = links is not null ? TokenLinks.Of(tokenizer.EncodeWithSpans(pairs[i].Source), tokenizer.EncodeTargetWithSpans(pairs[i].Target), links[i])
                    : aligner is not null ? TokenLinks.Of(pairs[i], tokenizer, aligner)
                    : new TrainingPair(tokenizer.Encode(pairs[i].Source), tokenizer.Encode(pairs[i].Target));
        });
        return encoded;
    }

    private sealed class Relay<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
