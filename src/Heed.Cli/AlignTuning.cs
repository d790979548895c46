using System.Globalization;
using System.Text.Json;
using Heed.Evaluation;
using Heed.Layers;
using Heed.Models;

namespace Heed.Cli;

/// <summary>Finds the heads that align best, and records them in the models.</summary>
internal sealed class AlignTuning(Terminal terminal, PairAligner aligner)
{
    /// <summary>More pairs change nothing but the time.</summary>
    public const int MostPairs = 1000;

    private const int Shown = 8;

    /// <param name="pairs">Development pairs.</param>
    /// <param name="gold">Their gold links, or none for agreement.</param>
    /// <param name="file">Where those come from.</param>
    /// <param name="folders">The folder of the model, and of the other direction's.</param>
    /// <param name="json">Whether one JSON object is written.</param>
    public int Run(List<PairOfFile> pairs, IReadOnlyList<GoldAlignment>? gold, string? file, string[] folders, bool json)
    {
        IReadOnlyList<AlignmentCandidate> forward;
        IReadOnlyList<AlignmentCandidate>? backward = null;
        if (gold is not null)
        {
            AlignScores.RequireMatch(pairs.Count, gold.Count, file!);
            int[] usable = [.. Enumerable.Range(0, pairs.Count).Where(i => pairs[i].Fault is null)];
            (pairs, gold) = ([.. usable.Select(i => pairs[i])], [.. usable.Select(i => gold[i])]);
            forward = AlignmentTuning.ByGold(aligner.Forward.Config, heads => Forward(pairs, heads), gold);
            GoldAlignment[] turned = [.. gold.Select(static of => new GoldAlignment(Turned(of.Sure), Turned(of.Possible)))];
            if (aligner.Backward is { } other) backward = AlignmentTuning.ByGold(other.Config, heads => Backward(pairs, heads), turned);
        }
        else
        {
            pairs = [.. pairs.Where(static pair => pair.Fault is null)];
            if (pairs.Count == 0) throw new InvalidDataException("no pair can be used to tune with.");
            (forward, backward) = AlignmentTuning.ByAgreement(aligner.Forward.Config, heads => Forward(pairs, heads), aligner.Backward!.Config, heads => Backward(pairs, heads));
        }
        ModelFolder.RecordAlignment(folders[0], forward[0].Heads);
        if (backward is not null) ModelFolder.RecordAlignment(folders[1], backward[0].Heads);
        string measure = gold is null ? "disagreement" : "AER";
        if (json) terminal.Out.WriteLine(JsonText.Of(writer => WriteJson(writer, measure, folders, forward, backward)));
        else
        {
            WriteText(folders[0], forward, measure);
            if (backward is not null) WriteText(folders[1], backward, measure);
        }
        return ExitCode.Done;
    }

    private IReadOnlyList<Decoding.WordAlignment> Forward(List<PairOfFile> pairs, AlignmentHeads heads) => aligner.AlignForward(pairs, heads);

    private IReadOnlyList<Decoding.WordAlignment> Backward(List<PairOfFile> pairs, AlignmentHeads heads) => aligner.AlignBackward(pairs, heads);

    private static HashSet<(int, int)> Turned(IReadOnlySet<(int Source, int Target)> links) => [.. links.Select(static link => (link.Target, link.Source))];

    private void WriteText(string folder, IReadOnlyList<AlignmentCandidate> candidates, string measure)
    {
        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{folder}: {measure} {candidates[0].Error:F2} by {candidates[0].Heads}, recorded in config.json; by one alone:"));
        foreach (AlignmentCandidate candidate in candidates.Skip(1).Take(Shown)) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {candidate.Error,6:F2}  {candidate.Heads}"));
        if (candidates.Count > 1 + Shown) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {candidates.Count - 1 - Shown} more, up to {candidates[^1].Error:F2}"));
    }

    private static void WriteJson(Utf8JsonWriter json, string measure, string[] folders, IReadOnlyList<AlignmentCandidate> forward, IReadOnlyList<AlignmentCandidate>? backward)
    {
        json.WriteStartObject();
        json.WriteString("measure", measure);
        json.WriteStartArray("models");
        foreach ((string folder, IReadOnlyList<AlignmentCandidate>? candidates) in folders.Zip((IReadOnlyList<AlignmentCandidate>?[])[forward, backward]))
        {
            json.WriteStartObject();
            json.WriteString("model", folder);
            json.WriteStartArray("candidates");
            foreach (AlignmentCandidate candidate in candidates!)
            {
                json.WriteStartObject();
                json.WriteStartArray("heads");
                foreach (AlignmentHead one in candidate.Heads) WriteHead(json, one);
                json.WriteEndArray();
                json.WriteNumber("error", candidate.Error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteHead(Utf8JsonWriter json, AlignmentHead one)
    {
        json.WriteStartObject();
        json.WriteNumber("layer", one.Layer);
        if (one.Head is { } head) json.WriteNumber("head", head);
        json.WriteString("step", one.Step == AlignmentStep.Read ? "read" : "written");
        json.WriteEndObject();
    }
}
