using System.Text.Json;
using Heed.Decoding;
using Heed.Evaluation;
using Heed.Files;

namespace Heed.Cli;

/// <summary>How good links are against gold ones: of each direction, and of both brought together in every way.</summary>
internal sealed class AlignScores(Terminal terminal, PairAligner aligner)
{
    private const int MostPairs = 1_000_000;

    /// <exception cref="InvalidDataException">There are not as many pairs as lines of gold links.</exception>
    public int Run(IReadOnlyList<PairOfFile> pairs, IReadOnlyList<GoldAlignment> gold, string file, string way, bool soft, bool json, string? output)
    {
        RequireMatch(pairs.Count, gold.Count, file);
        if (soft) throw new UsageException("--gold tells how good links are; leave --soft out.");
        if (pairs.Count > MostPairs) throw new InvalidDataException($"{pairs.Count:N0} pairs are more than the {MostPairs:N0} that are scored together.");
        AlignedPair[] aligned = [.. aligner.Align(pairs)];
        var scores = new List<(string Name, AlignmentScore Score)> { ("forward", AlignmentErrorRate.Of([.. aligned.Select(static pair => pair.Forward?.Links ?? [])], gold)) };
        if (aligner.Backward is not null)
        {
            scores.Add(("backward", AlignmentErrorRate.Of([.. aligned.Select(static pair => pair.BackwardLinks())], gold)));
            scores.AddRange(TwoWayAlignment.Names.Select(name => (name, AlignmentErrorRate.Of([.. aligned.Select(pair => pair.Links(name))], gold))));
        }
        if (output is not null) AtomicFile.WriteText(output, string.Concat(aligned.Select(pair => WordLinks.Pharaoh(pair.Links(way)) + "\n")));
        if (json) terminal.Out.WriteLine(JsonText.Of(writer => Write(writer, scores, gold.Count)));
        else
            foreach ((string name, AlignmentScore score) in scores) terminal.Out.WriteLine($"{name,-20} {score}");
        return ExitCode.Done;
    }

    /// <exception cref="InvalidDataException">There are not as many pairs as lines of gold links.</exception>
    public static void RequireMatch(int pairs, int gold, string file)
    {
        if (pairs != gold || pairs == 0) throw new InvalidDataException($"{file} has links for {gold:N0} pairs, {pairs:N0} pairs are given; they must match line by line.");
    }

    private static void Write(Utf8JsonWriter json, List<(string Name, AlignmentScore Score)> scores, int pairs)
    {
        json.WriteStartObject();
        json.WriteNumber("pairs", pairs);
        foreach ((string name, AlignmentScore score) in scores)
        {
            json.WriteStartObject(name);
            json.WriteNumber("aer", score.Value);
            json.WriteNumber("precision", score.Precision);
            json.WriteNumber("recall", score.Recall);
            json.WriteNumber("f", score.F);
            json.WriteNumber("links", score.Links);
            json.WriteNumber("sure", score.Sure);
            json.WriteNumber("sureFound", score.SureFound);
            json.WriteNumber("possibleFound", score.PossibleFound);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
