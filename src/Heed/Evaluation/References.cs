namespace Heed.Evaluation;

internal static class References
{
    public static void Check(string metric, IReadOnlyList<string> translations, IReadOnlyList<IReadOnlyList<string>> references)
    {
        ArgumentNullException.ThrowIfNull(translations);
        ArgumentNullException.ThrowIfNull(references);
        if (translations.Count == 0 || references.Count == 0)
        {
            throw new ArgumentException($"{metric}: there are {translations.Count} translations and {references.Count} sets of references; at least one of each is needed.");
        }
        for (int r = 0; r < references.Count; r++)
        {
            if (references[r].Count != translations.Count)
            {
                throw new ArgumentException($"{metric}: {translations.Count} translations, but {references[r].Count} lines in set {r + 1} of the references; line i of one must belong to line i of the other.", nameof(references));
            }
        }
    }
}
