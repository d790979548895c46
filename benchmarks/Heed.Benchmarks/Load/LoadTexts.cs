namespace Heed.Benchmarks.Load;

/// <summary>Short and long texts, mixed: words alone, sentences, and texts of several sentences.</summary>
internal static class LoadTexts
{
    private static readonly string[] Short =
    [
        "Bonjour.", "Aucun résultat.", "Fermez la fenêtre.", "Le chat dort.", "Erreur inconnue.", "Le projet est introuvable.", "Voulez-vous continuer ?", "La valeur est trop grande.",
    ];

    private static readonly string[] Long =
    [
        "Le modèle spécifié n'a pas été trouvé dans le dossier.",
        "Deux femmes marchent dans la rue avec un chien blanc.",
        "La commande a été exécutée, mais elle a retourné un code d'erreur.",
        "Le fichier de configuration n'a pas pu être lu, car il contient une valeur qui ne correspond pas au type attendu par le programme.",
        "L'accord sur la zone économique européenne a été signé en août 1992 par les représentants de tous les pays concernés.",
        "Une erreur s'est produite pendant la restauration des packages ; vérifiez que la source est accessible et que votre connexion fonctionne.",
    ];

    private const int Count = 240;

    /// <summary>The texts, each with the number of its sentences.</summary>
    public static IReadOnlyList<(string Text, int Sentences)> All { get; } = [.. Enumerable.Range(0, Count).Select(static i => (i % 6) switch
    {
        0 or 2 or 4 => (Short[i / 2 % Short.Length], 1),
        5 when i % 24 == 23 => (string.Join(' ', Long[i / 24 % Long.Length], Short[i / 24 % Short.Length], Long[(i / 24 + 2) % Long.Length]), 3),
        _ => (Long[i % 7 * 5 % Long.Length], 1),
    })];
}
