using Heed.Kernels;
using Heed.Text;
using Heed.Text.Corpora;

namespace Heed.Training;

/// <summary>The training pairs of an epoch: the same each time, or, with BPE-dropout, cut anew by seed, epoch and place.</summary>
internal sealed class EpochPairs(TrainingData data, TrainingOptions options, Workers workers)
{
    private const int Part = 1000;
    private const ulong Use = 0x6270650000000000;       // tells this use of the seed from others

    private readonly BpeDropout? _pieces = options.BpeDropout > 0 ? new(data.Tokenizer) : null;

    /// <summary>The pairs, in their order. A pair that chance would make too long stays as it is without.</summary>
    public IReadOnlyList<TrainingPair> Of(int epoch)
    {
        if (_pieces is not { } pieces) return data.Train;
        var pairs = new TrainingPair[data.Train.Count];
        workers.For((pairs.Length + Part - 1) / Part, part =>
        {
            for (int i = part * Part; i < Math.Min(pairs.Length, (part + 1) * Part); i++)
            {
                TrainingPair pair = Cut(pieces, data.TrainTexts[i], epoch, i);
                pairs[i] = pair.Source.Length <= options.MaxTokens && pair.Target.Length <= options.MaxTokens ? pair : data.Train[i];
            }
        });
        return pairs;
    }

    private TrainingPair Cut(BpeDropout pieces, SentencePair texts, int epoch, int i)
    {
        BpeDropout.Draw source = new(options.Seed ^ Use, (ulong)epoch, 2 * (ulong)i), target = new(options.Seed ^ Use, (ulong)epoch, 2 * (ulong)i + 1);
        if (data.Links is { } links) return TokenLinks.Of(pieces.EncodeWithSpans(texts.Source, options.BpeDropout, source), pieces.EncodeWithSpans(texts.Target, options.BpeDropout, target), links[i]);
        return data.Aligner is { } aligner
            ? TokenLinks.Of(pieces.EncodeWithSpans(texts.Source, options.BpeDropout, source), pieces.EncodeWithSpans(texts.Target, options.BpeDropout, target), aligner)
            : new TrainingPair(pieces.Encode(texts.Source, options.BpeDropout, source), pieces.Encode(texts.Target, options.BpeDropout, target));
    }
}
