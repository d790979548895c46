namespace Heed.Text;

/// <summary>
/// French words that stand in full where writing elides or contracts them, as gold alignments have them: <c>le homme</c> is <c>l'homme</c>, <c>que il</c> is <c>qu'il</c>, <c>de le</c> is <c>du</c>,
/// <c>à les</c> is <c>aux</c>. A word that ends with an apostrophe stands beside the next.
/// </summary>
internal static class FrenchElision
{
    private static readonly HashSet<string> Elided = new(StringComparer.OrdinalIgnoreCase)
    {
        "le", "la", "je", "me", "te", "se", "de", "ne", "que", "jusque", "lorsque", "puisque", "quoique",
    };

    // Beginnings with an h before which nothing is elided, and those among them before which something is.
    private static readonly string[] Aspirated =
    [
        "ha", "hein", "herni", "hériss", "héros", "hêtre", "heurt", "hibou", "hideu", "hiérarch", "hiss", "hobby", "hoch", "hockey", "holl", "homard", "hongr", "hont", "hoquet", "hors", "hotte", "houle", "housse", "huche", "huée", "huit", "hurl",
    ];

    private static readonly string[] Silent = ["habi", "hallu", "haltér", "harmon"];

    // They begin with a vowel, and nothing is elided before them either.
    private static readonly HashSet<string> Kept = new(StringComparer.OrdinalIgnoreCase) { "oui", "onze", "onzième" };

    // Before a verb le and les are no articles: nothing contracts in à le faire. These end like verbs.
    private static readonly HashSet<string> Nouns = new(StringComparer.Ordinal)
    {
        "maire", "ministre", "ministère", "père", "frère", "livre", "titre", "centre", "membre", "nombre", "chiffre", "ordre", "cadre", "genre", "registre", "premier", "dernier", "fer", "plaisir", "désir", "loisir", "dossier", "papier",
        "métier", "courrier", "quartier", "chantier", "hiver", "caractère", "salaire", "théâtre", "maître", "secrétaire", "territoire", "laboratoire", "contraire", "nécessaire", "sucre", "cuir", "avenir", "mystère", "fermier", "financier",
    };

    /// <summary>What is written, for how many words it stands, and whether the next word follows without a space.</summary>
    public static IEnumerable<(string Text, int Count, bool ToNext)> Undo(IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i], next = i + 1 < words.Count ? words[i + 1] : "", third = i + 2 < words.Count ? words[i + 2] : "";
            if (Contracted(word, next, third) is { } contracted)
            {
                yield return (contracted, 2, false);
                i++;
            }
            else if (word.Length > 1 && word[^1] is '\'' or '’') yield return (word, 1, true);
            else if (Elides(word, next)) yield return ($"{word[..^1]}'", 1, true);
            else yield return (word, 1, false);
        }
    }

    private static bool Elides(string word, string next) =>
        (Elided.Contains(word) && StartsSilently(next))
        || (Is(word, "si") && (Is(next, "il") || Is(next, "ils")))
        || (Is(word, "ce") && (Is(next, "est") || Is(next, "était") || Is(next, "étaient") || Is(next, "en")))
        || (Is(word, "quelque") && (Is(next, "un") || Is(next, "une")));

    private static string? Contracted(string word, string next, string third)
    {
        bool isDe = Is(word, "de"), isCapital = word.Length > 0 && char.IsUpper(word[0]);
        if ((!isDe && !Is(word, "à")) || IsVerb(third)) return null;
        if (Is(next, "les")) return isDe ? isCapital ? "Des" : "des" : isCapital ? "Aux" : "aux";
        if (!Is(next, "le") || StartsSilently(third)) return null;
        return isDe ? isCapital ? "Du" : "du" : isCapital ? "Au" : "au";
    }

    private static bool IsVerb(string word) =>
        word.Length > 3 && char.IsLower(word[0]) && !Nouns.Contains(word) && (word.EndsWith("er", StringComparison.Ordinal) || word.EndsWith("ir", StringComparison.Ordinal) || word.EndsWith("re", StringComparison.Ordinal));

    private static bool StartsSilently(string word)
    {
        if (word.Length == 0 || Kept.Contains(word)) return false;
        string lower = word.ToLowerInvariant();
        return lower[0] switch
        {
            'h' => !Begins(lower, Aspirated) || Begins(lower, Silent),
            'y' => lower.Length == 1,
            _ => "aàâæeéèêëiîïoôœuùûü".Contains(lower[0]),
        };
    }

    private static bool Begins(string word, string[] beginnings) => beginnings.Any(beginning => word.StartsWith(beginning, StringComparison.Ordinal));

    private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
}
