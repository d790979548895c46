using System.Diagnostics;
using Heed.Kernels;
using Heed.Layers;
using Heed.Models;
using Heed.Text;
using Heed.Text.Corpora;
using Heed.Training;

namespace Heed.Benchmarks.Quick;

/// <summary>Training steps of a translator as `heed train` makes it: target tokens a second, optimizer, clipping and dropout included.</summary>
internal static class TrainingSubject
{
    private const int Warm = 4, Measured = 12;

    public static void Run()
    {
        (string name, List<SentencePair> texts) = Corpus();
        var tokenizer = new BytePairTokenizer(BpeTrainer.Train(texts.SelectMany(pair => new[] { pair.Source, pair.Target }), 8000));
        List<TrainingPair> pairs = [.. texts.Select(pair => new TrainingPair(tokenizer.Encode(pair.Source), tokenizer.Encode(pair.Target)))];
        Console.WriteLine($"{name}: {pairs.Count:N0} pairs, vocabulary {tokenizer.Vocabulary.Size:N0}, batches of 4,096 target tokens, dropout 0.3");
        Console.WriteLine("model         threads   target tokens/s (median)   best   s/step   managed KB/step   MB held");
        foreach (string architecture in new[] { "rnn", "transformer" })
            foreach (int threads in new[] { 1, 2 })
                Measure(architecture, threads, pairs, (TrainingOptions.For(architecture) with { From = "en", To = "fr" }).ModelOf(tokenizer.Vocabulary.Size));
    }

    private static void Measure(string architecture, int threads, List<TrainingPair> pairs, ModelConfig config)
    {
        TranslationModel model = TranslationModels.Create(config);
        var storage = new ParameterStorage(model);
        model.Initialize(1);
        var workers = new Workers(threads);
        var gradient = new ShardedGradient(model, storage, 8, workers);
        var optimizer = new AdamOptimizer(storage);
        int[][] batches = BatchPlan.Of(pairs, 4096, 1, 1);
        var rates = new List<double>();
        long allocated = 0;
        double seconds = 0;
        for (int step = 1; step <= Warm + Measured; step++)
        {
            int[] batch = batches[step % batches.Length];
            long tokens = batch.Sum(i => (long)pairs[i].Target.Length);
            long before = GC.GetTotalAllocatedBytes(), start = Stopwatch.GetTimestamp();
            (_, double squares) = gradient.Compute(pairs, batch, 0.1f, 0, new DropoutSettings(0.3f, 1, (uint)step));
            optimizer.Step(gradient.Sum, squares, tokens, step, 1e-3f, 1, workers);
            double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (step <= Warm) continue;
            rates.Add(tokens / elapsed);
            allocated += GC.GetTotalAllocatedBytes() - before;
            seconds += elapsed;
        }
        rates.Sort();
        Console.WriteLine($"{architecture,-11}   {threads,7}   {rates[Measured / 2],24:N0}   {rates[^1],4:N0}   {seconds / Measured,6:F2}   {allocated / Measured / 1024,15:N0}   {gradient.Reserved * 4 / 1e6,7:N0}");
    }

    private static (string Name, List<SentencePair> Pairs) Corpus()
    {
        if (Environment.GetEnvironmentVariable("HEED_DATA") is { Length: > 0 } data && File.Exists(Path.Combine(data, "multi30k", "train.en")))
            return ("Multi30k en-fr", [.. Text.Corpora.Corpus.Read(new MosesCorpus(Path.Combine(data, "multi30k", "train.en"), Path.Combine(data, "multi30k", "train.fr")))]);
        return ("the SDK's messages en-fr", [.. Text.Corpora.Corpus.Read(CorpusSpec.Parse("sdk:en-fr"))]);
    }
}
