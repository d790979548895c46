using System.Globalization;
using Heed.Files;
using Heed.Models;
using Heed.Text;

namespace Heed.Training;

/// <summary>The models of a run's last validations, each in a model folder <c>step-NNNNNN</c> of the run's folder.</summary>
public static class KeptModels
{
    private const string Prefix = "step-";

    /// <summary>The models that a run kept, in the order of their steps.</summary>
    /// <param name="run">The run's folder.</param>
    public static IReadOnlyList<(string Folder, long Step)> In(string run) => [.. Of(run).OrderBy(kept => kept.Step)];

    /// <summary>Writes the model of a step in half precision, and deletes those that are not among the last any more.</summary>
    internal static void Save(string run, long step, int keep, TranslationModel model, Tokenizer tokenizer)
    {
        string folder = Path.Combine(run, Prefix + step.ToString("D6", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(folder);
        AtomicFile.CleanUp(folder);
        ModelFolder.Save(folder, model, tokenizer);
        foreach ((string old, _) in Of(run).Where(kept => kept.Step <= step).OrderByDescending(kept => kept.Step).Skip(keep)) Directory.Delete(old, recursive: true);
    }

    // Of a step that is yet to come: left by a run that was killed before its checkpoint, and about to be written again.
    private static IEnumerable<(string Folder, long Step)> Of(string run)
    {
        foreach (string folder in Directory.GetDirectories(run, Prefix + "*"))
            if (long.TryParse(Path.GetFileName(folder)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long step)) yield return (folder, step);
    }
}
