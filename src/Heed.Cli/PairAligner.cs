using Heed.Decoding;
using Heed.Layers;
using Heed.Text;

namespace Heed.Cli;

/// <summary>Aligns pairs of files, many at a time, with one translator or with one for each direction.</summary>
internal sealed class PairAligner(Translator forward, Translator? backward, Func<string, string, WordedText> words, Terminal terminal)
{
    // Pairs that are sorted by length and aligned together, and characters of them.
    private const int MostPairs = 16_384, MostCharacters = 4_000_000;
    private const int FaultsTold = 10;

    private long _faults;

    public Translator Forward => forward;

    public Translator? Backward => backward;

    /// <summary>The pairs in their order, with a line on standard error for each of the first that cannot be used.</summary>
    public IEnumerable<AlignedPair> Align(IEnumerable<PairOfFile> pairs)
    {
        foreach (List<PairOfFile> batch in Batches(pairs))
        {
            foreach (AlignedPair pair in Align(batch))
            {
                if (pair.Pair.Fault is { } fault && ++_faults <= FaultsTold) terminal.Error.WriteLine($"heed: line {pair.Pair.Line:N0}: {fault}; it has no links.");
                yield return pair;
            }
        }
        if (_faults > FaultsTold) terminal.Error.WriteLine($"heed: {_faults:N0} lines have no links.");
    }

    /// <summary>Pairs that can be used, aligned from source to target.</summary>
    public IReadOnlyList<WordAlignment> AlignForward(IReadOnlyList<PairOfFile> pairs, AlignmentHeads? heads = null) => forward.Align(Sources(pairs), Targets(pairs), heads, cancellation: terminal.Stop);

    /// <summary>The same from target to source.</summary>
    public IReadOnlyList<WordAlignment> AlignBackward(IReadOnlyList<PairOfFile> pairs, AlignmentHeads? heads = null) => backward!.Align(Targets(pairs), Sources(pairs), heads, cancellation: terminal.Stop);

    private WordedText[] Sources(IReadOnlyList<PairOfFile> pairs) => [.. pairs.Select(pair => words(pair.Source, forward.Config.From))];

    private WordedText[] Targets(IReadOnlyList<PairOfFile> pairs) => [.. pairs.Select(pair => words(pair.Target!, forward.Config.To))];

    private AlignedPair[] Align(List<PairOfFile> batch)
    {
        int[] usable = [.. Enumerable.Range(0, batch.Count).Where(i => batch[i].Fault is null)];
        PairOfFile[] pairs = [.. usable.Select(i => batch[i])];
        IReadOnlyList<WordAlignment> to = AlignForward(pairs);
        IReadOnlyList<WordAlignment>? from = backward is null ? null : AlignBackward(pairs);
        AlignedPair[] aligned = [.. batch.Select(static pair => new AlignedPair(pair, null, null))];
        for (int i = 0; i < usable.Length; i++) aligned[usable[i]] = new AlignedPair(batch[usable[i]], to[i], from?[i]);
        return aligned;
    }

    private static IEnumerable<List<PairOfFile>> Batches(IEnumerable<PairOfFile> pairs)
    {
        List<PairOfFile> batch = [];
        long characters = 0;
        foreach (PairOfFile pair in pairs)
        {
            batch.Add(pair);
            characters += pair.Source.Length + (pair.Target?.Length ?? 0);
            if (batch.Count < MostPairs && characters < MostCharacters) continue;
            yield return batch;
            batch = [];
            characters = 0;
        }
        if (batch.Count > 0) yield return batch;
    }
}
